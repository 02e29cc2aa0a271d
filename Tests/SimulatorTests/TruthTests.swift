// SPDX-License-Identifier: Apache-2.0

import Energy
import Plant
import Simulator
import Testing

/// What the simulator tells those who judge a controller.
struct TruthTests {
    @Test func truth_isTheHouses_whateverTheDevicesSay() throws {
        var site = try standardSite()
        site.devices[0].set(.signFlipped, active: true)
        site.devices[1].set(.chargeJump, active: true)
        site.advance(to: springNoon.advanced(bySeconds: 60))
        let state = site.house.state
        #expect(site.truth.gridImport == state.gridImport)
        #expect(site.truth.gridImportPhases == state.gridImportPhases)
        #expect(site.truth.devices.map(\.hindrances) == [.untrue, .untrue, []])
        let battery = BatteryTruth(stateOfCharge: state.stateOfCharge, discharge: state.batteryDischarge)
        #expect(site.truth.devices.map(\.battery) == [nil, battery, nil])
    }

    @Test func registersInForce_areTold_withTheirTimer() throws {
        var site = try standardSite()
        var inverter = try Controller(site.devices[1])
        try inverter.command(.batteryBounds(.zero, leaseSeconds: 60))
        let end = springNoon.advanced(bySeconds: 60)
        #expect(site.truth.devices[1].commands.batteryBounds == TimedCommand(.zero, expires: end))
        site.advance(to: end)
        #expect(site.truth.devices[1].commands.batteryBounds == nil)
    }

    @Test func holdOfAnotherMaster_isItsOwn_untilTheRegistersAreWritten() throws {
        let site = try standardSite()
        var inverter = try Controller(site.devices[1])
        try inverter.command(.batteryBounds(.zero, leaseSeconds: 60))
        #expect(!site.truth.devices[1].isHeldByAnother)
        site.devices[1].set(.otherMaster, active: true)
        site.devices[1].set(.otherMaster, active: false)
        #expect(site.truth.devices[1].isHeldByAnother)
        #expect(site.truth.devices[1].commands.batteryBounds?.expires == nil)
        // A limit of the output is no word about the battery.
        try inverter.command(.outputLimit(Watts(2000), leaseSeconds: 60))
        #expect(site.truth.devices[1].isHeldByAnother)
        try inverter.command(.releaseBattery)
        #expect(!site.truth.devices[1].isHeldByAnother)
    }

    @Test(
        arguments: [
            (.silent, [.mute, .deaf]), (.exception, [.mute, .deaf]), (.reboot, [.mute, .deaf]), (.notAvailable, .mute),
            (.writeIgnored, .deaf), (.frozen, .untrue), (.byteSwapped, .untrue), (.counterReset, []),
            (.writeReverted, []),
            (.otherMaster, []),
        ] as [(DeviceFault, Hindrances)])
    func fault_hindersWhileItLasts(fault: DeviceFault, hindrances: Hindrances) throws {
        let site = try standardSite()
        site.devices[1].set(fault, active: true)
        #expect(site.truth.devices[1].hindrances == hindrances)
        site.devices[1].set(fault, active: false)
        #expect(site.truth.devices[1].hindrances == [])
    }

    /// Such a device delivers numbers, if only wrong ones.
    @Test func scrambledNotAvailableValue_isNoSilence() throws {
        let site = try standardSite()
        site.devices[0].set(.notAvailable, active: true)
        site.devices[0].set(.byteSwapped, active: true)
        #expect(site.truth.devices[0].hindrances == .untrue)
        site.devices[0].set(.silent, active: true)
        #expect(site.truth.devices[0].hindrances == [.mute, .deaf, .untrue])
    }
}
