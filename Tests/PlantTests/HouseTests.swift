// SPDX-License-Identifier: Apache-2.0

import Energy
import Plant
import Testing

struct HouseTests {
    static let june = UTCInstant(secondsSinceEpoch: 1_782_000_000)
    static let january = UTCInstant(secondsSinceEpoch: 1_768_435_200)
    static let april = UTCInstant(secondsSinceEpoch: 1_776_211_200)

    func house(_ start: UTCInstant, seed: UInt64 = 1, stateOfCharge: Double = 0.5) throws -> House {
        try House(
            description: .standard, source: .generated(seed: seed), start: start, initialStateOfCharge: stateOfCharge)
    }

    @Test(arguments: [june, january]) func energy_isConserved_overOneDay(_ start: UTCInstant) throws {
        var house = try house(start)
        let storedBefore = house.state.storedEnergyWh
        house.step(to: start.advanced(bySeconds: 86_400), commands: .own)
        let s = house.state
        let supplied = s.importedEnergyWh - s.exportedEnergyWh + s.pvEnergyWh + s.dischargedEnergyWh - s.chargedEnergyWh
        #expect(abs(supplied - s.consumedEnergyWh) < 1e-6 * s.consumedEnergyWh)
        let oneWay = 0.9.squareRoot()
        let stored = s.chargedEnergyWh * oneWay - s.dischargedEnergyWh / oneWay
        #expect(abs(s.storedEnergyWh - storedBefore - stored) < 1e-6 * s.chargedEnergyWh.magnitude + 1e-6)
        #expect(s.dischargedEnergyWh > 1000)
        #expect(s.stepCount == 86_400)
    }

    @Test func powers_balance_atEveryStep() throws {
        var house = try house(Self.april)
        for _ in 0..<20_000 {
            house.step(commands: .own)
            let s = house.state
            #expect(abs(s.gridImport + s.batteryDischarge + s.pvProduction - s.load) < 1e-9)
            #expect(abs(s.gridImportPhases.all.reduce(0, +) - s.gridImport) < 1e-9)
            #expect(abs(s.inverterPhases.all.reduce(0, +) - s.inverterAC) < 1e-9)
        }
    }

    @Test func sameSeed_givesSameBits() throws {
        var first = try house(Self.april, seed: 7)
        var second = try house(Self.april, seed: 7)
        var other = try house(Self.april, seed: 8)
        for _ in 0..<7200 {
            first.step(commands: .own)
            second.step(commands: .own)
            other.step(commands: .own)
            try #require(first.state == second.state)
        }
        #expect(first.state != other.state)
    }

    @Test func copy_doesNotShareItsFuture() throws {
        var first = try house(Self.april)
        first.step(to: Self.april.advanced(bySeconds: 3600), commands: .own)
        var second = first
        second.step(to: Self.april.advanced(bySeconds: 7200), commands: .own)
        #expect(first.state.time == Self.april.advanced(bySeconds: 3600))
        first.step(to: Self.april.advanced(bySeconds: 7200), commands: .own)
        #expect(first.state == second.state)
    }

    @Test func heatPump_keepsItsMinimumTimes_andTheRoomWarm() throws {
        var house = try house(Self.april, seed: 2)
        var (lastSwitch, wasOn) = (-100_000, house.state.isCompressorOn)
        var (coldest, warmest, coldestTank) = (100.0, -100.0, 100.0)
        for second in 0..<(4 * 86_400) {
            house.step(commands: .own)
            let s = house.state
            if s.isCompressorOn != wasOn {
                #expect(second - lastSwitch >= (wasOn ? 600 : 300))
                (lastSwitch, wasOn) = (second, s.isCompressorOn)
            }
            coldest = min(coldest, s.roomTemperature)
            warmest = max(warmest, s.roomTemperature)
            coldestTank = min(coldestTank, s.hotWaterTemperature)
        }
        #expect(house.state.compressorStarts > 8)
        #expect(coldest > 20 && warmest < 25)
        #expect(coldestTank > 35)
    }

    @Test func heatPump_stopsForTheLockSignal_onlyAfterItsMinimumRun() throws {
        var house = try house(Self.january)
        while !house.state.isCompressorOn { house.step(commands: .own) }
        while house.state.isCompressorOn { house.step(commands: .own, heatPumpSignal: .lock) }
        #expect(house.state.compressorSeconds >= 600)
        let starts = house.state.compressorStarts
        for _ in 0..<3600 { house.step(commands: .own, heatPumpSignal: .lock) }
        #expect(house.state.compressorStarts == starts)
        #expect(house.state.heatPumpPower == 9)
    }

    @Test func forceOn_storesMoreHeat() throws {
        var usual = try house(Self.april)
        var forced = usual
        let end = Self.april.advanced(bySeconds: 4 * 3600)
        usual.step(to: end, commands: .own)
        forced.step(to: end, commands: .own, heatPumpSignal: .forceOn)
        #expect(forced.state.heatPumpEnergyWh > usual.state.heatPumpEnergyWh + 200)
        #expect(forced.state.hotWaterTemperature > usual.state.hotWaterTemperature)
    }

    @Test func household_usesBetweenEightAndTwelveKilowattHoursADay_inRealSteps() throws {
        var (total, highest, largestStep) = (0.0, 0.0, 0.0)
        for seed in 1...3 as ClosedRange<UInt64> {
            var house = try house(Self.june, seed: seed)
            var before = house.state.householdLoad
            for _ in 0..<(3 * 86_400) {
                house.step(commands: .own)
                let load = house.state.householdLoad
                highest = max(highest, load)
                largestStep = max(largestStep, abs(load - before))
                before = load
            }
            total += house.state.consumedEnergyWh - house.state.heatPumpEnergyWh
        }
        #expect((8000...12_000).contains(total / 9))
        #expect(highest > 3000 && highest < 9000)
        #expect(largestStep > 1500)
    }

    @Test func pv_staysUnderTheClearSky_andIsZeroAtNight() throws {
        var house = try house(Self.june)
        for _ in 0..<1440 {
            house.step(seconds: 60, commands: .own)
            let s = house.state
            let sun = SunPosition(at: s.time, over: HouseDescription.standard.position)
            #expect(s.pvPotential < 8000)
            if sun.apparentElevation < -2 { #expect(s.pvPotential == 0) }
        }
        #expect(house.state.pvEnergyWh > 5000)
    }

    @Test func weather_doesNotDependOnTheLengthOfSteps() throws {
        var seconds = try house(Self.april)
        var minutes = try house(Self.april)
        for _ in 0..<180 {
            minutes.step(seconds: 60, commands: .own)
            seconds.step(to: minutes.state.time, commands: .own)
        }
        // The two look at the weather up to a minute apart.
        #expect(abs(seconds.state.outdoorTemperature - minutes.state.outdoorTemperature) < 0.2)
        #expect(seconds.state.compressorStarts == minutes.state.compressorStarts)
    }

    @Test func firstState_isMeasured_withInverterAtRest() throws {
        let house = try house(Self.january)
        #expect(house.state.time == Self.january)
        #expect(house.state.stepCount == 0)
        #expect(house.state.load > 50)
        #expect(house.state.gridImport == house.state.load)
        #expect(house.state.importedEnergyWh == 0)
        #expect(house.state.stateOfCharge == 0.5)
    }

    @Test func voltage_sagsWithTheLoad_andFrequencyStaysNearFifty() throws {
        var house = try house(Self.january)
        for _ in 0..<20_000 {
            house.step(commands: .own)
            let s = house.state
            #expect(s.voltages.all.allSatisfy { (215...240).contains($0) })
            #expect(abs(s.frequency - 50) < 0.1)
            let spread = s.gridImportPhases.l1 - s.gridImportPhases.l3
            if spread > 1500 { #expect(s.voltages.l1 < s.voltages.l3) }
        }
    }
}
