// SPDX-License-Identifier: Apache-2.0

import Energy
import GuardCycle
import Safety
import Simulator
import Testing

/// What happens to a steered battery when an input is lost, against the limits of the safety catalogue, section 6: the
/// stale limit, one poll of the device, one cycle.
@Suite struct LostInputTests {
    private struct Released {
        let house: ControlledHouse
        let seconds: Int
        let events: [GuardEvent]
    }

    /// Steers, loses a device, and waits for the release and for the inverter's own timer.
    private func lose(_ device: Int, _ fault: DeviceFault, within limit: Int) throws -> Released {
        let house = try ControlledHouse(wish: .charge(Watts(1500)))
        try house.steer()
        let cycles = house.subject.statistics.cycles
        let count = house.events.count
        house.devices[device].set(fault, active: true)
        let seconds = try #require(house.seconds(within: limit) { !house.isSteered }, "still steered after \(limit) s")
        #expect(house.subject.statistics.cycles == cycles + seconds)
        return Released(house: house, seconds: seconds, events: Array(house.events.dropFirst(count)))
    }

    @Test func silentMeter_isStaleAndReleases_within7s() throws {
        let released = try lose(ControlledHouse.meter, .silent, within: 5 + 1 + 1)
        released.house.step()
        #expect(released.house.commandedBounds == nil)
        released.house.run(seconds: 5)
        let lost = released.house.events.filter { $0.kind == .deviceLost }
        #expect(lost.count == 1)
        #expect(lost.first?.device == DeviceIndex(ControlledHouse.meter))
        #expect(lost.first?.detail.isEmpty == false)
        #expect(released.house.subject.snapshot?.gridImport.value == nil)
    }

    @Test func exceptionInverter_isLostAndReleases_within13s_theTimerDoesTheRest() throws {
        let released = try lose(ControlledHouse.inverter, .exception, within: 10 + 2 + 1)
        let battery = try #require(released.house.subject.snapshot?.batteries.first)
        #expect(battery.stateOfCharge.value == nil)
        #expect(battery.stateOfCharge.quality == .lost || battery.stateOfCharge.quality == .stale)
        let lost = released.events.filter { $0.kind == .deviceLost }
        #expect(
            lost.contains { $0.detail == "exception 4 (server device failure)" },
            "\(released.events.map { "\($0.kind) \($0.detail)" })")
        // Nothing can be written to it: its own timer gives the battery back.
        let after = released.house.seconds(within: 60) { released.house.commandedBounds == nil }
        #expect(after != nil)
    }

    @Test func notAvailableInverter_isLostWithItsReasonAndReleases() throws {
        let released = try lose(ControlledHouse.inverter, .notAvailable, within: 10 + 2 + 1)
        let battery = try #require(released.house.subject.snapshot?.batteries.first)
        #expect(battery.stateOfCharge.quality == .notAvailable)
        #expect(battery.discharge.quality == .notAvailable)
        #expect(
            released.events.contains { $0.kind == .signalLost && $0.detail == "stateOfCharge: notAvailable" })
        released.house.step()
        #expect(released.house.commandedBounds == nil)
    }

    @Test func everyOtherMeasurement_goesOn_whileTheMeterIsSilent() throws {
        let released = try lose(ControlledHouse.meter, .silent, within: 7)
        released.house.run(seconds: 30)
        let snapshot = try #require(released.house.subject.snapshot)
        #expect(snapshot.gridImport.value == nil)
        #expect(snapshot.load.value == nil)
        #expect(snapshot.batteries[0].stateOfCharge.quality == .good)
        #expect(snapshot.heatPumpPower.quality == .good)
        #expect(snapshot.pvProduction.quality == .good)
    }

    @Test func returnedMeter_isSteeredAgain_notAtOnce() throws {
        let released = try lose(ControlledHouse.meter, .silent, within: 7)
        released.house.devices[ControlledHouse.meter].set(.silent, active: false)
        let seconds = try #require(released.house.seconds(within: 240) { released.house.isSteered })
        #expect(seconds > 2, "the first sample after a reconnection is seen, not used")
        #expect(released.house.kinds().filter { $0 == .deviceConnected }.count == 4)
    }
}
