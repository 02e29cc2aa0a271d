// SPDX-License-Identifier: Apache-2.0

import Configuration
import Energy
import Glibc
import HearthTestKit
import HostIO
import Policies
import ReadingStore
import Testing

@testable import PlannerService

/// A house whose configured policy has to earn its place: recorded days in a real database, policies in a folder, and a guard
/// that is the test.
final class TriedHouse {
    let folder: Folder
    let page: StatusPage
    let configuration: HearthConfiguration
    private var encoder = FrameEncoder()
    private let link = LoopbackLink()
    /// What the planner said, in order.
    private(set) var told: [String] = []

    /// Evenings are dear and nights are cheap: who looks ahead no more than a quarter hour cannot know.
    ///
    /// - Parameter days: recorded up to now.
    init(days: Int) throws {
        folder = try Folder()
        page = StatusPage(port: try Loopback.freePort())
        try folder.makeServiceFolders()
        try DurableFile.makeFolder(folder["policies"])
        try #require(symlink("\(Program.root)/devices", folder["devices"]) == 0)
        let rule = try DurableFile.read("\(Program.root)/policies/self-consumption.toml")
        try folder.put(String(decoding: rule, as: UTF8.self), as: "policies/self-consumption.toml")
        let text = folder.sampleText(ports: [1, 2, 3], statusPort: page.port)
            .replacing("name = \"optimiser\"", with: "name = \"night\"")
        configuration = try HearthConfiguration.inCheckout(folder.put(text, as: "hearth.toml"))
        try putPolicy("optimiser", slots: 1, needsProof: false)
        try putPolicy("night", slots: 80)
        try record(days: days)
    }

    /// Writes the file of a policy that looks so far ahead.
    func putPolicy(_ name: String, slots: Int, needsProof: Bool = true) throws {
        try folder.put(
            """
            name = "\(name)"
            kind = "optimiser"
            needs_proof = \(needsProof)
            [parameters]
            horizon_slots = \(slots)
            grid_nodes = 11
            uncertain_grid_nodes = 11
            [card]
            does = "Plans \(slots) quarter hours."
            data = "none"
            command = "hearth policies compare"
            """, as: "policies/\(name).toml")
    }

    /// Writes the file of a learned policy, and its weights beside it.
    func putLearnedPolicy(_ name: String, weights: [UInt8]) throws {
        try folder.put(
            """
            name = "\(name)"
            kind = "recurrent-ppo"
            weights = "\(name).model"
            [card]
            does = "Learned."
            data = "none"
            command = "hearth train policy"
            seed = 1
            """, as: "policies/\(name).toml")
        try DurableFile.write(weights, to: folder["policies/\(name).model"])
    }

    /// Leaves a verdict on the candidate in the database, as the planner would.
    ///
    /// - Parameter changed: made with another configuration.
    /// - Returns: when its comparison was made.
    @discardableResult func store(
        _ verdict: PolicyVerdict, _ sentence: String, daysAgo: Int, changed: Bool = false
    ) throws -> UTCInstant {
        let file = try PolicyFile(toml: folder.text("policies/night.toml"), file: "night.toml") { [folder] name in
            try DurableFile.read(folder["policies/\(name)"])
        }
        let candidate = PolicyComparison.Candidate(name: "night", fingerprint: file.fingerprint)
        let made = MachineClock.wall().advanced(bySeconds: -daysAgo * 86_400)
        let end = Slot(containing: made)
        let hash = configuration.hash
        try ReadingStore(path: configuration.databasePath, deviceIDs: configuration.deviceIDs).store(
            verdict: PolicyVerdictRecord(
                time: made, candidate: candidate, verdict: verdict, sentence: sentence,
                comparison: PolicyComparison(
                    madeAt: made, configurationHash: changed ? hash ^ 1 : hash,
                    period: end.advanced(by: -96)..<end, forecast: "naive", currency: "EUR", candidate: candidate,
                    rows: [])))
        return made
    }

    /// Replays the last days and leaves the result, as the nightly unit does.
    func replay(days: Int) throws -> (code: Int32?, output: String, log: String) {
        try hearth(["policies", "compare", "--config", "hearth.toml", "--record", "--days", "\(days)"])
    }

    /// Runs the command line in the folder of the house.
    func hearth(_ words: [String]) throws -> (code: Int32?, output: String, log: String) {
        let program = try Program("hearth", words, folder: folder, in: folder.path)
        let code = program.end(within: 240)
        return (code, program.output, program.log)
    }

    /// A life of the planner up to its first decision, and what its page says then.
    func livePlanner() throws -> StatusPage.Status {
        told = []
        link.reconnect()
        let planner = try LivePlanner(
            configuration, port: link.guardPort, library: PolicyLibrary(folder: folder["policies"])
        ) { [self] level, text in told.append("\(level) \(text)") }
        defer { planner.stop() }
        tellAsGuard()
        planner.step(trouble: nil)
        tellAsGuard()
        planner.step(trouble: nil)
        return try #require(try page.status(), "\(told)")
    }

    private func tellAsGuard() {
        let (now, wall) = (MachineClock.now(), MachineClock.wall())
        let hello = GuardHello(
            bootID: 7, configurationHash: configuration.hash, now: now, wall: wall, isAnswer: true)
        func power(_ watts: Double) -> Measured<Watts> { Measured(Watts(watts), at: now) }
        let snapshot = PlantSnapshot(
            time: now, wallTime: wall, gridImport: power(500),
            gridImportPhases: Phases(power(200), power(200), power(100)), pvProduction: power(0), inverterAC: power(0),
            heatPumpPower: power(0), outdoorTemperature: Measured(Celsius(5), at: now),
            batteries: [
                BatterySnapshot(
                    discharge: power(0), stateOfCharge: Measured(0.5, at: now), maxCharge: power(5000),
                    maxDischarge: power(5000))
            ])
        for message in [GuardMessage.hello(hello), .snapshot(snapshot)] {
            link.plannerPort.send(encoder.encode(message))
        }
    }

    private func record(days: Int) throws {
        let store = try ReadingStore(path: configuration.databasePath, deviceIDs: configuration.deviceIDs)
        let now = Slot(containing: MachineClock.wall())
        for day in (0..<days).reversed() {
            let slots = (1...96).map { now.advanced(by: -96 * day - $0) }
            try store.store(StoreBatch(slices: slots.flatMap(Self.slices)))
        }
        try store.store(
            prices: (-96 * days..<96).map { now.advanced(by: $0) }.map {
                let evening = Self.isEvening($0)
                let ofDay = Double($0.start.date.dayNumber * 31 % 7)
                return StoredPrice(slot: $0, spot: PricePerKWh(evening ? 0.25 + 0.02 * ofDay : 0.02))
            }, source: "test")
    }

    private static func isEvening(_ slot: Slot) -> Bool { (17..<20).contains(slot.start.secondOfDay / 3600) }

    private static func slices(_ slot: Slot) -> [DeviceSlice] {
        // Of another boot: the times only keep the slices apart.
        let start = BootInstant(seconds: slot.index % 100_000 * 900)
        let load = isEvening(slot) ? 2500.0 : 500
        return [(0, [(Signal.gridImport, load)]), (1, [(.pvProduction, 0), (.batteryDischarge, 0)])].map { part in
            DeviceSlice(
                bootID: 1, device: DeviceIndex(part.0), start: start, end: start.advanced(bySeconds: 900), slot: slot,
                isClockTrusted: true,
                signals: part.1.map {
                    SignalSummary(signal: $0.0, mean: $0.1, minimum: $0.1, maximum: $0.1, count: 900, missing: 0)
                }, polls: 900, failedPolls: 0)
        }
    }
}
