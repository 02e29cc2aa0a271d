// SPDX-License-Identifier: Apache-2.0

import Backtest
import Configuration
import Devices
import Energy
import GuardCycle
import PlanCycle
import Plant
import Policies
import Safety
import Scenario
import Simulator

/// Everything a simulated run is made from, from the words of the command.
struct SimulationPlan {
    let configuration: HearthConfiguration
    let policy: any Policy
    let start: UTCInstant
    let days: Int
    let seed: UInt64
    let link: SimulatedFleet.Link
    let faults: FaultPlan
    /// Simulated seconds per second, nil for as fast as possible.
    let speed: Double?
    let house: House
    let weekBefore: [DeviceSlice]
    let spotPrices: SlotSeries

    /// Half full at the start.
    static let initialStateOfCharge = 0.5
    /// A day with frost, sun and a spread of prices: midnight in Stockholm.
    private static let defaultStart = "2026-03-10T23:00Z"

    init(_ command: SimulateCommand) throws {
        var wrong = UsageFaults()
        let configuration = try wrong.collect { try ConfigurationInput.load(command.config) }
        let recording = try wrong.collect { try command.home.map { try CommandInput.home($0) } }
        let policy = try (command.policy ?? configuration?.policyName).flatMap { name in
            try wrong.collect { try CommandInput.policy(name) }
        }
        let words = try wrong.collect { try SimulationWords(command) }
        guard let configuration, let recording, let policy, let words else { throw wrong.failure }
        guard let battery = configuration.batteries.first else {
            throw CommandFailure.usage("the simulated house needs a battery: found no [[battery]] in the configuration")
        }
        (self.configuration, self.policy, seed) = (configuration, policy, command.seed)
        (link, days, faults, speed) = (words.link, words.days, words.faults, words.speed)
        let first = try Self.start(words, recording: recording)
        start = first.start
        let source = recording.map { HouseSource.recorded($0) } ?? .generated(seed: seed)
        let description = Self.description(configuration, battery: battery.description)
        house = try Self.house(description, source, at: first)
        let meter = configuration.meter
        let before = first.advanced(by: -WeekBefore.days * 96)
        weekBefore =
            recording.map { $0.slots.contains(before) } ?? true
            ? WeekBefore.slices(
                try Self.house(description, source, at: before), until: start, meter: meter, inverter: battery.device)
            : []
        spotPrices = try Self.prices(recording, slots: first..<first.advanced(by: (days + 2) * 96), seed: seed)
    }

    /// The simulated site with its devices.
    func site() throws -> SimulatedSite {
        do {
            return try SimulatedSite(
                house: house, profiles: configuration.devices.map(\.profile), faults: faults, seed: seed)
        } catch {
            throw CommandFailure.failed("\(error)")
        }
    }

    /// What the scenario needs to know.
    var setup: ScenarioSetup {
        let devices = configuration.devices
        return ScenarioSetup(
            guardSetup: GuardSetup(
                bootID: seed &+ UInt64(bitPattern: Int64(start.secondsSinceEpoch)) | 1,
                configurationHash: configuration.hash,
                devices: devices.map {
                    GuardDevice(id: $0.id, role: $0.profile.role, offered: Set($0.profile.offeredSignals))
                },
                limits: SafetyLimits(
                    site: configuration.site,
                    batteries: configuration.batteries.map {
                        BatteryLimits(
                            device: $0.device, battery: $0.description,
                            responseSeconds: devices[$0.device.rawValue].profile.verificationSeconds)
                    }, fuseFraction: configuration.fuseFraction)),
            plannerSetup: PlannerSetup(
                configurationHash: configuration.hash,
                devices: devices.map {
                    PlannerDevice(id: $0.id, role: $0.profile.role, offered: Set($0.profile.offeredSignals))
                },
                batteries: configuration.batteries.map(\.description), site: configuration.site,
                tariff: configuration.tariff,
                canLimitPV: configuration.batteries.count == 1
                    && configuration.batteries.allSatisfy {
                        devices[$0.device.rawValue].profile.outputControl != nil
                    }),
            start: start, slotCount: days * 96, spotPrices: spotPrices,
            knowledge: PriceKnowledge(marketZone: configuration.site.marketZone), seed: seed, link: link.rawValue,
            initialStateOfCharge: Self.initialStateOfCharge)
    }

    private static func start(_ words: SimulationWords, recording: HomeSeries?) throws -> Slot {
        if let start = words.start { return start }
        guard let recording else { return try CommandInput.slot(defaultStart, option: "--start") }
        // Room for the week before where the recording has it.
        let wanted = recording.slots.lowerBound.advanced(by: WeekBefore.days * 96)
        let fits = wanted.advanced(by: words.days * 96) <= recording.slots.upperBound
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

    private static func house(_ description: HouseDescription, _ source: HouseSource, at slot: Slot) throws -> House {
        do {
            return try House(
                description: description, source: source, start: slot.start,
                initialStateOfCharge: initialStateOfCharge)
        } catch {
            throw CommandFailure.usage("--home, --start: \(error)")
        }
    }

    private static func prices(_ recording: HomeSeries?, slots: Range<Slot>, seed: UInt64) throws -> SlotSeries {
        guard let recording else { return SyntheticPrices.series(slots, seed: seed) }
        guard let prices = recording.spotPrice else {
            throw CommandFailure.usage("--home: the recording has no price column, expected price_eur_per_kwh")
        }
        return prices
    }
}
