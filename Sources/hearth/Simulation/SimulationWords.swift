// SPDX-License-Identifier: Apache-2.0

import Energy
import Simulator

/// The plain words of `hearth simulate` as values; every fault of them is told at once.
struct SimulationWords {
    /// Length of the run, quarter hours > 0.
    let slotCount: Int
    let link: SimulatedFleet.Link
    let faults: FaultPlan
    /// First slot, nil where none was named.
    let start: Slot?
    /// Simulated seconds per second, nil for as fast as possible.
    let speed: Double?
    /// Where the devices alone are served, nil for a whole run.
    let serve: ServeAddress?

    init(_ command: SimulateCommand) throws {
        var wrong = UsageFaults()
        let slotCount = try wrong.collect { try Self.slotCount(command.days) }
        let link = try wrong.collect { try Self.link(command.link) }
        let faults = try wrong.collect { try Self.faults(command.faults) }
        let start = try wrong.collect { try command.start.map { try CommandInput.slot($0, option: "--start") } }
        let speed = try wrong.collect { try Self.speed(command.speed) }
        try wrong.collect { try command.report.map { try OutputFile.check($0, option: "--report") } }
        Self.checkHouses(command, &wrong)
        let serve = try wrong.collect { try command.serve.map { try ServeAddress($0) } }
        guard wrong.isEmpty, let link, let faults, let start, let speed, let serve, let slotCount else {
            throw wrong.failure
        }
        (self.slotCount, self.link, self.faults, self.start, self.speed) = (slotCount, link, faults, start, speed)
        self.serve = serve
    }

    /// Whole quarter hours of some days.
    private static func slotCount(_ days: Double) throws -> Int {
        guard days.isFinite, days >= 1.0 / 96 - 1e-6, days <= 3660 else {
            let found = decimalText(days, decimals: 4, trimmed: true)
            throw CommandFailure.usage("--days: found \(found), expected a quarter hour (0.0105) to 3660")
        }
        return max(1, Int((days * 96).rounded()))
    }

    private static func checkHouses(_ command: SimulateCommand, _ wrong: inout UsageFaults) {
        guard let houses = command.houses else { return }
        wrong.require((1...1000).contains(houses), "--houses: found \(houses), expected 1 to 1000")
        let others = [("--home", command.home), ("--config", command.config), ("--serve", command.serve)]
        for (option, value) in others where value != nil {
            wrong.require(false, "--houses: found with \(option), expected one of the two: its houses are made up")
        }
    }

    private static func link(_ text: String) throws -> SimulatedFleet.Link {
        guard let link = SimulatedFleet.Link(rawValue: text) else {
            throw CommandFailure.usage("--link: found \"\(text)\", expected memory or modbus")
        }
        return link
    }

    private static func faults(_ text: String?) throws -> FaultPlan {
        do {
            return try text.map { try FaultPlan(parsing: $0) } ?? FaultPlan()
        } catch {
            throw CommandFailure.usage("--faults: \(error)")
        }
    }

    private static func speed(_ text: String) throws -> Double? {
        if text == "max" { return nil }
        guard let factor = Double(text), factor > 0, factor.isFinite else {
            throw CommandFailure.usage("--speed: found \"\(text)\", expected a number above 0 or max")
        }
        return factor
    }
}
