// SPDX-License-Identifier: Apache-2.0

import Devices
import Energy
import GuardCycle
import Plant
import Safety
import Simulator
import Testing

/// INV-8 and the leases: whatever dies, the battery is soon in its own mode.
@Suite struct ControllerDeathTests {
    @Test func planner_thatStopsStepping_losesTheBattery_within61s() throws {
        let house = try ControlledHouse(wish: .charge(Watts(1500)))
        try house.steer()
        house.run(seconds: 300)
        #expect(house.isSteered)
        house.isPlannerRunning = false
        let seconds = try #require(house.seconds(within: 61) { house.commandedBounds == nil })
        #expect(seconds > 30, "the lease lasts on for a while")
        #expect(house.kinds().contains(.leaseExpired))
        house.run(seconds: 120)
        #expect(house.commandedBounds == nil)
        house.isPlannerRunning = true
        #expect(house.seconds(within: 120) { house.commandedBounds != nil } != nil)
        #expect(house.violations.isEmpty, "\(house.violations)")
    }

    @Test func guard_thatStopsAtAnySecond_losesTheBattery_within60s() throws {
        let house = try ControlledHouse(wish: .discharge(Watts(1000)))
        // Instants spread over the 20 s of a refresh, by a step that shares no divisor with them.
        for round in 0..<7 {
            house.isGuardRunning = true
            try house.steer()
            house.run(seconds: 20 + round * 3)
            house.isGuardRunning = false
            #expect(house.commandedBounds != nil)
            let seconds = house.seconds(within: 60) { house.commandedBounds == nil }
            #expect(seconds != nil, "still commanded a minute after round \(round)")
        }
        #expect(house.violations.isEmpty, "\(house.violations)")
    }

    /// A controller that dies between two register writes, the first time and during a refresh.
    @Test func command_cutOffAfterAnyWrite_revertsWithin60s() throws {
        let bounds = PowerBounds(lower: -5000, upper: -2000)
        let first = DeviceAction.batteryBounds(try #require(bounds), leaseSeconds: 60)
        let second = DeviceAction.batteryBounds(
            PowerBounds(maxCharge: 0, maxDischarge: 3000), leaseSeconds: 60)
        var cuts = 0
        var cut = 0
        while true {
            let inverter = try Inverter()
            try inverter.write(first, upTo: .max)
            #expect(inverter.isCommanded)
            inverter.advance(50)
            guard try inverter.write(second, upTo: cut) else { break }
            inverter.advance(60)
            #expect(!inverter.isCommanded, "second command cut off after \(cut) writes")
            let fresh = try Inverter()
            try fresh.write(first, upTo: cut)
            fresh.advance(60)
            #expect(!fresh.isCommanded, "first command cut off after \(cut) writes")
            cuts += 1
            cut += 1
        }
        #expect(cuts >= 2)
    }
}

/// The simulated inverter and a controller that can be cut off.
private final class Inverter {
    private var site: SimulatedSite
    private let layout: DeviceLayout
    private var values: PointValues

    init() throws {
        site = try SampleHouse.site(at: SampleHouse.midnight)
        let device = site.devices[ControlledHouse.inverter]
        var walk = SunSpecWalk(profile: device.profile)
        while let range = walk.nextRead() {
            walk.take(Result { () throws(ReadFailure) in try device.read(range) })
        }
        layout = try DeviceLayout(device.profile, models: try #require(walk.outcome).get())
        values = layout.makeValues()
    }

    var isCommanded: Bool { site.devices[ControlledHouse.inverter].commands.batteryBounds != nil }

    func advance(_ seconds: Int) { site.advance(to: site.time.advanced(bySeconds: seconds)) }

    /// Writes the first registers of a command.
    ///
    /// - Returns: false when the command has no more than `count` writes.
    @discardableResult func write(_ action: DeviceAction, upTo count: Int) throws -> Bool {
        let device = site.devices[ControlledHouse.inverter]
        for (index, range) in layout.reads.enumerated() {
            _ = layout.decode(read: index, words: try device.read(range), into: &values)
        }
        let writes = try layout.plan(for: action, values: values).writes
        for write in writes.prefix(count) { try device.write(write) }
        return count <= writes.count
    }
}
