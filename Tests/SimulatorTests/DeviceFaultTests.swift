// SPDX-License-Identifier: Apache-2.0

import Devices
import Energy
import Plant
import Simulator
import Testing

struct DeviceFaultTests {
    static let powerRange = RegisterRange(table: .input, address: 0x34, count: 2)

    @Test func silentDevice_answersNothing_untilTheFaultEnds() throws {
        let site = try standardSite()
        let range = try #require(Self.powerRange)
        site.devices[0].set(.silent, active: true)
        #expect(site.devices[0].faults == [.silent])
        #expect(throws: ReadFailure.noResponse) { try site.devices[0].read(range) }
        site.devices[0].set(.silent, active: false)
        #expect(try site.devices[0].read(range).count == 2)
    }

    @Test func exceptionFault_answersEveryRequestWithCodeFour() throws {
        let site = try standardSite()
        let range = try #require(Self.powerRange)
        site.devices[0].set(.exception, active: true)
        #expect(throws: ReadFailure.exception(code: 4)) { try site.devices[0].read(range) }
    }

    @Test func notAvailable_reachesTheController_andGoesAway() throws {
        var site = try standardSite()
        var inverter = try Controller(site.devices[1])
        site.devices[1].set(.notAvailable, active: true)
        site.step()
        #expect(try inverter.reading(.inverterAC) == .lost(.notAvailable))
        #expect(try inverter.reading(.stateOfCharge) == .lost(.notAvailable))
        #expect(try inverter.reading(.maxCharge) == .value(5000), "ratings are no measurements")
        site.devices[1].set(.notAvailable, active: false)
        site.step()
        #expect(abs(try inverter.number(.stateOfCharge) - site.house.state.stateOfCharge) < 1e-4)
    }

    @Test func frozen_standsStill_whileTheHouseGoesOn() throws {
        var site = try standardSite()
        var meter = try Controller(site.devices[0])
        site.step()
        let before = try (meter.number(.gridImport), meter.number(.voltageL1))
        site.devices[0].set(.frozen, active: true)
        site.advance(to: springNoon.advanced(bySeconds: 120))
        #expect(try (meter.number(.gridImport), meter.number(.voltageL1)) == before)
        site.devices[0].set(.frozen, active: false)
        site.step()
        #expect(try meter.number(.voltageL1) != before.1)
    }

    @Test func writeIgnored_isAcknowledged_andForgotten() throws {
        let site = try standardSite()
        var inverter = try Controller(site.devices[1])
        site.devices[1].set(.writeIgnored, active: true)
        try inverter.command(.batteryBounds(.zero, leaseSeconds: 60))
        #expect(try inverter.control().batteryBounds == nil)
        #expect(site.devices[1].commands.batteryBounds == nil)
    }

    @Test func writeReverted_fallsBackAfterHalfAMinute() throws {
        var site = try standardSite()
        var inverter = try Controller(site.devices[1])
        site.devices[1].set(.writeReverted, active: true)
        try inverter.command(.batteryBounds(.zero, leaseSeconds: 60))
        site.advance(to: springNoon.advanced(bySeconds: 29))
        #expect(try inverter.control().batteryBounds == .zero)
        site.advance(to: springNoon.advanced(bySeconds: 31))
        #expect(try inverter.control().batteryBounds == nil)
    }

    @Test func reboot_losesTheControls_andIsSilent() throws {
        var site = try standardSite()
        var inverter = try Controller(site.devices[1])
        try inverter.command(.batteryBounds(.zero, leaseSeconds: 60))
        site.devices[1].set(.reboot, active: true)
        site.step()
        #expect(try inverter.reading(.inverterAC) == .lost(.noResponse))
        site.devices[1].set(.reboot, active: false)
        let control = try inverter.control()
        #expect(control.batteryBounds == nil)
        #expect(control.reversionSeconds == 0)
    }

    @Test func otherMaster_holdsTheBattery_withoutTimer() throws {
        var site = try standardSite()
        var inverter = try Controller(site.devices[1])
        site.devices[1].set(.otherMaster, active: true)
        site.advance(to: springNoon.advanced(bySeconds: 600))
        #expect(try inverter.control().batteryBounds == PowerBounds(lower: -5000, upper: 0))
        #expect(site.house.state.batteryDischarge < 1)
    }

    @Test func scrambledRegisters_doNotReadAsTheTruth() throws {
        for fault in [DeviceFault.byteSwapped, .wordSwapped, .mapShifted, .signFlipped] {
            var site = try standardSite()
            var meter = try Controller(site.devices[0])
            site.devices[0].set(fault, active: true)
            site.step()
            let truth = site.house.state.gridImport
            let isTrue: Bool
            if case .value(let value) = try meter.reading(.gridImport) {
                isTrue = abs(value - truth) < 1
            } else {
                isTrue = false
            }
            #expect(!isTrue, "\(fault)")
        }
    }

    @Test func mapOfSunSpecDevice_thatShifts_isNoticedByItsHeaders() throws {
        let site = try standardSite()
        let inverter = try Controller(site.devices[1])
        site.devices[1].set(.mapShifted, active: true)
        var values = inverter.values
        let words = try site.devices[1].read(inverter.layout.reads[0])
        let outcome = inverter.layout.decode(read: 0, words: words, into: &values)
        #expect(outcome != .decoded)
    }

    @Test func noise_staysWithinTenPercent() throws {
        var site = try standardSite()
        var meter = try Controller(site.devices[0])
        site.devices[0].set(.noise, active: true)
        var largest = 0.0
        for _ in 0..<60 {
            site.step()
            let share = abs(try meter.number(.voltageL1) / site.house.state.voltages.l1 - 1)
            #expect(share < 0.1001)
            largest = max(largest, share)
        }
        #expect(largest > 0.05)
    }

    @Test func counterReset_beginsAgainNearZero() throws {
        var site = try standardSite()
        var meter = try Controller(site.devices[0])
        let before = try meter.number(.exportedEnergy)
        site.devices[0].set(.counterReset, active: true)
        site.advance(to: springNoon.advanced(bySeconds: 60))
        #expect(try meter.number(.exportedEnergy) < 1000)
        #expect(before > 1_000_000)
        site.devices[0].set(.counterReset, active: false)
        site.step()
        #expect(try meter.number(.exportedEnergy) < 1000)
    }

    @Test func chargeJump_isTwentyPoints() throws {
        var site = try standardSite()
        var inverter = try Controller(site.devices[1])
        site.devices[1].set(.chargeJump, active: true)
        site.step()
        #expect(abs(abs(try inverter.number(.stateOfCharge) - site.house.state.stateOfCharge) - 0.2) < 1e-3)
    }
}
