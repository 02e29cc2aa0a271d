// SPDX-License-Identifier: Apache-2.0

import Energy
import HearthTestKit
import PlanCycle
import Policies

/// A planner with a guard that is the test: it sends what a guard would and keeps what it was told.
final class PlannerHarness {
    static let hash: UInt64 = 0xFEED
    static let bootID: UInt64 = 7
    static let deviceIDs = ["meter", "inverter"]

    let store: MemoryStore
    private(set) var planner: Planner
    private(set) var intents: [Intent] = []
    private(set) var acknowledged: [BootInstant] = []
    /// What the guard was told of its events, oldest first.
    private(set) var accounts: [EventMark?] = []
    private(set) var greetings = 0
    /// Slices the guard keeps until they are acknowledged.
    private(set) var unstored: [DeviceSlice] = []
    /// Seconds since boot.
    private(set) var second = 0
    /// What the wall clock shows at second 0.
    var wallAtBoot: UTCInstant
    var isClockTrusted = true
    var guardHash = PlannerHarness.hash
    /// False: the guard does not answer a greeting.
    var answersGreetings = true
    /// The guard sends snapshots; nil state of charge = lost.
    var sendsSnapshots = true
    /// False: the guard's slices do not arrive.
    var sendsSlices = true
    var soc: Double? = 0.5
    /// Import on each of three phases, W; nil = lost.
    var phaseImport: Double? = 200
    /// The guard says how it stands: true in a dry run; nil = it says nothing.
    var isDryRun: Bool?
    private let makePlanner: (LoopbackLink) -> Planner
    private var link = LoopbackLink()
    private var encoder = FrameEncoder()
    private var sliceStart = 0
    private var sliceSlot: Slot?

    init(
        start: String = "2016-11-01T00:00Z", policy: any Policy = RollingOptimiser(),
        tariff: Tariff = PlannerHarness.spotTariff,
        devices: [DeviceDescription] = PlannerHarness.devices,
        compared: [any Policy] = [], clock: @escaping () -> Double = { 0 }
    ) {
        let store = MemoryStore(devices: Self.deviceIDs)
        self.store = store
        wallAtBoot = UTCInstant(iso8601: start) ?? UTCInstant(secondsSinceEpoch: 0)
        let setup = PlannerSetup(
            configurationHash: Self.hash, devices: devices, batteries: [Fixture.battery()], site: Fixture.site,
            tariff: tariff)
        makePlanner = {
            Planner(
                setup: setup, policy: policy, store: store, port: $0.guardPort, compared: compared, clock: clock)
        }
        planner = makePlanner(link)
    }

    static let devices = [
        DeviceDescription(id: "meter", role: .meter, offered: [.gridImport]),
        DeviceDescription(
            id: "inverter", role: .inverter, offered: [.pvProduction, .batteryDischarge, .stateOfCharge]),
    ]

    static let spotTariff = Tariff(
        currency: "EUR", energy: .spot, importFees: PricePerKWh(0.15), vat: 0.2,
        export: .spot(share: 1, bonus: .zero))

    var now: BootInstant { BootInstant(seconds: second) }
    var wall: UTCInstant { wallAtBoot.advanced(bySeconds: second) }
    var slot: Slot { Slot(containing: wall) }

    /// The planner dies and another begins, with a fresh connection as a socket would give it.
    func restartPlanner() {
        link = LoopbackLink()
        planner = makePlanner(link)
    }

    /// The guard dies and another life of it connects.
    func restartGuard() { link.reconnect() }

    /// The guard says who it is, as it does when it starts.
    func greetFromGuard(isAnswer: Bool = false) {
        send(
            .hello(
                GuardHello(
                    bootID: Self.bootID, configurationHash: guardHash, now: now, wall: wall, isAnswer: isAnswer)))
    }

    func send(_ message: GuardMessage) { link.plannerPort.send(encoder.encode(message)) }

    func sendRaw(_ frame: [UInt8]) { link.plannerPort.send(frame) }

    /// Guard and planner run some seconds; the body sees every step before the planner's.
    ///
    /// - Parameter stride: seconds from step to step; more than one where a story is long.
    func run(
        seconds: Int, stride: Int = 1, plannerRuns: Bool = true, each body: (PlannerHarness) -> Void = { _ in }
    ) {
        for _ in 0..<seconds / stride {
            body(self)
            cutSlices()
            if sendsSnapshots { send(.snapshot(snapshot())) }
            if let isDryRun { send(.standing(standing(isDryRun: isDryRun))) }
            if plannerRuns { step() }
            takePlannerFrames()
            second += stride
        }
    }

    /// One planner step without anything from the guard.
    func step() { planner.step(now: now, wall: wall, isClockTrusted: isClockTrusted) }

    func skip(seconds: Int) { second += seconds }

    func snapshot() -> PlantSnapshot {
        var builder = SnapshotBuilder()
        builder.second = second
        builder.soc = soc
        builder.phases = phaseImport.map { Phases($0, $0, $0) }
        return builder.build()
    }

    private func standing(isDryRun: Bool) -> GuardStanding {
        GuardStanding(
            time: now, isDryRun: isDryRun, isClockTrusted: true,
            batteries: [BatteryStanding(verdict: .setpoint(.zero), inForce: nil, interlocks: [])],
            isConnected: [true, true], cycles: second, commandsVerified: 0, commandsRefused: 0)
    }

    private func takePlannerFrames() {
        for frame in link.plannerPort.takeFrames() {
            switch try? FrameDecoder().decodePlannerMessage(frame) {
            case .hello:
                greetings += 1
                guard answersGreetings else { continue }
                greetFromGuard(isAnswer: true)
                for slice in unstored { send(.slice(slice)) }
            case .intent(let intent): intents.append(intent)
            case .sliceStored(_, _, let start):
                acknowledged.append(start)
                unstored.removeAll { $0.start == start }
            case .eventsStored(let mark): accounts.append(mark)
            case nil: break
            }
        }
    }

    /// A guard's slices at the end of a quarter hour, sent together with those not acknowledged.
    private func cutSlices() {
        defer { sliceSlot = slot }
        guard let ended = sliceSlot, ended != slot else { return }
        for device in Self.deviceIDs.indices {
            unstored.append(
                Self.slice(
                    device: device, start: sliceStart, end: second, slot: ended, isClockTrusted: isClockTrusted))
        }
        sliceStart = second
        guard sendsSlices else { return }
        for slice in unstored { send(.slice(slice)) }
    }

    static func slice(
        device: Int, start: Int, end: Int, slot: Slot, isClockTrusted: Bool = true
    ) -> DeviceSlice {
        func summary(_ signal: Signal, _ mean: Double) -> SignalSummary {
            SignalSummary(
                signal: signal, mean: mean, minimum: mean, maximum: mean, count: max(1, end - start), missing: 0)
        }
        let signals =
            device == 0
            ? [summary(.gridImport, 700)] : [summary(.pvProduction, 200), summary(.batteryDischarge, -100)]
        return DeviceSlice(
            bootID: bootID, device: DeviceIndex(device), start: BootInstant(seconds: start),
            end: BootInstant(seconds: end), slot: slot, isClockTrusted: isClockTrusted, signals: signals,
            polls: max(1, end - start), failedPolls: 0)
    }

    /// A week of rows before the start: a house with 800 W and no sun.
    func insertHistory(load: Double = 800) {
        let first = Slot(containing: wallAtBoot)
        for k in 1...(8 * 96) {
            for (device, signals) in [
                ("meter", [Signal.gridImport: load]), ("inverter", [.pvProduction: 0, .batteryDischarge: 0]),
            ] {
                store.insert(
                    QuarterHourRow(
                        slot: first.advanced(by: -k), device: device, observedSeconds: 900, quality: [],
                        signals: signals.map {
                            SignalSummary(
                                signal: $0.key, mean: $0.value, minimum: $0.value, maximum: $0.value, count: 900,
                                missing: 0)
                        }))
            }
        }
    }

    /// Spot prices from the start on; four cheap hours, the cheapest slot first, before dear ones.
    func insertPrices(slots: Int = 192, _ price: (Int) -> Double = { $0 < 16 ? 0.05 + 0.001 * Double($0) : 0.30 })
        throws
    {
        let first = Slot(containing: wallAtBoot)
        try store.store(
            prices: (0..<slots).map { StoredPrice(slot: first.advanced(by: $0), spot: PricePerKWh(price($0))) },
            source: "test")
    }
}
