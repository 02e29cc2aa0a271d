// SPDX-License-Identifier: Apache-2.0

import Configuration
import Energy
import GuardService
import Plant
import Simulator
import Testing

/// `hearth-guard --safe-state` after a guard that died while it steered: what it writes, and what it leaves alone.
@Suite struct SafeStateTests {
    private static let exportLimit = ("# export_limit_w = 5000", "export_limit_w = 500")

    /// A house whose guard has just died, with a wish for its battery and a limit of its output in force.
    private func deadHouse(_ changes: [(String, String)] = []) throws -> SteeredHouse {
        let house = try SteeredHouse(in: try Folder(), stateOfCharge: 1) { text in
            (changes + [Self.exportLimit]).reduce(text) { $0.replacing($1.0, with: $1.1) }
        }
        house.start()
        house.keepWishing(.noDischarge, seconds: 60)
        house.inverter.forget()
        return house
    }

    private func run(_ house: SteeredHouse) throws -> [String: SafeState.Result] {
        let results = try SafeState.run(configuration: house.configurationPath)
        return Dictionary(uniqueKeysWithValues: results.map { ($0.device, $0.result) })
    }

    @Test func batteryAndLimitedOutput_giveTheBatteryBack_andLeaveTheLimitToItsTimer() throws {
        let house = try deadHouse()
        let before = house.inverter.device.commands
        try #require(before.batteryBounds != nil && before.outputLimit?.expires != nil)
        #expect(try run(house) == ["inverter": .released])
        // Mode, then both rates: nothing else.
        #expect(house.inverter.steps.count == 3)
        #expect(house.inverter.steps.allSatisfy { $0.commands.batteryBounds == nil })
        #expect(
            ["124.StorCtl_Mod", "124.OutWRte", "124.InWRte", "124.InOutWRte_RvrtTms"].map(house.inverter.number)
                == [0, 100, 100, 60])
        #expect(house.inverter.device.commands.outputLimit == before.outputLimit)

        house.inverter.forget()
        #expect(try run(house) == ["inverter": .wasNeutral])
        #expect(house.inverter.steps.isEmpty)
    }

    @Test func inverterWithoutABattery_isNotWrittenTo_andItsTimerEndsTheLimit() throws {
        let house = try deadHouse([(Self.batterySection, "")])
        let limit = try #require(house.inverter.device.commands.outputLimit)
        #expect(limit.expires != nil)
        #expect(try run(house).isEmpty)
        #expect(house.inverter.steps.isEmpty)
        #expect(house.inverter.device.commands.outputLimit == limit)
        house.run(seconds: 61, isGuardDead: true)
        #expect(house.inverter.device.commands.outputLimit == nil)
    }

    /// Steered by somebody else, who may: a dry run writes nothing, not even a neutral command.
    @Test func dryRun_writesNothing_whateverTheRegistersSay() throws {
        let house = try deadHouse()
        try #require(house.isSteered)
        try house.folder.put(
            try house.folder.text("hearth.toml").replacing("dry_run = false", with: "dry_run = true"),
            as: "hearth.toml")
        #expect(try run(house).isEmpty)
        #expect(house.inverter.steps.isEmpty && house.isSteered)
    }

    /// The sample's battery.
    static let batterySection: String = {
        let text = HearthConfiguration.sampleText
        guard let start = text.firstRange(of: "[[battery]]"), let end = text.firstRange(of: "[policy]") else {
            return ""
        }
        return String(text[start.lowerBound..<end.lowerBound])
    }()
}
