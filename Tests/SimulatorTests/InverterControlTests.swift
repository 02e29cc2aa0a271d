// SPDX-License-Identifier: Apache-2.0

import Devices
import Energy
import Plant
import Simulator
import Testing

/// The control registers of models 123 and 124 as the simulated inverter obeys them.
struct InverterControlTests {
    /// A recorded house that needs 1000 W and has 3000 W of PV.
    func site() throws -> SimulatedSite {
        let slot = Slot(containing: springNoon)
        func series(_ power: Double) -> SlotSeries {
            SlotSeries(firstSlot: slot, values: Array(repeating: power, count: 8))
        }
        let recording = HomeSeries(
            load: series(1000), heatPump: series(0), pv: series(3000), spotPrice: nil, temperature: nil)
        let house = try House(
            description: .standard, source: .recorded(recording), start: springNoon, initialStateOfCharge: 0.5)
        return try SimulatedSite(house: house, profiles: [shippedProfile("sunspec-hybrid")])
    }

    /// Writes registers by the names of their points.
    func write(_ site: SimulatedSite, _ name: String, _ raw: Int) throws {
        let addresses = [
            "StorCtl_Mod": 5, "OutWRte": 12, "InWRte": 13, "RvrtTms": 15, "ChaGriSet": 17,
        ]
        let image = try RegisterImage(site.devices[0].profile)
        let model = try #require(image.models.first { $0.id == 124 })
        let offset = try #require(addresses[name])
        let word = UInt16(bitPattern: Int16(raw))
        let write = try #require(
            RegisterWrite(table: .holding, address: Int(model.address) + offset, words: [word]))
        try site.devices[0].write(write)
    }

    func settle(_ site: inout SimulatedSite) -> Double {
        site.advance(to: site.time.advanced(bySeconds: 15))
        return site.house.state.batteryDischarge
    }

    @Test func ownMode_storesTheSurplus() throws {
        var site = try site()
        #expect(abs(settle(&site) + 2000) < 1)
    }

    @Test func rates_inForce_boundTheBattery_asTheTableOfModel124Says() throws {
        // Mode, InWRte and OutWRte in percent (a scale factor of -2), grid charging, and the battery power that follows.
        let rows: [(mode: Int, charge: Int, discharge: Int, gridCharge: Int, power: Double)] = [
            (0, 0, 0, 0, -2000), (2, 100, 0, 0, -2000), (1, 0, 100, 0, 0), (3, 0, 0, 0, 0), (1, 20, 100, 0, -1000),
            (2, 100, -70, 1, -3500), (2, 100, -70, 0, -3000), (1, -30, 100, 0, 1500), (3, 10, 100, 0, -500),
            (3, -40, -40, 0, 0),
        ]
        for row in rows {
            var site = try site()
            try write(site, "InWRte", row.charge * 100)
            try write(site, "OutWRte", row.discharge * 100)
            try write(site, "ChaGriSet", row.gridCharge)
            try write(site, "StorCtl_Mod", row.mode)
            #expect(abs(settle(&site) - row.power) < 1, "\(row)")
        }
    }

    @Test func plan_ofTheController_bringsItsBounds() throws {
        var site = try site()
        var controller = try Controller(site.devices[0])
        for (low, high) in [(-5000.0, 0.0), (0, 0), (-4000, -3500), (700, 5000), (-500, 300)] {
            let bounds = try #require(PowerBounds(lower: low, upper: high))
            try controller.command(.batteryBounds(bounds, leaseSeconds: 60))
            #expect(try controller.control().batteryBounds == bounds)
            #expect(abs(settle(&site) - bounds.clamp(-2000)) < 1, "\(bounds)")
        }
        try controller.command(.releaseBattery)
        #expect(try controller.control().batteryBounds == nil)
        #expect(abs(settle(&site) + 2000) < 1)
    }

    @Test func reversionTimer_runsFromTheLastWrite_evenOfTheSameValue() throws {
        var site = try site()
        var controller = try Controller(site.devices[0])
        try controller.command(.batteryBounds(.zero, leaseSeconds: 60))
        site.advance(to: springNoon.advanced(bySeconds: 50))
        try write(site, "RvrtTms", 60)
        site.advance(to: springNoon.advanced(bySeconds: 109))
        #expect(abs(site.house.state.batteryDischarge) < 1)
        #expect(try controller.control().batteryBounds == .zero)
        site.advance(to: springNoon.advanced(bySeconds: 111))
        #expect(try controller.control().batteryBounds == nil)
        #expect(abs(settle(&site) + 2000) < 1)
        #expect(try controller.control().reversionSeconds == 60, "the timer's setting stays")
    }

    @Test func timerOfZero_neverReverts() throws {
        var site = try site()
        try write(site, "OutWRte", 0)
        try write(site, "InWRte", 0)
        try write(site, "StorCtl_Mod", 3)
        site.advance(to: springNoon.advanced(bySeconds: 7000))
        #expect(abs(site.house.state.batteryDischarge) < 1)
    }

    @Test func outputLimit_reverts_onItsOwnTimer() throws {
        var site = try site()
        var controller = try Controller(site.devices[0])
        try controller.command(.batteryBounds(.zero, leaseSeconds: 120))
        try controller.command(.outputLimit(Watts(400), leaseSeconds: 60))
        site.advance(to: springNoon.advanced(bySeconds: 30))
        #expect(abs(site.house.state.inverterAC - 400) < 1)
        #expect(try controller.control().outputLimit == Watts(400))
        #expect(try controller.number(.inverterState) == 5)
        site.advance(to: springNoon.advanced(bySeconds: 70))
        #expect(abs(site.house.state.inverterAC - 3000) < 1)
        #expect(try controller.control().outputLimit == nil)
        #expect(try controller.control().batteryBounds == .zero)
    }

    @Test func refusedWrite_changesNothing() throws {
        let site = try site()
        #expect(throws: ReadFailure.exception(code: 3)) { try write(site, "InWRte", 20_000) }
        let readOnly = try #require(RegisterWrite(table: .holding, address: 40_072, words: [1]))
        #expect(throws: ReadFailure.exception(code: 2)) { try site.devices[0].write(readOnly) }
        #expect(site.devices[0].commands.batteryBounds == nil)
    }
}
