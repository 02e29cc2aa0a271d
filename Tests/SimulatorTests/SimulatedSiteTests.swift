// SPDX-License-Identifier: Apache-2.0

import Devices
import Energy
import Plant
import Simulator
import Testing

struct SimulatedSiteTests {
    @Test func meter_tellsTheGridPower_asTheHouseHasIt() throws {
        var site = try standardSite()
        var meter = try Controller(site.devices[0])
        for _ in 0..<30 {
            site.advance(to: site.time.advanced(bySeconds: 61))
            let house = site.house.state
            #expect(abs(try meter.number(.gridImport) - house.gridImport) < 0.01)
            #expect(abs(try meter.number(.gridImportL1) - house.gridImportPhases.l1) < 0.01)
            #expect(abs(try meter.number(.gridImportL2) - house.gridImportPhases.l2) < 0.01)
            #expect(abs(try meter.number(.gridImportL3) - house.gridImportPhases.l3) < 0.01)
            #expect(abs(try meter.number(.voltageL2) - house.voltages.l2) < 0.01)
            #expect(abs(try meter.number(.currentL3) * house.voltages.l3 - house.gridImportPhases.l3) < 0.1)
            #expect(abs(try meter.number(.frequency) - house.frequency) < 0.001)
        }
    }

    @Test func hybrid_tellsInverterPVAndBattery_inBalance() throws {
        var site = try standardSite()
        var inverter = try Controller(site.devices[1])
        for _ in 0..<30 {
            site.advance(to: site.time.advanced(bySeconds: 61))
            let house = site.house.state
            #expect(abs(try inverter.number(.inverterAC) - house.inverterAC) <= 0.5)
            #expect(abs(try inverter.number(.pvProduction) - house.pvProduction) <= 1)
            #expect(abs(try inverter.number(.batteryDischarge) - house.batteryDischarge) <= 1.5)
            #expect(abs(try inverter.number(.stateOfCharge) - house.stateOfCharge) <= 0.0001)
        }
        #expect(try inverter.number(.maxCharge) == 5000)
        #expect(try inverter.number(.maxDischarge) == 5000)
        #expect(try inverter.number(.batteryCapacity) == 10_000)
        #expect(try inverter.number(.inverterRating) == 8000)
    }

    @Test func batteryModules_carryDirectPowerByDirection() throws {
        var site = try standardSite()
        site.advance(to: springNoon.advanced(bySeconds: 600))
        let house = site.house.state
        let (charge, discharge) = (site.devices[1].value("160.3.DCW"), site.devices[1].value("160.4.DCW"))
        try #require(house.batteryDischarge.magnitude > 100)
        let expected = (house.batteryDischarge.magnitude / 0.97).rounded()
        #expect(charge == .value(house.batteryDischarge < 0 ? expected : 0))
        #expect(discharge == .value(house.batteryDischarge > 0 ? expected : 0))
        #expect(site.devices[1].value("124.ChaSt") == .value(house.batteryDischarge < 0 ? 4 : 3))
    }

    @Test func heatPump_tellsPowerHeatAndTemperatures() throws {
        var site = try standardSite()
        var pump = try Controller(site.devices[2])
        var states = Set<Double>()
        for _ in 0..<60 {
            site.advance(to: site.time.advanced(bySeconds: 600))
            let house = site.house.state
            #expect(abs(try pump.number(.heatPumpPower) - house.heatPumpPower) <= 5)
            #expect(abs(try pump.number(.heatPumpHeat) - house.heatPumpHeat) <= 5)
            #expect(abs(try pump.number(.outdoorTemperature) - house.outdoorTemperature) <= 0.005)
            #expect(abs(try pump.number(.roomTemperature) - house.roomTemperature) <= 0.05)
            #expect(abs(try pump.number(.hotWaterTemperature) - house.hotWaterTemperature) <= 0.005)
            #expect(abs(try pump.number(.supplyTemperature) - house.supplyTemperature) <= 0.005)
            #expect(try pump.number(.compressorOn) == (house.isCompressorOn ? 1 : 0))
            states.insert(try pump.number(.heatPumpState))
        }
        #expect(states.contains(99) && states.contains(4))
    }

    @Test func counters_growWithTheHouse_fromAStartThatIsNotZero() throws {
        var site = try standardSite()
        var (meter, inverter, pump) = try (
            Controller(site.devices[0]), Controller(site.devices[1]), Controller(site.devices[2])
        )
        let before = try [
            meter.number(.importedEnergy), meter.number(.exportedEnergy), inverter.number(.inverterEnergy),
            pump.number(.heatPumpEnergy),
        ]
        #expect(before.allSatisfy { $0 > 1000 })
        site.advance(to: springNoon.advanced(bySeconds: 12 * 3600))
        let house = site.house.state
        // The resolution of a float of 1234 kWh is 0.12 Wh, that of the heat pump's counter 100 Wh.
        #expect(abs(try meter.number(.importedEnergy) - before[0] - house.importedEnergyWh) < 0.5)
        #expect(abs(try meter.number(.exportedEnergy) - before[1] - house.exportedEnergyWh) < 0.5)
        #expect(abs(try inverter.number(.inverterEnergy) - before[2] - house.inverterEnergyWh) < 1.5)
        #expect(abs(try pump.number(.heatPumpEnergy) - before[3] - house.heatPumpEnergyWh) < 101)
    }

    @Test func identity_isReadable() throws {
        let site = try standardSite()
        let inverter = try Controller(site.devices[1])
        #expect(inverter.layout.identity(inverter.values).serial == "SIM-2")
    }

    @Test func sameSeed_givesSameRegisters() throws {
        let plan = try FaultPlan(parsing: "all@20/day")
        var (first, second) = try (standardSite(plan, seed: 3), standardSite(plan, seed: 3))
        var sawFault = false
        for _ in 0..<200 {
            first.advance(to: first.time.advanced(bySeconds: 37))
            second.advance(to: second.time.advanced(bySeconds: 37))
            #expect(first.house.state == second.house.state)
            for (a, b) in zip(first.devices, second.devices) {
                #expect(a.faults == b.faults)
                sawFault = sawFault || !a.faults.isEmpty
                #expect(a.value("W") == b.value("W"))
                #expect(a.value("103.W") == b.value("103.W"))
            }
        }
        #expect(sawFault)
    }
}
