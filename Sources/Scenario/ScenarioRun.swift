// SPDX-License-Identifier: Apache-2.0

import Energy
import GuardCycle
import PlanCycle
import Plant
import Policies
import Safety

/// Runs plant, guard and planner under a virtual clock, one second at a time, as fast as the machine allows.
///
/// The guard and the planner are the objects of the installed service; they talk in encoded frames.
public final class ScenarioRun {
    private let setup: ScenarioSetup
    private let world: ScenarioWorld
    private let store: any ReadingStoring
    private let hearthGuard: Guard
    private let planner: Planner
    private var publisher: PricePublisher
    private var checker: InvariantChecker
    private var book = HouseBook()
    private var faults: FaultWatch
    private let witness: BusWitness.Shared

    /// The boot-time clock starts away from zero, as on a gateway that has been up for a while.
    private static let bootSeconds = 1000
    /// How often progress is told, simulated s.
    private static let progressSeconds = 900

    /// The database's last complaint, nil when it never had one.
    public var storeError: String? { planner.status.lastStoreError }

    /// True while every battery is in its inverter's own mode, as far as the guard knows: after the end, that it was
    /// given back.
    public var areBatteriesReleased: Bool { hearthGuard.boundsInForce.allSatisfy { $0 == nil } }

    /// A run that has not begun.
    public init(setup: ScenarioSetup, world: ScenarioWorld, store: any ReadingStoring, policy: any Policy) {
        self.setup = setup
        self.world = world
        self.store = store
        let link = LoopbackLink()
        let begin = BootInstant(seconds: Self.bootSeconds)
        let witness = BusWitness.Shared(deviceCount: setup.guardSetup.devices.count)
        self.witness = witness
        hearthGuard = Guard(
            setup: setup.guardSetup, access: .control(world.buses.map { BusWitness($0, shared: witness) }),
            planner: link.plannerPort, start: begin)
        planner = Planner(setup: setup.plannerSetup, policy: policy, store: store, port: link.guardPort)
        publisher = PricePublisher(spot: setup.spotPrices, knowledge: setup.knowledge)
        checker = InvariantChecker(setup: setup.guardSetup, start: begin)
        faults = FaultWatch(setup: setup.guardSetup)
    }

    /// Runs from the start to the end.
    ///
    /// - Parameters:
    ///   - progress: called now and then with the part that is done, 0...1.
    ///   - shouldStop: asked once a simulated second; true ends the run after giving the battery back.
    /// - Returns: the report, without the machine's figures.
    public func run(progress: (Double) -> Void, shouldStop: () -> Bool) throws -> ScenarioReport {
        let seconds = setup.seconds
        var house: HouseState?
        var elapsed = 0
        while elapsed <= seconds && !shouldStop() {
            house = try second(elapsed)
            if elapsed % Self.progressSeconds == 0 { progress(Double(elapsed) / Double(seconds)) }
            elapsed += 1
        }
        try end(elapsed: elapsed)
        let isWhole = elapsed > seconds
        if isWhole { try checkRows() }
        return try report(house: house, isWhole: isWhole)
    }

    private func second(_ elapsed: Int) throws -> HouseState {
        let now = BootInstant(seconds: Self.bootSeconds + elapsed)
        let wall = setup.start.advanced(bySeconds: elapsed)
        if let feeds = world.feeds {
            try feeds(planner, now, wall)
        } else if elapsed % Slot.seconds == 0, try publisher.publish(at: Slot(containing: wall), into: store) {
            planner.notePricesChanged()
        }
        let house = try world.advance(now, wall)
        if elapsed > 0 { book.add(house, endingAt: wall, seconds: 1) }
        faults.add(world.takeFaults())
        let issuedBefore = hearthGuard.statistics.commandsIssued
        hearthGuard.cycle(now: now, wall: wall, isClockTrusted: true)
        planner.step(now: now, wall: wall, isClockTrusted: true)
        if hearthGuard.statistics.commandsIssued != issuedBefore { try world.flush(now) }
        faults.note(hearthGuard.cycleEvents, elapsed: Double(elapsed))
        checker.check(
            world.truth(), isWanted: hearthGuard.decisions.map(\.verdict.isSetpoint), record: witness.current, now: now,
            wall: wall)
        return house
    }

    /// Gives the battery back and stores what is left, as the service does when it is stopped.
    private func end(elapsed: Int) throws {
        let now = BootInstant(seconds: Self.bootSeconds + elapsed)
        let wall = setup.start.advanced(bySeconds: elapsed)
        hearthGuard.stop(now: now, wall: wall)
        try world.flush(now)
        hearthGuard.drain(now: now, wall: wall)
        checker.checkEnd(world.truth(), now: now, wall: wall)
        planner.finish(now: now)
        book.finish()
    }

    /// INV-18: every device has one row for every quarter hour.
    private func checkRows() throws {
        let end = BootInstant(seconds: Self.bootSeconds + setup.seconds)
        for device in setup.plannerSetup.devices {
            let found = try store.rows(device: device.id, slots: setup.slots).map(\.slot)
            let missing = Set(setup.slots).subtracting(found).count
            let doubled = found.count - Set(found).count
            if missing + doubled > 0 {
                checker.violate("INV-18", end, "\(device.id): \(missing) rows missing, \(doubled) double")
            }
        }
    }

    private func report(house: HouseState?, isWhole: Bool) throws -> ScenarioReport {
        var report = ScenarioReport()
        let statistics = hearthGuard.statistics
        report.policy = planner.status.decision?.policy ?? ""
        (report.seed, report.days, report.link) = (setup.seed, setup.days, setup.link)
        report.start = setup.start.iso8601
        report.cycles = statistics.cycles
        report.slotsStored = planner.status.rowsStored
        report.commandsWritten = statistics.commandsWritten
        report.commandsVerified = statistics.commandsVerified
        report.commandsRefused = statistics.commandsRefused
        report.refusals = Dictionary(uniqueKeysWithValues: statistics.refusals.map { ("\($0.key)", $0.value) })
        report.registerWrites = statistics.registerWrites
        report.modeChanges = statistics.modeChanges
        (report.invariantViolations, report.violations) = (checker.log.count, checker.log.first)
        (report.unjudgedSeconds, report.commandDigest) = (checker.log.unjudged, witness.current.digest.text)
        (report.faultsInjected, report.faults) = (faults.faults.count, faults.faults)
        report.finalSOC = house?.stateOfCharge ?? 0
        report.currency = setup.plannerSetup.tariff.currency
        (report.loadKWh, report.pvKWh) = (book.loadWh / 1000, book.pvWh / 1000)
        (report.importKWh, report.exportKWh) = (book.importWh / 1000, book.exportWh / 1000)
        report.batteryDischargeKWh = book.dischargeWh / 1000
        guard isWhole else { return report }
        let costs = try CostComparison(book: book, setup: setup, finalStateOfCharge: report.finalSOC)
        report.cost = costs.cost.value
        report.costNoBattery = costs.noBattery.value
        report.costSelfConsumption = costs.selfConsumption.value
        report.costPerfectForesight = costs.perfectForesight.value
        return report
    }
}

extension Verdict {
    /// True when the battery shall stay inside bounds.
    fileprivate var isSetpoint: Bool {
        switch self {
        case .setpoint: true
        case .release, .off: false
        }
    }
}
