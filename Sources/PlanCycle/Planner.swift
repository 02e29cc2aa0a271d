// SPDX-License-Identifier: Apache-2.0

import Energy
import Forecasting
import Policies

/// The planner: stores what the guard measured, decides each quarter hour, and keeps its wish leased while it can vouch
/// for it.
///
/// Time is an argument, everything else a port; one owner calls it. It never waits and never throws: whatever fails is
/// counted in `status`, and the guard needs none of it.
public final class Planner {
    /// What it has done so far.
    public internal(set) var status = PlannerStatus()

    let setup: PlannerSetup
    let store: any ReadingStoring
    private var policy: any Policy
    var link: GuardConversation
    var queue: StoreQueue
    var forecasts: HouseForecasts
    var peak: MonthToDatePeak
    var ledger: DecisionLedger
    var shadows: PolicyShadows
    private var throttle = ChargeThrottle()
    private let clock: () -> Double
    var schedule = PlanSchedule()
    var jobs: PlannerJobs
    /// End of the last quarter hour that is stored; nil before one was.
    var lastStored: UTCInstant?
    private var spot = SlotSeries(firstSlot: Slot(index: 0), values: [Double]())
    private var standing: StandingDecision?
    /// The local day that was summed up last.
    private var summedDay: Range<Slot>?
    /// The wall clock of the last step, the label of what the planner itself has to tell.
    var wall = UTCInstant(secondsSinceEpoch: 0)

    /// The decision in force, and what it rests on.
    private struct StandingDecision {
        let slot: Slot
        let decision: PolicyDecision
        let isClockTrusted: Bool
        let knowsStateOfCharge: Bool
    }

    /// A planner before its first step; nothing of an earlier life is resumed.
    ///
    /// - Parameters:
    ///   - setup: devices, batteries, tariff.
    ///   - policy: asked once each quarter hour.
    ///   - store: the database.
    ///   - port: the planner's end of the link.
    ///   - compared: asked too in a dry run, for what they would have done; they decide nothing.
    ///   - clock: seconds that never jump, by which it is told how long these take.
    public init(
        setup: PlannerSetup, policy: any Policy, store: any ReadingStoring, port: any GuardPort,
        compared: [any Policy] = [], clock: @escaping () -> Double = { 0 }
    ) {
        self.setup = setup
        self.policy = policy
        self.store = store
        self.link = GuardConversation(port: port, configurationHash: setup.configurationHash)
        self.queue = StoreQueue(devices: setup.devices.count)
        self.forecasts = HouseForecasts(setup)
        self.peak = MonthToDatePeak(
            devices: setup.devices, zone: setup.site.timeZone, counting: setup.tariff.peakCounting)
        self.ledger = DecisionLedger(batteries: setup.batteries)
        self.shadows = PolicyShadows(compared, batteries: setup.batteries, zone: setup.site.timeZone)
        self.jobs = PlannerJobs(setup)
        self.clock = clock
    }

    /// Does what is due; called about once a second.
    ///
    /// - Parameters:
    ///   - now: boot-time clock, the guard's.
    ///   - wall: the wall clock.
    ///   - isClockTrusted: false while the wall clock is not synchronised: then no price is taken to cover this slot.
    public func step(now: BootInstant, wall: UTCInstant, isClockTrusted: Bool) {
        self.wall = wall
        let slot = Slot(containing: wall)
        takeArrivals(now: now)
        schedule.note(slot, now: now)
        throttle.note(link.freshSnapshot(now: now), in: slot, now: now)
        if let snapshot = link.freshSnapshot(now: now), link.isAgreed {
            if needsDecision(slot, snapshot: snapshot, isClockTrusted: isClockTrusted) {
                decide(slot, snapshot: snapshot, now: now, wall: wall, isClockTrusted: isClockTrusted)
            }
            renewIfDue(slot, now: now)
        }
        if isClockTrusted, link.isAgreed { noteSlot(slot, now: now, wall: wall) }
        runJobs(now: now, isClockTrusted: isClockTrusted)
        storeIfDue(slot, now: now)
        shadows.askNext(isSettled: ledger.open(through: slot.advanced(by: -1)).isEmpty, clock: clock)
        if !(summedDay?.contains(slot) ?? false) { sumUpToday(slot) }
    }

    /// Forecasts with other models from the next decision on.
    public func use(_ change: (inout ForecastersInUse) -> Void) { forecasts.use(change) }

    /// Lets another policy drive from the next decision on; the one that stands holds for its slot.
    public func use(_ policy: any Policy) { self.policy = policy }

    /// Makes the next step decide anew, because prices have come or changed.
    public func notePricesChanged() { standing = nil }

    /// Stores what waits, at the end of a run; what cannot be stored stays with the guard.
    public func finish(now: BootInstant) {
        takeArrivals(now: now)
        storeWaiting(now: now)
        attempt { try jobs.report(to: store) }
    }

    func takeArrivals(now: BootInstant) {
        let arrivals = link.receive(now: now)
        for slice in arrivals.slices {
            if setup.devices.indices.contains(slice.device.rawValue) {
                queue.add(slice)
            } else {
                status.slicesRefused += 1
            }
        }
        for event in arrivals.events { queue.add(event) }
        accountForEvents(now: now)
        status.framesRefused += arrivals.refusals.count
        status.lastFrameRefusal = arrivals.refusals.last ?? status.lastFrameRefusal
        status.handshake = link.handshake
        status.snapshot = link.snapshot
        status.standing = link.standing
        noteQueue()
    }
}

// MARK: - Deciding

extension Planner {
    /// A decision holds for its slot, unless what it rests on has changed.
    private func needsDecision(_ slot: Slot, snapshot: PlantSnapshot, isClockTrusted: Bool) -> Bool {
        guard let standing, standing.slot == slot, standing.isClockTrusted == isClockTrusted else { return true }
        return !standing.knowsStateOfCharge && stateOfCharge(snapshot).allSatisfy { $0 != nil }
    }

    private func decide(
        _ slot: Slot, snapshot: PlantSnapshot, now: BootInstant, wall: UTCInstant, isClockTrusted: Bool
    ) {
        let charge = stateOfCharge(snapshot)
        let situation = situation(slot, stateOfCharge: charge, isClockTrusted: isClockTrusted)
        var decision = policy.decide(situation)
        if let fault = PolicySanity.fault(of: decision, batteries: setup.batteries) {
            status.policyRefusals += 1
            status.lastPolicyRefusal = fault
            decision = PolicySanity.baseline(batteries: setup.batteries)
        }
        standing = StandingDecision(
            slot: slot, decision: decision, isClockTrusted: isClockTrusted,
            knowsStateOfCharge: charge.allSatisfy { $0 != nil })
        // Told as it is leased first: a charge as far as the load left room for it below the month's peak.
        let leased = lease(decision, now: now)
        let cutBy: Reason.Limit = throttle.knowsLoad ? .monthPeak : .unknownLoad
        let record = DecisionRecord(
            slot: slot, madeAt: wall, policy: policy.name, intents: leased, importLimit: decision.importLimit,
            pvLimit: decision.pvLimit,
            reason: leased == decision.intents ? decision.reason : decision.reason.limited(by: cutBy),
            stateOfCharge: charge.map { $0 ?? .nan })
        queue.add(record)
        status.decisionsMade += 1
        status.decision = record
        status.plan = decision.plan
        if isClockTrusted, link.freshStanding(now: now)?.isDryRun == true {
            shadows.begin(situation, wall: wall)
        } else {
            shadows.stop()
        }
    }

    private func stateOfCharge(_ snapshot: PlantSnapshot) -> [Double?] {
        setup.batteries.indices.map {
            snapshot.batteries.indices.contains($0) ? snapshot.batteries[$0].stateOfCharge.value : nil
        }
    }

    private func situation(_ slot: Slot, stateOfCharge: [Double?], isClockTrusted: Bool) -> PolicySituation {
        attempt { try forecasts.advance(to: slot, isClockTrusted: isClockTrusted, reading: store) }
        let prices = isClockTrusted ? outlook(slot) : .none
        let (load, pv) = (forecasts.demand(now: slot), forecasts.solar(now: slot))
        if isClockTrusted { for record in [load, pv].compactMap({ $0 }) { queue.add(record) } }
        status.forecasts =
            [("load", load), ("pv", pv)].compactMap { name, record in
                record.map { NamedForecast(name: name, unit: "W", forecast: $0.forecast) }
            }
            + [status.priceForecast].compactMap { forecast in
                forecast.map { NamedForecast(name: "spot_price", unit: "\(setup.tariff.currency)/kWh", forecast: $0) }
            }
        return PolicySituation(
            now: slot, stateOfCharge: stateOfCharge, batteries: setup.batteries, prices: prices.known,
            expectedPrices: prices.expected, load: load?.forecast, pv: pv?.forecast, site: setup.site,
            canLimitPV: setup.canLimitPV, peakPrice: setup.tariff.peakPrice,
            peakCounting: setup.tariff.peakCounting, peakSoFar: isClockTrusted ? peakSoFar(slot) : nil)
    }

    /// Only where it is billed: elsewhere nobody asks for it.
    private func peakSoFar(_ slot: Slot) -> Watts? {
        guard setup.tariff.peakPrice != nil else { return nil }
        return attempt { try peak.advance(to: slot, reading: store) } ?? nil
    }

    /// Where the database fails, the prices it gave last still hold for their slots.
    private func outlook(_ slot: Slot) -> PriceOutlook {
        let range = slot..<slot.advanced(by: setup.horizonSlots)
        attempt { spot = try store.prices(slots: range) }
        let forecast: (record: ForecastRecord, isNew: Bool)?? = attempt {
            try forecasts.prices(now: slot, reading: store)
        }
        if let found = forecast ?? nil {
            if found.isNew { queue.add(found.record) }
            status.priceForecast = found.record.forecast
        }
        return PriceOutlook(
            spot: spot, forecast: status.priceForecast, tariff: setup.tariff, now: slot, count: setup.horizonSlots)
    }

    /// The check behind a renewal; only one that came to its end renews the lease.
    ///
    /// The caller saw to it that the data is fresh and both sides agree; here the decision must be this slot's.
    private func renewIfDue(_ slot: Slot, now: BootInstant) {
        guard schedule.isRenewalDue(now: now), let standing, standing.slot == slot else { return }
        lease(standing.decision, now: now)
    }

    /// What a charge may raise the month's peak to is kept here, at every renewal: the guard keeps the fuse and knows no peak.
    ///
    /// - Returns: the intents that were sent.
    @discardableResult private func lease(_ decision: PolicyDecision, now: BootInstant) -> [BatteryIntent] {
        let intents = throttle.cut(decision.batteryIntents, now: now, wall: wall)
        status.intent = link.send(intents, pvLimit: decision.pvLimit, now: now)
        status.intentsSent += 1
        schedule.noteRenewed(now: now)
        return intents
    }
}

// MARK: - Accounts

extension Planner {
    private func noteSlot(_ slot: Slot, now: BootInstant, wall: UTCInstant) {
        ledger.note(
            now: now, wall: wall, stateOfCharge: link.freshSnapshot(now: now).map(stateOfCharge),
            intents: standing.flatMap { $0.slot == slot ? $0.decision.batteryIntents : nil },
            standing: link.freshStanding(now: now))
    }

    /// Sums up the local day: at its beginning, at the planner's, and once each quarter hour when that has been settled.
    func sumUpToday(_ slot: Slot) {
        let day = LocalDay(containing: slot, in: setup.site.timeZone).slots
        summedDay = day
        status.today = attempt {
            DaySavings(day: day, now: slot, outcomes: try store.outcomes(slots: day.lowerBound..<slot))
        }
    }

    /// What the quarter hours came to that have ended and whose slices are here, or late.
    func settleOutcomes(through ended: Slot) {
        let elapsed = wall.secondsSinceEpoch - ended.end.secondsSinceEpoch
        let isComplete =
            Double(elapsed) >= PlanSchedule.sliceGraceSeconds
            || queue.holdsSlices(of: ended, devices: setup.devices.count)
        status.settled = []
        for slot in ledger.open(through: isComplete ? ended : ended.advanced(by: -1)) {
            let day = LocalDay(containing: slot, in: setup.site.timeZone).slots
            guard let spot = attempt({ try store.prices(slots: day) }) else { return }
            func prices(_ slot: Slot) -> SlotPrices? {
                setup.tariff.prices(spot: spot[slot].map { PricePerKWh($0) }, at: slot)
            }
            let known = day.compactMap { prices($0)?.importPrice }
            let measurement = SlotMeasurement(
                slices: queue.slices(of: slot), devices: setup.devices, batteryCount: setup.batteries.count)
            var outcome = ledger.settle(
                slot, measurement: measurement, prices: prices(slot),
                storedPrice: known.isEmpty ? nil : known.reduce(.zero, +) / Double(known.count))
            outcome.policies = shadows.settle(slot, netLoad: measurement.netLoad, prices: prices(slot))
            status.settled.append(outcome)
            queue.add(outcome)
        }
    }
}
