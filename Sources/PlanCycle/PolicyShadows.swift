// SPDX-License-Identifier: Apache-2.0

import Energy
import Policies

/// In a dry run, asks every policy what it would do, and keeps account of what that would have come to.
///
/// Each policy has a battery of its own, see `PolicyOutcome`. A question waits until the slot before is settled, as only then the
/// charge it is to be asked at is known; and it is asked after the decision that drives has been leased, one policy a step. Whoever
/// has no usable answer, or takes long for it, loses its own line and nothing else.
struct PolicyShadows: Sendable {
    /// Who takes longer for an answer is not asked again on the same local day, s.
    static let longestSeconds = 2.0
    /// Slots whose answers wait to be settled at most.
    static let mostOpen = 672

    /// A policy with what it holds.
    private struct Shadow: Sendable {
        var policy: any Policy
        var stored: WattHours
        /// Why it is not asked any more today.
        var exclusion: String?
    }

    /// What is to be asked.
    private struct Question: Sendable {
        let situation: PolicySituation
        /// Places of those that have not been asked.
        var left: [Int]
    }

    /// What a policy said.
    private struct Answer: Sendable {
        let intents: BatteryIntents
        let fault: String?
        let stored: WattHours
    }

    private let batteries: [BatteryDescription]
    private let battery: JointBattery
    private let zone: TimeZoneRule
    private var shadows: [Shadow]
    private var question: Question?
    private var answers: [Slot: [Int: Answer]] = [:]
    /// The slot at whose beginning the shadows hold what they hold; nil where they begin with the measured charge.
    private var known: Slot?

    init(_ policies: [any Policy], batteries: [BatteryDescription], zone: TimeZoneRule) {
        (self.batteries, self.zone) = (batteries, zone)
        battery = JointBattery(batteries)
        shadows = policies.map { Shadow(policy: $0, stored: .zero) }
    }

    /// Takes in the situation of a decision, to be asked about from the next step on.
    ///
    /// - Parameter wall: a decision that came late in its slot does not stand for it.
    mutating func begin(_ situation: PolicySituation, wall: UTCInstant) {
        question = nil
        guard !shadows.isEmpty,
            wall.secondsSinceEpoch - situation.now.start.secondsSinceEpoch <= DecisionLedger.startSeconds
        else { return }
        question = Question(situation: situation, left: Array(shadows.indices))
        answers[situation.now] = nil
        if answers.count >= Self.mostOpen, let oldest = answers.keys.min() { answers[oldest] = nil }
    }

    /// Forgets what the shadows hold, as nothing is withheld any more.
    mutating func stop() { (question, known, answers) = (nil, nil, [:]) }

    /// Asks the next policy where one is to be asked and the slot before is settled.
    ///
    /// - Parameters:
    ///   - isSettled: false while the slot before waits for its measurement.
    ///   - clock: seconds that never jump.
    mutating func askNext(isSettled: Bool, clock: () -> Double) {
        guard isSettled, var next = question, !next.left.isEmpty, start(next.situation) else { return }
        let place = next.left.removeFirst()
        question = next
        let slot = next.situation.now
        answers[slot, default: [:]][place] = answer(place, next.situation, clock)
    }

    /// What each policy that was asked made of a slot; the shadows go on from there.
    mutating func settle(_ slot: Slot, netLoad: Watts?, prices: SlotPrices?) -> [PolicyOutcome] {
        guard let said = answers.removeValue(forKey: slot) else {
            if known == slot { known = nil }
            return []
        }
        // Whoever was not asked in time makes the next slot begin anew for all, so that all have lived the same.
        known = netLoad != nil && said.count == shadows.count ? slot.advanced(by: 1) : nil
        return said.sorted { $0.key < $1.key }.map { place, answer in
            let intents = answer.fault == nil ? answer.intents : BatteryIntents(batteries.map { _ in .selfConsume })
            let run = netLoad.map { battery.run(intents, netLoad: $0, stored: answer.stored) }
            if let run { shadows[place].stored = run.stored }
            let bill = run.flatMap { run in
                netLoad.flatMap { netLoad in prices.map { run.bill(netLoad: netLoad, prices: $0) } }
            }
            return PolicyOutcome(
                policy: shadows[place].policy.name, intents: answer.fault == nil ? answer.intents.each : [],
                stateOfCharge: battery.stateOfCharge(answer.stored), bill: answer.fault == nil ? bill : nil,
                fault: answer.fault)
        }
    }

    /// Sets the charge back to the measured one where the slot begins a day or follows a gap; false where it is not known.
    private mutating func start(_ situation: PolicySituation) -> Bool {
        let slot = situation.now
        let isMidnight = LocalDay(containing: slot, in: zone).slots.lowerBound == slot
        guard known != slot || (isMidnight && answers[slot] == nil) else { return true }
        guard let measured = battery.stored(situation.stateOfCharge) else { return false }
        for place in shadows.indices {
            shadows[place].stored = measured
            if isMidnight { shadows[place].exclusion = nil }
        }
        known = slot
        return true
    }

    private mutating func answer(_ place: Int, _ situation: PolicySituation, _ clock: () -> Double) -> Answer {
        let stored = shadows[place].stored
        func answer(_ intents: BatteryIntents, _ fault: String?) -> Answer {
            Answer(intents: intents, fault: fault, stored: stored)
        }
        if let exclusion = shadows[place].exclusion { return answer(BatteryIntents([]), exclusion) }
        let begin = clock()
        let decision = shadows[place].policy.decide(
            situation.holding(battery.stateOfCharge(stored)))
        let seconds = clock() - begin
        if seconds > Self.longestSeconds {
            shadows[place].exclusion =
                "it took \(decimalText(seconds, decimals: 1)) s for an answer and is not asked again today"
        }
        return answer(decision.batteryIntents, PolicySanity.fault(of: decision, batteries: batteries))
    }
}

extension PolicySituation {
    /// The same situation at another charge of all batteries.
    fileprivate func holding(_ stateOfCharge: Double) -> PolicySituation {
        PolicySituation(
            now: now, stateOfCharge: batteries.map { _ in stateOfCharge }, batteries: batteries, prices: prices,
            expectedPrices: expectedPrices, load: load, pv: pv, site: site, canLimitPV: canLimitPV,
            peakPrice: peakPrice, peakCounting: peakCounting, peakSoFar: peakSoFar)
    }
}
