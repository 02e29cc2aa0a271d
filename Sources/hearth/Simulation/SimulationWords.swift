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
    /// Whether prices and weather are fetched from simulated sources.
    let feeds: Bool
    /// The day of the run, from 1, on which they give nothing; nil for none.
    let feedsOutage: Int?

    init(_ command: SimulateCommand) throws {
        var wrong = UsageFaults()
        let slotCount = try wrong.collect { try Self.slotCount(command.days) }
        let link = try wrong.collect { try Self.link(command.link) }
        let faults = try wrong.collect { try Self.faults(command.faults) }
        let start = try wrong.collect { try command.start.map { try CommandInput.slot($0, option: "--start") } }
        let speed = try wrong.collect { try Self.speed(command.speed) }
        try wrong.collect { try command.report.map { try OutputFile.check($0, option: "--report") } }
        Self.checkHouses(command, &wrong)
        Self.checkFeeds(command, &wrong)
        let serve = try wrong.collect { try command.serve.map { try ServeAddress($0) } }
        guard wrong.isEmpty, let link, let faults, let start, let speed, let serve, let slotCount else {
            throw wrong.failure
        }
        (self.slotCount, self.link, self.faults, self.start, self.speed) = (slotCount, link, faults, start, speed)
        self.serve = serve
        (feeds, feedsOutage) = (command.feeds, command.feedsOutage)
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

    private static func checkFeeds(_ command: SimulateCommand, _ wrong: inout UsageFaults) {
        wrong.require(!command.feeds || command.houses == nil, "--feeds: found with --houses, expected one of the two")
        wrong.require(!command.feeds || command.serve == nil, "--feeds: found with --serve, expected one of the two")
        guard let day = command.feedsOutage else { return }
        wrong.require(command.feeds, "--feeds-outage: found without --feeds, expected with it")
        let days = Int(min(3660, max(1, command.days)).rounded(.up))
        wrong.require((1...days).contains(day), "--feeds-outage: found \(day), expected a day of the run, 1 to \(days)")
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
