// SPDX-License-Identifier: Apache-2.0

import Energy
import GuardCycle
import PlanCycle
import Plant
import Policies
import Safety
import Simulator
import Testing

@testable import Scenario

/// Wants the same of the battery for ever, so that a test knows when it is steered.
struct ConstantWish: Policy {
    let name = "constant"
    let intent: BatteryIntent

    func decide(_ situation: PolicySituation) -> PolicyDecision {
        PolicyDecision(
            intents: situation.batteries.map { _ in intent }, reason: Reason(driver: .schedule))
    }
}

/// The sample house with its guard and planner, second by second, each of which a test can stop or disturb.
final class ControlledHouse {
    static let meter = 0
    static let inverter = 1

    let devices: [SimulatedDevice]
    let subject: Guard
    private(set) var now = BootInstant(seconds: 1000)
    private(set) var truth: HouseState
    /// Everything the guard told, in order.
    private(set) var events: [GuardEvent] = []
    var isGuardRunning = true
    var isPlannerRunning = true

    /// What the invariants found by the true registers, in order.
    var violations: [ScenarioReport.Violation] { checker.log.first }

    private var checker: InvariantChecker
    private let witness: BusWitness.Shared
    private let fleet: SimulatedFleet
    private let planner: Planner
    private let database: TemporaryDatabase
    private let start: UTCInstant

    /// A house whose planner wants one thing for ever.
    ///
    /// - Parameter start: of the run; in the evening there is a load to discharge into.
    init(wish: BatteryIntent, start: UTCInstant = SampleHouse.midnight) throws {
        self.start = start
        let site = try SampleHouse.site(at: start)
        devices = site.devices
        truth = site.house.state
        fleet = try SimulatedFleet(site, link: .memory, seed: 1)
        database = try TemporaryDatabase()
        let link = LoopbackLink()
        let setup = try SampleHouse.guardSetup()
        let witness = BusWitness.Shared(deviceCount: setup.devices.count)
        self.witness = witness
        checker = InvariantChecker(setup: setup, start: now)
        subject = Guard(
            setup: setup, access: .control(fleet.buses.map { BusWitness($0, shared: witness) }),
            planner: link.plannerPort, start: now)
        planner = Planner(
            setup: try SampleHouse.plannerSetup(), policy: ConstantWish(intent: wish), store: database.store,
            port: link.guardPort)
    }

    /// What the inverter's registers command the battery now, nil for its own mode.
    var commandedBounds: PowerBounds? { devices[Self.inverter].commands.batteryBounds?.value }

    /// True while the guard wants the battery inside bounds.
    var isSteered: Bool {
        if case .setpoint? = subject.decisions.first?.verdict { true } else { false }
    }

    /// One second of everything that runs.
    func step() {
        let wall = start.advanced(bySeconds: Int(now.seconds(since: BootInstant(seconds: 1000))))
        truth = fleet.advance(to: now, wall: wall)
        let before = subject.statistics.commandsIssued
        if isGuardRunning {
            subject.cycle(now: now, wall: wall, isClockTrusted: true)
            events += subject.cycleEvents
        }
        if isPlannerRunning { planner.step(now: now, wall: wall, isClockTrusted: true) }
        if subject.statistics.commandsIssued != before { fleet.flush(at: now) }
        checker.check(
            fleet.truth, isWanted: isGuardRunning ? [isSteered] : [], record: witness.current, now: now, wall: wall)
        now = now.advanced(bySeconds: 1)
    }

    func run(seconds: Int) { for _ in 0..<seconds { step() } }

    /// Steps until something holds.
    ///
    /// - Returns: how many seconds that took, nil when it did not come.
    func seconds(within limit: Int, until condition: () -> Bool) -> Int? {
        for second in 1...limit {
            step()
            if condition() { return second }
        }
        return nil
    }

    /// Runs until the registers hold what the planner wants.
    func steer() throws {
        try #require(seconds(within: 180) { isSteered && commandedBounds != nil } != nil, "never steered")
        run(seconds: 3)
    }

    func kinds(since count: Int = 0) -> [GuardEvent.Kind] { events.dropFirst(count).map(\.kind) }
}
