// SPDX-License-Identifier: Apache-2.0

import Backtest
import Configuration
import Devices
import Energy
import GuardService
import PlannerService
import Plant
import Policies
import Scenario
import Simulator

/// Everything one simulated house is run with, from the words of the command.
struct SimulationPlan: Sendable {
    let configuration: HearthConfiguration
    let policy: any Policy
    let start: UTCInstant
    /// Length of the run, quarter hours > 0.
    let slotCount: Int
    let link: SimulatedFleet.Link
    let faults: FaultPlan
    /// Simulated seconds per second, nil for as fast as possible.
    let speed: Double?
    /// Where the devices alone are served, nil for a whole run.
    let serve: ServeAddress?
    let spotPrices: SlotSeries
    /// Whether prices and weather are fetched from simulated sources.
    let fetchesFeeds: Bool
    /// When these give nothing; nil for never.
    let outage: Range<UTCInstant>?
    private let recording: HomeSeries?
    /// Of the house, its people, its weather and its faults.
    private(set) var seed: UInt64
    private(set) var description: HouseDescription

    /// Half full at the start.
    static let initialStateOfCharge = 0.5
    /// A day with frost, sun and a spread of prices: midnight in Stockholm.
    private static let defaultStart = "2026-03-10T23:00Z"

    init(_ command: SimulateCommand) throws {
        var wrong = UsageFaults()
        let configuration = try wrong.collect { try ConfigurationInput.load(command.config) }
        let recording = try wrong.collect { try command.home.map { try CommandInput.home($0) } }
        let policyOption = command.policy == nil ? "policy.name of the configuration" : "--policy"
        let policy = try (command.policy ?? configuration?.policyName).flatMap { name in
            try wrong.collect { try CommandInput.policy(name, option: policyOption) }
        }
        let words = try wrong.collect { try SimulationWords(command) }
        guard let configuration, let recording, let policy, let words else { throw wrong.failure }
        guard let battery = configuration.batteries.first else {
            throw CommandFailure.usage("the simulated house needs a battery: found no [[battery]] in the configuration")
        }
        guard !words.feeds || configuration.tariff.currency == "EUR" else {
            throw CommandFailure.usage(
                "--feeds: found a tariff in \(configuration.tariff.currency), expected one in EUR, as the simulated prices are"
            )
        }
        (self.configuration, self.policy, self.recording) = (configuration, policy, recording)
        (link, slotCount, faults, speed) = (words.link, words.slotCount, words.faults, words.speed)
        (serve, fetchesFeeds) = (words.serve, words.feeds)
        seed = command.seed
        description = Self.description(configuration, battery: battery.description)
        let first = try Self.start(words, recording: recording)
        start = first.start
        outage = words.feedsOutage.map { day in
            first.start.advanced(bySeconds: 86_400 * (day - 1))..<first.start.advanced(bySeconds: 86_400 * day)
        }
        let last = first.advanced(by: slotCount)
        try recording.map { try Self.check($0, covers: first..<last) }
        // Sources tell of whole days.
        let priced = words.feeds ? LocalDay(containing: first, in: .centralEuropean).slots.lowerBound : first
        spotPrices =
            recording?.spotPrice ?? SyntheticPrices.series(priced..<last.advanced(by: 2 * 96), seed: command.seed)
    }

    /// The plan of another house in the same market: its seed, its size, its weather and its faults.
    func resized(seed: UInt64) -> SimulationPlan {
        var plan = self
        plan.seed = seed
        plan.description = description.resized(seed: seed)
        return plan
    }

    /// The simulated site with its devices, at the start.
    func site() throws -> SimulatedSite {
        do {
            return try SimulatedSite(
                house: try house(at: Slot(containing: start)), profiles: configuration.devices.map(\.profile),
                faults: faults, seed: seed)
        } catch let error as DeviceError {
            throw CommandFailure.failed("\(error)")
        }
    }

    /// What was measured in the days before the start; nothing where a recording does not reach back so far.
    func weekBefore() throws -> [DeviceSlice] {
        let before = Slot(containing: start).advanced(by: -WeekBefore.days * 96)
        if let recording, recording.netLoad(at: before) == nil { return [] }
        let inverter = configuration.batteries.first?.device ?? configuration.meter
        return WeekBefore.slices(
            try house(at: before), until: start, meter: configuration.meter, inverter: inverter)
    }

    /// What the scenario needs to know.
    var setup: ScenarioSetup {
        // A house of many has a size of its own; the configuration only says what it is made of.
        let house = configuration.with(site: description.site, batteries: description.battery.map { [$0] } ?? [])
        return ScenarioSetup(
            guardSetup: house.guardSetup(bootID: seed &+ UInt64(bitPattern: Int64(start.secondsSinceEpoch)) | 1),
            plannerSetup: house.plannerSetup(jobs: fetchesFeeds ? SimulatedFeeds.jobs : HouseJob.ofPlanner),
            start: start, slotCount: slotCount, spotPrices: spotPrices,
            knowledge: PriceKnowledge(marketZone: description.site.marketZone), seed: seed, link: link.rawValue,
            initialStateOfCharge: Self.initialStateOfCharge)
    }

    private func house(at slot: Slot) throws -> House {
        do {
            return try House(
                description: description, source: recording.map { .recorded($0) } ?? .generated(seed: seed),
                start: slot.start, initialStateOfCharge: Self.initialStateOfCharge)
        } catch {
            throw CommandFailure.usage("--home, --start: \(error)")
        }
    }

    private static func start(_ words: SimulationWords, recording: HomeSeries?) throws -> Slot {
        if let start = words.start { return start }
        guard let recording else { return try CommandInput.slot(defaultStart, option: "--start") }
        // Room for the week before where the recording has it.
        let wanted = recording.slots.lowerBound.advanced(by: WeekBefore.days * 96)
        let fits = wanted.advanced(by: words.slotCount) <= recording.slots.upperBound
        return fits ? wanted : recording.slots.lowerBound
    }

    private static func description(
        _ configuration: HearthConfiguration, battery: BatteryDescription
    ) -> HouseDescription {
        var description = HouseDescription.standard
        description.site = configuration.site
        description.battery = battery
        if let position = configuration.position { description.position = position }
        return description
    }

    /// A gap would end the run only when it comes to the bill.
    private static func check(_ recording: HomeSeries, covers slots: Range<Slot>) throws {
        guard let prices = recording.spotPrice else {
            throw CommandFailure.usage("--home: the recording has no price column, expected price_eur_per_kwh")
        }
        guard let gap = slots.first(where: { recording.netLoad(at: $0) == nil || prices[$0] == nil }) else { return }
        throw CommandFailure.usage(
            "--home, --start, --days: found no load, heat pump, PV or price at \(gap), "
                + "expected all of them from \(slots.lowerBound) to \(slots.upperBound)")
    }
}
