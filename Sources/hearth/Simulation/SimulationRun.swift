// SPDX-License-Identifier: Apache-2.0

import Configuration
import Energy
import Glibc
import HostIO
import ModbusIO
import ReadingStore
import Scenario
import Simulator

/// One simulated house from its start to its end: the wiring, and the machine's figures.
struct SimulationRun {
    /// How a run ended.
    struct Outcome: Sendable {
        var report: ScenarioReport
        /// False where the guard could not see the battery back in the inverter's own mode.
        let isBatteryReleased: Bool
    }

    private let plan: SimulationPlan
    private let folder: String?

    /// - Parameter folder: for the database, nil for a temporary one.
    init(_ plan: SimulationPlan, folder: String?) {
        self.plan = plan
        self.folder = folder
    }

    /// Runs to the end, or until the command is interrupted.
    ///
    /// - Parameter progress: receives the part that is done, 0...1.
    func run(progress: (Double) -> Void = { _ in }) throws -> Outcome {
        let state = try StateFolder(folder)
        defer { state.removeIfTemporary() }
        let store = try DataCommand.open(state.path + "/hearth.sqlite", devices: plan.configuration.deviceIDs)
        let setup = plan.setup
        try refuseEarlierRun(store, slots: setup.slots)
        let weekBefore = try plan.weekBefore()
        _ = try DataCommand.storing { try store.store(StoreBatch(slices: weekBefore)) }
        let fleet = try makeFleet()
        defer { fleet.stop() }
        let feeds = try plan.fetchesFeeds ? makeFeeds(state.path, store) : nil
        defer { feeds?.stop() }
        var world = world(fleet)
        if let feeds { world.feeds = { try feeds.look(planner: $0, now: $1, wall: $2) } }
        let run = ScenarioRun(setup: setup, world: world, store: store, policy: plan.policy)
        defer { if let error = run.storeError { StandardError.write("the database complained: \(error)") } }
        let wall = ProcessFigures.wallSeconds()
        var report = try DataCommand.storing {
            try run.run(progress: progress, shouldStop: { StopSignal.isRequested })
        }
        report.wallSeconds = ProcessFigures.wallSeconds() - wall
        report.realTimeFactor = Double(report.cycles) / max(1e-9, report.wallSeconds)
        report.processRSSKiB = ProcessFigures.residentKiB()
        return Outcome(report: report, isBatteryReleased: run.areBatteriesReleased)
    }

    /// Rows of another run would be taken for this one's.
    private func refuseEarlierRun(_ store: ReadingStore, slots: Range<Slot>) throws {
        for device in plan.configuration.deviceIDs {
            let rows = try DataCommand.storing { try store.rows(device: device, slots: slots) }
            guard rows.isEmpty else {
                throw CommandFailure.usage(
                    "--state: found \(rows.count) quarter hours of an earlier run, expected none from \(plan.start) on")
            }
        }
    }

    private func makeFleet() throws -> SimulatedFleet {
        do {
            return try SimulatedFleet(try plan.site(), link: plan.link, seed: plan.seed)
        } catch let error as LinkFailure {
            throw CommandFailure.failed("\(error)")
        }
    }

    private func makeFeeds(_ folder: String, _ store: ReadingStore) throws -> SimulatedFeeds {
        try SimulatedFeeds(
            plan.configuration, spot: plan.spotPrices, start: plan.start, outage: plan.outage, state: folder,
            store: store)
    }

    private func world(_ fleet: SimulatedFleet) -> ScenarioWorld {
        let start = plan.start
        let pacer = plan.speed.map { Pacer(factor: $0) }
        return ScenarioWorld(
            buses: fleet.buses,
            advance: { now, wall in
                pacer?.wait(simulatedSeconds: wall.secondsSinceEpoch - start.secondsSinceEpoch)
                return fleet.advance(to: now, wall: wall)
            },
            flush: { fleet.flush(at: $0) },
            truth: { fleet.truth },
            takeFaults: {
                fleet.takeBegunFaults().map {
                    .init(
                        name: "\($0.role.rawValue):\($0.fault.rawValue)",
                        device: $0.device.rawValue,
                        at: Double($0.at.secondsSinceEpoch - start.secondsSinceEpoch),
                        until: Double($0.until.secondsSinceEpoch - start.secondsSinceEpoch))
                }
            })
    }
}

/// Keeps a run from being faster than asked for.
private struct Pacer {
    let factor: Double
    private let begin = ProcessFigures.wallSeconds()

    init(factor: Double) { self.factor = factor }

    func wait(simulatedSeconds: Int) {
        let due = begin + Double(simulatedSeconds) / factor
        // In short steps, so that an interrupt is heard.
        while !StopSignal.isRequested {
            let ahead = due - ProcessFigures.wallSeconds()
            guard ahead > 0 else { return }
            usleep(UInt32(min(0.2, ahead) * 1e6))
        }
    }
}
