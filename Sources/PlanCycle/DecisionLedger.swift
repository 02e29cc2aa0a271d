// SPDX-License-Identifier: Apache-2.0

import Energy
import Policies

/// Keeps account of what decisions came to: notes each quarter hour while it runs, and settles it when it was measured.
///
/// Two batteries exist in the ledger alone: one in self-consumption, and in a dry run one that carries the decisions out.
/// Both begin with the measured charge and are carried on from slot to slot by the formulas of the backtests; after a gap
/// in what they need, or between dry run and control, both begin with the measured charge again. A decision's import limit
/// is put on the one that carries it out, limits of the grid connection on neither. Production counts as it was measured:
/// what a limit of it saves is not in the accounts, neither of a dry run, which limits nothing, nor of a house without a
/// battery, which would not have limited it.
struct DecisionLedger: Sendable {
    /// How far into a slot a state of charge still stands for its beginning, s.
    static let startSeconds = 60
    /// Half a slot: a decision that stood for less does not stand for the slot.
    static let leastSeconds = 450.0
    /// Slots that wait to be settled at most: 7 days, as long as the guard keeps their slices.
    static let mostOpen = 672

    /// What was seen of a slot while it ran.
    private struct Note: Sendable {
        var storedAtStart: WattHours?
        var isDryRun: Bool?
        var intents = LongestRun<BatteryIntents>()
        var verdicts = LongestRun<[Verdict]>()
    }

    /// The batteries that exist here alone, at the beginning of a slot.
    private struct Shadow: Sendable {
        let slot: Slot
        let isDryRun: Bool?
        let selfConsumption: WattHours
        let decision: WattHours
    }

    private let battery: JointBattery
    private var notes: [Slot: Note] = [:]
    private var shadow: Shadow?

    init(batteries: [BatteryDescription]) {
        battery = JointBattery(batteries)
    }

    /// The slots up to one that are noted and not settled, in order.
    func open(through slot: Slot) -> [Slot] { notes.keys.filter { $0 <= slot }.sorted() }

    /// Notes what stands now; the clock is trusted.
    ///
    /// - Parameters:
    ///   - now: boot-time clock.
    ///   - wall: says which slot it is.
    ///   - stateOfCharge: 0...1 by battery, nil in it where unknown; nil where nothing fresh is known.
    ///   - intents: the decision for this slot, nil without one.
    ///   - standing: the guard's, nil where it is not fresh.
    mutating func note(
        now: BootInstant, wall: UTCInstant, stateOfCharge: [Double?]?, intents: BatteryIntents?,
        standing: GuardStanding?
    ) {
        let slot = Slot(containing: wall)
        var note = notes[slot] ?? Note()
        if note.storedAtStart == nil, wall.secondsSinceEpoch - slot.start.secondsSinceEpoch <= Self.startSeconds {
            note.storedAtStart = stateOfCharge.flatMap(battery.stored)
        }
        if let intents { note.intents.note(intents, at: now) }
        if let standing {
            note.isDryRun = standing.isDryRun
            note.verdicts.note(standing.batteries.map(\.verdict), at: now)
        }
        notes[slot] = note
        if notes.count > Self.mostOpen, let oldest = notes.keys.min() { notes[oldest] = nil }
    }

    /// Settles a slot that has ended; slots are settled in order.
    ///
    /// - Parameters:
    ///   - prices: of the slot, nil where they are not known.
    ///   - storedPrice: mean import price of its local day, nil where nothing of it is known.
    mutating func settle(
        _ slot: Slot, measurement: SlotMeasurement, prices: SlotPrices?, storedPrice: PricePerKWh?
    ) -> OutcomeRecord {
        let note = notes.removeValue(forKey: slot) ?? Note()
        let runs = measurement.netLoad.flatMap { runShadow(slot, note, netLoad: $0) }
        if runs == nil { shadow = nil }
        func bill(_ grid: Watts, _ stored: WattHours?) -> SlotBill? {
            prices.map { SlotBill(cost: Tariff.cost(gridImport: grid, prices: $0), stored: stored) }
        }
        func bill(_ run: JointBattery.Run?) -> SlotBill? {
            guard let run, let netLoad = measurement.netLoad else { return nil }
            return prices.map { run.bill(netLoad: netLoad, prices: $0) }
        }
        return OutcomeRecord(
            slot: slot, isDryRun: note.isDryRun, commanded: note.verdicts.value ?? [], storedPrice: storedPrice,
            measured: measurement.grid.flatMap { bill($0, measuredGain(slot, note)) },
            noBattery: measurement.netLoad.flatMap { bill($0, nil)?.cost },
            selfConsumption: bill(runs?.selfConsumption),
            withheld: bill(runs?.decision))
    }
}

// MARK: - Batteries

extension DecisionLedger {
    /// Runs both batteries over a slot and carries them on; nil where nobody knows what they hold.
    private mutating func runShadow(
        _ slot: Slot, _ note: Note, netLoad: Watts
    ) -> (selfConsumption: JointBattery.Run, decision: JointBattery.Run?)? {
        guard let start = start(of: slot, note) else { return nil }
        let selfConsumption = battery.runAlone(netLoad: netLoad, stored: start.selfConsumption)
        let intents = note.intents.seconds >= Self.leastSeconds ? note.intents.value : nil
        let decision =
            note.isDryRun == true ? intents.map { battery.run($0, netLoad: netLoad, stored: start.decision) } : nil
        let isBroken = note.isDryRun == true && decision == nil
        shadow =
            isBroken
            ? nil
            : Shadow(
                slot: slot.advanced(by: 1), isDryRun: note.isDryRun, selfConsumption: selfConsumption.stored,
                decision: decision?.stored ?? start.decision)
        return (selfConsumption, decision)
    }

    private func start(of slot: Slot, _ note: Note) -> Shadow? {
        if let shadow, shadow.slot == slot, shadow.isDryRun == note.isDryRun { return shadow }
        return note.storedAtStart.map {
            Shadow(slot: slot, isDryRun: note.isDryRun, selfConsumption: $0, decision: $0)
        }
    }

    /// From one slot's beginning to the next one's, as measured.
    private func measuredGain(_ slot: Slot, _ note: Note) -> WattHours? {
        guard let start = note.storedAtStart, let end = notes[slot.advanced(by: 1)]?.storedAtStart else { return nil }
        return battery.atGrid(end - start)
    }
}
