// SPDX-License-Identifier: Apache-2.0

import Devices
import Energy
import FoundationEssentials
import Plant
import Simulator
import Testing

/// A profile of the `devices` folder.
func shippedProfile(_ id: String) throws -> DeviceProfile {
    let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
    let data = try #require(FileManager.default.contents(atPath: "\(root)/devices/\(id).toml"))
    return try DeviceProfile(toml: String(decoding: data, as: UTF8.self), file: "\(id).toml")
}

/// The devices of the standard house: meter, inverter, heat pump.
let standardProfiles = ["eastron-sdm630", "sunspec-hybrid", "thermia-genesis"]

let springNoon = UTCInstant(secondsSinceEpoch: 1_776_254_400)

/// A house near Stockholm at noon in April, with its devices.
func standardSite(_ faults: FaultPlan = FaultPlan(), seed: UInt64 = 1) throws -> SimulatedSite {
    let house = try House(
        description: .standard, source: .generated(seed: 1), start: springNoon, initialStateOfCharge: 0.5)
    return try SimulatedSite(house: house, profiles: standardProfiles.map(shippedProfile), faults: faults, seed: seed)
}

/// A controller's view of a device: it polls, decodes and writes as the guard would.
struct Controller {
    let device: SimulatedDevice
    let layout: DeviceLayout
    var values: PointValues

    /// Discovers the device where its profile needs that.
    init(_ device: SimulatedDevice) throws {
        self.device = device
        var models: [LocatedModel] = []
        if device.profile.needsDiscovery {
            var walk = SunSpecWalk(profile: device.profile)
            while let range = walk.nextRead() {
                walk.take(Result { () throws(ReadFailure) in try device.read(range) })
            }
            models = try #require(walk.outcome).get()
        }
        layout = try DeviceLayout(device.profile, models: models)
        values = layout.makeValues()
        try poll()
    }

    mutating func poll() throws {
        for (index, range) in layout.reads.enumerated() {
            do { _ = layout.decode(read: index, words: try device.read(range), into: &values) } catch {
                layout.markLost(read: index, reason: error.lossReason, into: &values)
            }
        }
    }

    mutating func command(_ action: DeviceAction) throws {
        try poll()
        for write in try layout.plan(for: action, values: values).writes { try device.write(write) }
    }

    mutating func reading(_ signal: Signal) throws -> SignalReading {
        try poll()
        let report = layout.report(device: device.index, arrival: BootInstant(seconds: 0), values: values)
        return try #require(report.readings.first { $0.signal == signal }).reading
    }

    mutating func number(_ signal: Signal) throws -> Double {
        guard case .value(let number) = try reading(signal) else {
            Issue.record("\(signal) has no value")
            return .nan
        }
        return number
    }

    mutating func control() throws -> ControlState {
        try poll()
        return try #require(layout.controlState(values))
    }
}
