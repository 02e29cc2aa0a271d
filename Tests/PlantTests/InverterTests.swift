// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy
import Plant
import Testing

/// The hybrid inverter in a recorded house, whose load and PV are constant through a quarter hour.
struct InverterTests {
    static let start = UTCInstant(secondsSinceEpoch: 1_776_254_400)

    /// A house with 10 kWh and 5 kW of battery and no heat pump.
    func house(
        load: [Double], pv: [Double], stateOfCharge: Double = 0.5, connection: PhaseConnection = .threePhase
    ) throws -> House {
        let slot = Slot(containing: Self.start)
        let series = HomeSeries(
            load: SlotSeries(firstSlot: slot, values: load),
            heatPump: SlotSeries(firstSlot: slot, values: load.map { _ in 0.0 }),
            pv: SlotSeries(firstSlot: slot, values: pv), spotPrice: nil, temperature: nil)
        var description = HouseDescription.standard
        description.heatPump = nil
        description.battery = BatteryDescription(
            capacity: WattHours(10_000), maxCharge: Watts(5000), maxDischarge: Watts(5000), roundTripEfficiency: 0.9,
            connection: connection)
        return try House(
            description: description, source: .recorded(series), start: Self.start, initialStateOfCharge: stateOfCharge
        )
    }

    func bounds(_ lower: Double, _ upper: Double, expires: Int? = nil, gridCharging: Bool = true) throws
        -> InverterCommands
    {
        let bounds = try #require(PowerBounds(lower: lower, upper: upper))
        let end = expires.map { Self.start.advanced(bySeconds: $0) }
        return InverterCommands(
            batteryBounds: TimedCommand(bounds, expires: end), gridChargingAllowed: gridCharging)
    }

    @Test func ownMode_followsTheLoad_withinItsResponseTime() throws {
        var house = try house(load: [1000, 4000, 500], pv: [0, 0, 3000])
        for (end, battery) in [(900, 1000.0), (1800, 4000), (2700, -2500)] {
            let slotStart = end - 900
            house.step(to: Self.start.advanced(bySeconds: slotStart + 2), commands: .own)
            #expect(abs(house.state.gridImport) > 50, "a change cannot be covered at once")
            house.step(to: Self.start.advanced(bySeconds: slotStart + 12), commands: .own)
            #expect(abs(house.state.gridImport) < 20)
            #expect(abs(house.state.batteryDischarge - battery) < 20)
            house.step(to: Self.start.advanced(bySeconds: end), commands: .own)
        }
    }

    @Test func ownMode_stopsAtTheBatterysPower() throws {
        var house = try house(load: [7000, 500], pv: [0, 7500])
        house.step(to: Self.start.advanced(bySeconds: 60), commands: .own)
        #expect(abs(house.state.batteryDischarge - 5000) < 1)
        #expect(abs(house.state.gridImport - 2000) < 1)
        house.step(to: Self.start.advanced(bySeconds: 960), commands: .own)
        #expect(abs(house.state.batteryDischarge + 5000) < 1)
        #expect(abs(house.state.gridImport + 2000) < 1)
    }

    @Test func commandedBounds_holdTheBatteryInside_andItFollowsTheLoadThere() throws {
        var house = try house(load: [3000], pv: [0])
        house.step(to: Self.start.advanced(bySeconds: 30), commands: try bounds(-5000, 1200))
        #expect(abs(house.state.batteryDischarge - 1200) < 1)
        house.step(to: Self.start.advanced(bySeconds: 60), commands: try bounds(-5000, -2000))
        #expect(abs(house.state.batteryDischarge + 2000) < 1)
        house.step(to: Self.start.advanced(bySeconds: 90), commands: try bounds(500, 5000))
        #expect(abs(house.state.batteryDischarge - 3000) < 1)
        house.step(to: Self.start.advanced(bySeconds: 120), commands: try bounds(0, 0))
        #expect(abs(house.state.batteryDischarge) < 1)
    }

    @Test func reversionTimer_givesTheBatteryBack() throws {
        var house = try house(load: [3000], pv: [0])
        let command = try bounds(0, 0, expires: 60)
        #expect(command.batteryBounds?.secondsLeft(at: Self.start) == 60)
        house.step(to: Self.start.advanced(bySeconds: 60), commands: command)
        #expect(abs(house.state.batteryDischarge) < 1)
        house.step(to: Self.start.advanced(bySeconds: 75), commands: command)
        #expect(abs(house.state.batteryDischarge - 3000) < 5)
        #expect(command.batteryBounds?.secondsLeft(at: house.state.time) == 0)
    }

    @Test func gridCharging_needsItsPermission() throws {
        var house = try house(load: [1000], pv: [800])
        house.step(to: Self.start.advanced(bySeconds: 30), commands: try bounds(-5000, -3000, gridCharging: false))
        #expect(abs(house.state.batteryDischarge + 800) < 1)
        #expect(abs(house.state.inverterAC) < 1)
        house.step(to: Self.start.advanced(bySeconds: 60), commands: try bounds(-5000, -3000))
        #expect(abs(house.state.batteryDischarge + 3000) < 1)
        #expect(abs(house.state.gridImport - 3200) < 1)
    }

    @Test func outputLimit_chargesFirst_thenCurtails() throws {
        var house = try house(load: [500], pv: [7500])
        let limit = InverterCommands(
            outputLimit: TimedCommand(1000, expires: Self.start.advanced(bySeconds: 120)))
        house.step(to: Self.start.advanced(bySeconds: 60), commands: limit)
        #expect(abs(house.state.batteryDischarge + 5000) < 1)
        #expect(abs(house.state.inverterAC - 1000) < 1)
        #expect(abs(house.state.pvProduction - 6000) < 1)
        #expect(house.state.pvPotential == 7500)
        house.step(to: Self.start.advanced(bySeconds: 150), commands: limit)
        #expect(abs(house.state.pvProduction - 7500) < 1, "the limit has run out")
    }

    @Test func outputLimit_neverExceeded_whileTheBatteryIsHeld() throws {
        var house = try house(load: [500], pv: [7500])
        var commands = try bounds(0, 0)
        commands.outputLimit = TimedCommand(0, expires: nil)
        for _ in 0..<30 {
            house.step(commands: commands)
            #expect(house.state.inverterAC <= 1e-9)
        }
        #expect(house.state.pvProduction == 0)
    }

    @Test func disconnected_givesNothing_andTakesNothing() throws {
        var house = try house(load: [500], pv: [4000])
        house.step(to: Self.start.advanced(bySeconds: 30), commands: InverterCommands(isConnected: false))
        #expect(house.state.inverterAC == 0)
        #expect(house.state.gridImport == 500)
    }

    @Test func deviceFloor_endsTheDischarge_andFullEndsTheCharge() throws {
        var empty = try house(load: Array(repeating: 5000, count: 8), pv: Array(repeating: 0, count: 8))
        empty.step(to: Self.start.advanced(bySeconds: 7200), commands: .own)
        #expect(abs(empty.state.stateOfCharge - 0.05) < 1e-9)
        #expect(abs(empty.state.gridImport - 5000) < 1)
        var full = try house(
            load: Array(repeating: 0, count: 8), pv: Array(repeating: 5000, count: 8), stateOfCharge: 0.6)
        full.step(to: Self.start.advanced(bySeconds: 7200), commands: .own)
        #expect(full.state.stateOfCharge <= 1)
        #expect(full.state.stateOfCharge > 1 - 1e-9)
        #expect(abs(full.state.gridImport + 5000) < 1)
    }

    @Test func singlePhaseInverter_loadsItsPhaseAlone() throws {
        var house = try house(load: [3000], pv: [0], connection: .l2)
        house.step(to: Self.start.advanced(bySeconds: 30), commands: try bounds(-3000, -3000))
        let phases = house.state.gridImportPhases
        #expect(abs(phases.l1 - 1350) < 1)
        #expect(abs(phases.l2 - 3900) < 1)
        #expect(abs(phases.l3 - 750) < 1)
    }

    @Test func stateOfCharge_neverLeavesItsRange_whateverIsCommanded() throws {
        var house = try house(load: Array(repeating: 800, count: 96), pv: Array(repeating: 1500, count: 96))
        var generator = SplitMix64(seed: 5)
        for _ in 0..<600 {
            let (a, b) = (generator.nextUniform() * 2e4 - 1e4, generator.nextUniform() * 2e4 - 1e4)
            let commands = try bounds(min(a, b), max(a, b))
            for _ in 0..<60 {
                house.step(commands: commands)
                #expect((0...1).contains(house.state.stateOfCharge))
            }
        }
    }
}
