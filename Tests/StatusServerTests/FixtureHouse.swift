// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Energy
import Synchronization

/// A house on a sunny Sunday in May, 13:37 on its clock, as a source of the status endpoint.
///
/// Every number follows from the slot by arithmetic, so that the same request always gets the same answer.
final class FixtureHouse: HouseStatusSource {
    struct DatabaseFault: Error {}

    private struct State {
        var status: HouseStatus
        var now: BootInstant
        var isBroken = false
        var gate: DatabaseGate?
    }

    private let state: Mutex<State>

    /// 2026-05-17T11:37:30Z.
    static let time = UTCInstant(secondsSinceEpoch: 1_779_017_850)
    static let boot = BootInstant(seconds: 500_000)
    static let slot = Slot(containing: time)

    init() { state = Mutex(State(status: Self.sunnyNoon, now: Self.boot.advanced(bySeconds: 0.4))) }

    /// Changes the status that the next request sees.
    func change(_ body: (inout HouseStatus) -> Void) { state.withLock { body(&$0.status) } }

    /// Moves the boot-time clock.
    func advance(seconds: Double) { state.withLock { $0.now = $0.now.advanced(bySeconds: seconds) } }

    /// A new status with a new cycle, some seconds later.
    func tick(seconds: Int = 1) {
        state.withLock { state in
            state.now = state.now.advanced(bySeconds: Double(seconds))
            state.status = Self.sunnyNoon(
                after: state.status.time.secondsSinceEpoch - Self.time.secondsSinceEpoch + seconds)
        }
    }

    /// Makes every read of the database throw.
    func breakDatabase() { state.withLock { $0.isBroken = true } }

    func now() -> BootInstant { state.withLock(\.now) }

    func status() -> HouseStatus { state.withLock(\.status) }

    /// Makes every read of the database wait until the gate is opened.
    func holdDatabase() -> DatabaseGate {
        let gate = DatabaseGate()
        state.withLock { $0.gate = gate }
        return gate
    }

    private func checkDatabase() throws {
        state.withLock(\.gate)?.pass()
        if state.withLock(\.isBroken) { throw DatabaseFault() }
    }
}

/// Holds a thread until a test lets it go.
final class DatabaseGate: Sendable {
    private let held = DispatchSemaphore(value: 0)
    private let opened = DispatchSemaphore(value: 0)

    /// Waits until a thread stands at the gate.
    func waitUntilHeld() { held.wait() }

    /// Lets everyone through from now on.
    func open() { opened.signal() }

    fileprivate func pass() {
        held.signal()
        opened.wait()
        opened.signal()
    }
}

// MARK: - The status

extension FixtureHouse {
    static let site = Site(
        name: "Haus am Hang", timeZone: .centralEuropean, mainFuse: Amperes(35), phases: 3, exportLimit: Watts(6000),
        importLimit: nil, pvPeak: Watts(9200))

    static let battery = BatteryDescription(
        capacity: WattHours(10_240), maxCharge: Watts(5000), maxDischarge: Watts(5000), roundTripEfficiency: 0.91,
        floor: 0.10, ceiling: 0.95, backupReserve: 0.10, wear: PricePerKWh(0.03))

    static let house = HouseStatus.House(
        version: "1.2.0", site: site, currency: "EUR",
        devices: [(id: "meter", role: .meter), (id: "inverter", role: .inverter), (id: "heatpump", role: .heatPump)],
        batteries: [battery])

    static var sunnyNoon: HouseStatus { sunnyNoon(after: 0) }

    /// The status some seconds after `time`; the sun rises by a watt a second.
    static func sunnyNoon(after seconds: Int) -> HouseStatus {
        let now = boot.advanced(bySeconds: Double(seconds))
        var status = HouseStatus(house: house, time: time.advanced(bySeconds: seconds), bootTime: now)
        status.link = .agreed
        status.standing = GuardStanding(
            time: now, isDryRun: false, isClockTrusted: true,
            batteries: [
                BatteryStanding(
                    verdict: .setpoint(bounds(-5000, -2000)), inForce: bounds(-5000, -2000), interlocks: [])
            ], isConnected: [true, true, true], cycles: 86_400 + seconds, commandsVerified: 213, commandsRefused: 4)
        status.snapshot = snapshot(at: now, wall: status.time, pv: 6240 + Double(seconds))
        status.decision = decision(slot, charge: 0.62)
        status.plan = plan
        status.today = today(known: 54)
        status.leaseExpires = now.advanced(bySeconds: 52)
        status.batchesStored = 96
        return status
    }

    /// The day so far, of which the last quarter hours are known: each saved 2 cents.
    static func today(known: Int, isDryRun: Bool = false) -> DaySavings {
        let bill = SlotBill(cost: Money(0.10), stored: .zero)
        return DaySavings(
            day: LocalDay(containing: slot, in: .centralEuropean).slots, now: slot,
            outcomes: (0..<known).reversed().map {
                OutcomeRecord(
                    slot: slot.advanced(by: -1 - $0), isDryRun: isDryRun, commanded: [],
                    storedPrice: PricePerKWh(0.3), measured: isDryRun ? nil : bill, noBattery: nil,
                    selfConsumption: SlotBill(cost: Money(0.12), stored: .zero), withheld: isDryRun ? bill : nil)
            })
    }

    /// The guard in dry run, the inverter silent.
    static func dryRun(at now: BootInstant) -> GuardStanding {
        GuardStanding(
            time: now, isDryRun: true, isClockTrusted: true,
            batteries: [BatteryStanding(verdict: .release, inForce: nil, interlocks: [.staleData])],
            isConnected: [true, false, true], cycles: 3, commandsVerified: 0, commandsRefused: 2)
    }

    static func bounds(_ lower: Double, _ upper: Double) -> PowerBounds {
        PowerBounds(lower: lower, upper: upper) ?? .zero
    }

    /// Battery charging with 3 kW, house 2480 W of which the heat pump 1450 W.
    static func snapshot(at now: BootInstant, wall: UTCInstant, pv: Double?) -> PlantSnapshot {
        func power(_ watts: Double?) -> Measured<Watts> {
            watts.map { Measured(Watts($0), at: now) } ?? .absent(.stale, at: now.advanced(bySeconds: -14))
        }
        let grid = 2480 + 3000 - (pv ?? 6240)
        return PlantSnapshot(
            time: now, wallTime: wall, gridImport: power(grid),
            gridImportPhases: Phases(power(grid / 2), power(grid / 4), power(grid / 4)), pvProduction: power(pv),
            inverterAC: power(pv.map { $0 - 3000 }), heatPumpPower: power(1450),
            outdoorTemperature: Measured(Celsius(21.3), at: now),
            batteries: [
                BatterySnapshot(
                    discharge: power(-3000), stateOfCharge: Measured(0.624, at: now),
                    maxCharge: power(5000), maxDischarge: power(5000))
            ])
    }

    /// What a learned policy might say at that noon.
    static func learned(extraCost: Double, saving: Double = 0.31) -> LearnedReason {
        LearnedReason(
            expectedSaving: Money(saving), optimiserIntent: .discharge(Watts(800)), extraCostByPlan: Money(extraCost),
            inputs: [
                LearnedReason.Input(name: "the price <b>this evening</b>", weight: 0.4321),
                LearnedReason.Input(name: "the charge", weight: -0.12),
            ])
    }

    static func decision(_ slot: Slot, charge: Double, learned: LearnedReason? = nil) -> DecisionRecord {
        DecisionRecord(
            slot: slot, madeAt: slot.start.advanced(bySeconds: 2), policy: "rolling-optimiser",
            intents: [.charge(Watts(2000))], importLimit: Watts(3500), pvLimit: nil,
            reason: Reason(
                driver: .chargeForLater, limit: .monthPeak, importPrice: importPrice(slot),
                storedValue: PricePerKWh(0.318),
                breakEven: PricePerKWh(0.262), advantage: Money(0.84), alternative: .selfConsume,
                forecast: "naive 1", learned: learned),
            stateOfCharge: [charge])
    }

    /// Charges until 16:00, rests, covers the evening.
    static var plan: [PlannedSlot] {
        var stored = 0.624 * 10_240
        return (0..<96).map { k in
            let next = slot.advanced(by: k)
            let hour = localHour(next)
            let wish: Double = hour < 16 && hour > 10 ? -2000 : (hour >= 18 || hour < 6.5 ? 900 : 0)
            let room = wish < 0 ? 0.95 * 10_240 - stored : stored - 0.2 * 10_240
            let power = wish < 0 ? -min(-wish, max(0, room) * 4) : min(wish, max(0, room) * 4)
            stored -= power * 0.25
            let intent: BatteryIntent = power < 0 ? .charge(Watts(-power)) : (power > 0 ? .selfConsume : .noDischarge)
            return PlannedSlot(
                slot: next, intent: intent, storedEnergy: WattHours(stored), battery: Watts(power),
                grid: Watts(load(next) - pv(next) - power))
        }
    }
}

// MARK: - The database

extension FixtureHouse {
    static func localHour(_ slot: Slot) -> Double {
        Double(TimeZoneRule.centralEuropean.localSecondOfDay(at: slot.start)) / 3600
    }

    /// Negative around noon, dear in the evening, unknown for the last hour of the 18th.
    static func spot(_ slot: Slot) -> PricePerKWh? {
        let last = LocalDay(containing: Self.slot, in: .centralEuropean).next(in: .centralEuropean).slots.upperBound
        guard slot < last.advanced(by: -4) else { return nil }
        let hour = localHour(slot)
        let noon = max(0, 1 - abs(hour - 13.5) / 4)
        let evening = max(0, 1 - abs(hour - 20) / 2.5)
        let quarter = Double(slot.index % 4) * 0.004
        return PricePerKWh(0.085 - 0.22 * noon + 0.14 * evening - quarter)
    }

    static let tariff = Tariff(
        currency: "EUR", energy: .spot, importFees: PricePerKWh(0.09), vat: 0.19,
        export: .spot(share: 1, bonus: PricePerKWh(0)))

    static func importPrice(_ slot: Slot) -> PricePerKWh? { tariff.importPrice(spot: spot(slot), at: slot) }

    static func pv(_ slot: Slot) -> Double { max(0, 7000 * (1 - abs(localHour(slot) - 13.5) / 7)).rounded() }

    static func load(_ slot: Slot) -> Double { 400 + (localHour(slot) >= 17 && localHour(slot) < 22 ? 1500 : 300) }

    static func discharge(_ slot: Slot) -> Double {
        let deficit = load(slot) - pv(slot)
        return max(-2500, min(1200, deficit)).rounded()
    }

    /// All devices; the slot at 03:00 local is missing.
    func readings(slots: Range<Slot>) throws -> [QuarterHourRow] {
        try checkDatabase()
        return slots.filter { Self.localHour($0) != 3 && $0 < Self.slot }.flatMap(Self.rows)
    }

    private static func rows(_ slot: Slot) -> [QuarterHourRow] {
        let grid = load(slot) - pv(slot) - discharge(slot)
        let imported = 1_234_000 + max(0, grid) / 4
        let exported = 4_321_000 + max(0, -grid) / 4
        func mean(_ signal: Signal, _ value: Double) -> SignalSummary {
            SignalSummary(signal: signal, mean: value, minimum: value - 20, maximum: value + 20, count: 900, missing: 0)
        }
        func counter(_ signal: Signal, _ first: Double, _ last: Double) -> SignalSummary {
            SignalSummary(signal: signal, mean: last, minimum: first, maximum: last, count: 900, missing: 0)
        }
        return [
            QuarterHourRow(
                slot: slot, device: "meter", observedSeconds: 900, quality: [],
                signals: [
                    mean(.gridImport, grid), counter(.importedEnergy, 1_234_000, imported),
                    counter(.exportedEnergy, 4_321_000, exported),
                ]),
            QuarterHourRow(
                slot: slot, device: "inverter", observedSeconds: 900, quality: [],
                signals: [
                    mean(.pvProduction, pv(slot)), mean(.batteryDischarge, discharge(slot)),
                    mean(.stateOfCharge, 0.2 + 0.7 * pv(slot) / 7000),
                ]),
            QuarterHourRow(
                slot: slot, device: "heatpump", observedSeconds: 840, quality: [.partial],
                signals: [mean(.heatPumpPower, 250)]),
        ]
    }

    func decisions(slots: Range<Slot>) throws -> [DecisionRecord] {
        try checkDatabase()
        return slots.filter { $0 <= Self.slot }.map { Self.decision($0, charge: $0 == Self.slot ? 0.62 : .nan) }
    }

    /// Dry run: every past slot is settled but one, whose grid was not measured.
    func outcomes(slots: Range<Slot>) throws -> [OutcomeRecord] {
        try checkDatabase()
        return slots.filter { $0 < Self.slot }.map(Self.outcome)
    }

    /// The slot of the day that was not measured.
    static let unmeasured = slot.advanced(by: -5)

    private static func outcome(_ slot: Slot) -> OutcomeRecord {
        let isKnown = slot != unmeasured
        func bill(_ cost: Double, _ stored: Double) -> SlotBill? {
            isKnown ? SlotBill(cost: Money(cost), stored: WattHours(stored)) : nil
        }
        return OutcomeRecord(
            slot: slot, isDryRun: true, commanded: [.setpoint(PowerBounds(exactly: -2000))],
            storedPrice: PricePerKWh(0.3), measured: bill(0.05, -100), noBattery: isKnown ? Money(0.08) : nil,
            selfConsumption: bill(0.02, -200), withheld: bill(0.15, 400))
    }

    func prices(slots: Range<Slot>) throws -> [PricedSlot] {
        try checkDatabase()
        return slots.map { slot in
            let spot = Self.spot(slot)
            return PricedSlot(
                slot: slot, spot: spot, importPrice: Self.tariff.importPrice(spot: spot, at: slot),
                exportPrice: Self.tariff.exportPrice(spot: spot, at: slot))
        }
    }

    func forecasts() throws -> [NamedForecast] {
        try checkDatabase()
        let slots = Self.slot..<Self.slot.advanced(by: 96)
        let forecasts = [
            ("load", Self.load), ("pv", Self.pv),
        ].map { name, value in
            let p50 = slots.map(value)
            return Forecast(
                firstSlot: Self.slot, p10: p50.map { $0 * 0.8 }, p50: p50, p90: p50.map { $0 * 1.2 },
                madeAt: Self.slot.start, model: "naive 1"
            ).map { NamedForecast(name: name, unit: "W", forecast: $0) }
        }
        return forecasts.compactMap(\.self)
    }

    func events(limit: Int) throws -> [HouseEvent] {
        try checkDatabase()
        func event(
            _ minutesAgo: Int, _ kind: GuardEvent.Kind, _ device: String?, _ interlock: InterlockID?, _ detail: String
        )
            -> HouseEvent
        {
            HouseEvent(
                time: Self.time.advanced(bySeconds: -60 * minutesAgo), kind: kind, device: device, interlock: interlock,
                detail: detail)
        }
        let events = [
            event(1, .commandVerified, "inverter", nil, "charge 2000 W"),
            event(64, .interlockCleared, "inverter", .export, ""),
            event(71, .interlockTripped, "inverter", .export, "6112 W against 6000 W"),
            event(190, .deviceConnected, "heatpump", nil, "<b>LWP \"Compact\" & Co</b>"),
            event(204, .deviceLost, "heatpump", nil, "no reply within 1 s"),
            event(1210, .interlockTripped, "inverter", .socWindow, "20.0 %"),
            event(1500, .started, nil, nil, "configuration 4f1c"),
        ]
        return Array(events.prefix(limit))
    }
}
