// SPDX-License-Identifier: Apache-2.0

import Configuration
import Devices
import Energy
import FoundationEssentials
import GuardCycle
import PlanCycle
import Plant
import Policies
import ReadingStore
import Safety
import Scenario
import Simulator
import Testing

/// The sample configuration with the shipped profiles, and everything a run of its house needs.
enum SampleHouse {
    private static let loaded = Result { () throws(ConfigurationError) in
        let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
        let library = ProfileLibrary(folder: "\(root)/devices")
        return try HearthConfiguration.decode(HearthConfiguration.sampleText.utf8, file: "sample") {
            name throws(ProfileFailure) in try library.profile(named: name)
        }
    }

    static var configuration: HearthConfiguration { get throws { try loaded.get() } }

    /// Midnight of a March day in Stockholm.
    static let midnight = UTCInstant(secondsSinceEpoch: 1_773_183_600)
    static let stateOfCharge = 0.5

    static func house(at start: UTCInstant, seed: UInt64 = 1) throws -> House {
        let configuration = try configuration
        var description = HouseDescription.standard
        description.site = configuration.site
        description.battery = configuration.batteries[0].description
        return try House(
            description: description, source: .generated(seed: seed), start: start,
            initialStateOfCharge: stateOfCharge)
    }

    static func site(at start: UTCInstant, faults: FaultPlan = FaultPlan(), seed: UInt64 = 1) throws -> SimulatedSite {
        try SimulatedSite(
            house: try house(at: start, seed: seed), profiles: configuration.devices.map(\.profile), faults: faults,
            seed: seed)
    }

    static func guardSetup() throws -> GuardSetup {
        let configuration = try configuration
        let devices = configuration.devices
        return GuardSetup(
            bootID: 2, configurationHash: configuration.hash,
            devices: devices.map {
                DeviceDescription(id: $0.id, role: $0.profile.role, offered: Set($0.profile.offeredSignals))
            },
            limits: SafetyLimits(
                site: configuration.site,
                batteries: configuration.batteries.map {
                    BatteryLimits(
                        device: $0.device, battery: $0.description,
                        responseSeconds: devices[$0.device.rawValue].profile.verificationSeconds)
                }, fuseFraction: configuration.guardSettings.fuseFraction))
    }

    static func plannerSetup() throws -> PlannerSetup {
        let configuration = try configuration
        return PlannerSetup(
            configurationHash: configuration.hash,
            devices: configuration.devices.map {
                DeviceDescription(id: $0.id, role: $0.profile.role, offered: Set($0.profile.offeredSignals))
            },
            batteries: configuration.batteries.map(\.description), site: configuration.site,
            tariff: configuration.tariff)
    }

    static func setup(start: UTCInstant = midnight, slots: Int, seed: UInt64 = 1) throws -> ScenarioSetup {
        let first = Slot(containing: start)
        return ScenarioSetup(
            guardSetup: try guardSetup(), plannerSetup: try plannerSetup(), start: start, slotCount: slots,
            spotPrices: SyntheticPrices.series(first..<first.advanced(by: slots + 192), seed: seed), seed: seed,
            link: "memory", initialStateOfCharge: stateOfCharge)
    }
}

/// A database in a folder of its own that goes away with the test.
final class TemporaryDatabase {
    let store: ReadingStore
    private let folder: String

    init() throws {
        folder = FileManager.default.temporaryDirectory.path + "/hearth-scenario-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        store = try ReadingStore(path: folder + "/hearth.sqlite", deviceIDs: try SampleHouse.configuration.deviceIDs)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }
}

/// A run of the sample house from the command's own pieces, registers in memory.
///
/// - Parameters:
///   - store: in the place of the database.
///   - change: what is broken in the world before the run.
func simulate(
    start: UTCInstant = SampleHouse.midnight, slots: Int, faults: FaultPlan = FaultPlan(), seed: UInt64 = 1,
    policy: any Policy = RollingOptimiser(), database: TemporaryDatabase, store: (any ReadingStoring)? = nil,
    change: (inout ScenarioWorld) -> Void = { _ in }
) throws -> ScenarioReport {
    let fleet = try SimulatedFleet(
        try SampleHouse.site(at: start, faults: faults, seed: seed), link: .memory, seed: seed)
    defer { fleet.stop() }
    var world = ScenarioWorld(
        buses: fleet.buses, advance: { fleet.advance(to: $0, wall: $1) }, flush: { fleet.flush(at: $0) },
        truth: { fleet.truth },
        takeFaults: {
            fleet.takeBegunFaults().map {
                .init(
                    name: "\($0.role.rawValue):\($0.fault.rawValue)",
                    device: $0.device.rawValue, at: Double($0.at.secondsSinceEpoch - start.secondsSinceEpoch),
                    until: Double($0.until.secondsSinceEpoch - start.secondsSinceEpoch))
            }
        })
    change(&world)
    let run = ScenarioRun(
        setup: try SampleHouse.setup(start: start, slots: slots, seed: seed), world: world,
        store: store ?? database.store,
        policy: policy)
    return try run.run(progress: { _ in }, shouldStop: { false })
}
