// SPDX-License-Identifier: Apache-2.0

import Configuration
import Energy
import Glibc
import ModbusIO
import ReadingStore
import Scenario
import Simulator

/// One run of `hearth simulate`: the wiring, the progress bar and the machine's figures.
struct SimulationRun {
    private let plan: SimulationPlan
    private let speed: Double?
    private let folder: String?
    private let isQuiet: Bool

    /// - Parameters:
    ///   - speed: simulated seconds per second, nil for as fast as possible.
    ///   - folder: for the database, nil for a temporary one.
    ///   - isQuiet: true for no progress bar.
    init(_ plan: SimulationPlan, speed: Double?, folder: String?, isQuiet: Bool = false) {
        self.plan = plan
        self.speed = speed
        self.folder = folder
        self.isQuiet = isQuiet
    }

    func run() throws -> ScenarioReport {
        Interrupt.install()
        let state = try StateFolder(folder)
        defer { state.removeIfTemporary() }
        let store = try DataCommand.open(state.path + "/hearth.sqlite", devices: plan.configuration.deviceIDs)
        try refuseEarlierRun(store)
        _ = try DataCommand.storing { try store.store(StoreBatch(slices: plan.weekBefore)) }
        let fleet = try makeFleet()
        defer { fleet.stop() }
        let run = ScenarioRun(
            setup: plan.setup, world: world(fleet), store: store, policy: plan.policy)
        defer { if let error = run.storeError { StandardError.write("the database complained: \(error)") } }
        return try measured { progress in
            do {
                return try run.run(progress: progress, shouldStop: { Interrupt.isRequested })
            } catch let error as ReadingStoreError {
                throw CommandFailure.failed("\(error)")
            }
        }
    }

    /// Rows of another run would be taken for this one's.
    private func refuseEarlierRun(_ store: ReadingStore) throws {
        for device in plan.configuration.deviceIDs {
            let rows = try DataCommand.storing { try store.rows(device: device, slots: plan.setup.slots) }
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

    private func world(_ fleet: SimulatedFleet) -> ScenarioWorld {
        let start = plan.start
        let pacer = speed.map { Pacer(factor: $0) }
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

    private func measured(_ work: ((Double) -> Void) throws -> ScenarioReport) throws -> ScenarioReport {
        var bar = ProgressBar(label: "simulating")
        let wall = ProcessFigures.wallSeconds()
        let cpu = ProcessFigures.cpuSeconds()
        let days = plan.days
        var report = try work { if !isQuiet { bar.update($0, note: "day \(Int($0 * Double(days)) + 1) of \(days)") } }
        bar.finish()
        report.wallSeconds = ProcessFigures.wallSeconds() - wall
        report.cpuSeconds = ProcessFigures.cpuSeconds() - cpu
        report.realTimeFactor = Double(report.cycles) / max(1e-9, report.wallSeconds)
        report.processRSSKiB = ProcessFigures.residentKiB()
        return report
    }
}

/// Keeps a run from being faster than asked for.
private struct Pacer {
    let factor: Double
    private let begin = ProcessFigures.wallSeconds()

    init(factor: Double) { self.factor = factor }

    func wait(simulatedSeconds: Int) {
        let due = begin + Double(simulatedSeconds) / factor
        let ahead = due - ProcessFigures.wallSeconds()
        if ahead > 0 { usleep(UInt32(min(60, ahead) * 1e6)) }
    }
}

/// Where a run keeps its database: a folder that was named, or one that goes with the run.
private struct StateFolder {
    let path: String
    private let isTemporary: Bool

    init(_ named: String?) throws {
        if let named {
            if mkdir(named, 0o700) != 0 && errno != EEXIST {
                throw CommandFailure.usage("--state: \(named): \(String(cString: strerror(errno)))")
            }
            (path, isTemporary) = (named, false)
            return
        }
        var template = Array("/tmp/hearth-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw CommandFailure.failed("/tmp: \(String(cString: strerror(errno)))")
        }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        isTemporary = true
    }

    func removeIfTemporary() {
        guard isTemporary else { return }
        for name in DataFolder.names(in: path, suffix: "") { unlink("\(path)/\(name)") }
        rmdir(path)
    }
}
