// SPDX-License-Identifier: Apache-2.0

import Backtest
import Configuration
import Energy
import Forecasting
import HostIO
import Policies
import ReadingStore

/// What each policy would have made of the last days of the house whose database this machine keeps.
struct HouseReplay {
    /// Days before the replayed ones that naive forecasts look back on.
    private static let naiveDays = 15

    let configuration: HearthConfiguration
    let mode: ForecastMode
    /// Market days looked at.
    let days: Int
    /// Market days between them and the one that is running.
    var skippedDays = 0

    /// How the house is run.
    func settings() throws -> BacktestSettings {
        guard let battery = BatteryDescription(allOf: configuration.batteries.map(\.description)) else {
            throw CommandFailure.usage("--config: found a house without a battery, expected one")
        }
        return BacktestSettings(
            mode: mode,
            surroundings: Surroundings(
                holidays: configuration.holidays, array: configuration.position.map { ArraySite(position: $0) }),
            battery: battery, tariff: configuration.tariff, site: configuration.site,
            canLimitPV: configuration.canLimitPV, from: nil, to: nil)
    }

    /// Compares policies over the days that have all their numbers; those that lack some are left out.
    func run(policies: [(name: String, policy: any Policy)], now: UTCInstant) throws -> HomeComparison {
        let settings = try settings()
        let comparisons = try houses(now: now, skipping: skippedDays, days: days).map { house in
            try HomeComparison(home: configuration.site.name, house: house, settings: settings, policies: policies)
        }
        guard let joined = HomeComparison(joining: comparisons) else { throw noDays(skipping: skippedDays, days: days) }
        return joined
    }

    /// The house in each run of days that have all their numbers, in order.
    ///
    /// - Parameters:
    ///   - skipping: market days between those looked at and the one that is running.
    ///   - days: market days looked at.
    /// - Throws: no day has all its numbers.
    func houses(now: UTCInstant, skipping: Int, days: Int) throws -> [BacktestHouse] {
        let settings = try settings()
        let zone = configuration.site.marketZone
        let today = LocalDay(containing: Slot(containing: now), in: zone)
        let end = LocalDay(CivilDate(dayNumber: today.date.dayNumber - skipping), in: zone)
        let first = LocalDay(CivilDate(dayNumber: end.date.dayNumber - days), in: zone)
        let recording = try recording(before: end.slots.lowerBound, from: first.slots.lowerBound)
        let windows = windows(recording, first.date..<end.date)
        guard !windows.isEmpty else { throw noDays(skipping: skipping, days: days) }
        return try windows.map { window in
            do {
                return try settings.house(recording, window: window)
            } catch {
                throw CommandFailure.failed("\(configuration.databasePath): \(error)")
            }
        }
    }

    private func noDays(skipping: Int, days: Int) -> CommandFailure {
        let which = "the last \(days) market days" + (skipping > 0 ? " before the last \(skipping)" : "")
        return .tooEarly(
            "\(configuration.databasePath): none of \(which) has its load, PV and prices throughout")
    }

    private func recording(before end: Slot, from begin: Slot) throws -> HomeSeries {
        let store = try DataCommand.storing { try ReadingStore(reading: configuration.databasePath) }
        let before = mode == .model ? RetrainingRule.historyDays : Self.naiveDays
        let recording = try DataCommand.storing {
            try store.recording(slots: begin.advanced(by: -96 * before)..<end)
        }
        store.notices.forEach { StandardError.write("\($0)") }
        return recording
    }

    /// The runs of days that lack nothing.
    private func windows(_ recording: HomeSeries, _ dates: Range<CivilDate>) -> [Range<Slot>] {
        var windows: [Range<Slot>] = []
        var day = LocalDay(dates.lowerBound, in: configuration.site.marketZone)
        while day.date < dates.upperBound {
            if day.slots.allSatisfy({ isKnown($0, in: recording) }) {
                if let last = windows.last, last.upperBound == day.slots.lowerBound {
                    windows[windows.count - 1] = last.lowerBound..<day.slots.upperBound
                } else {
                    windows.append(day.slots)
                }
            }
            day = day.next(in: configuration.site.marketZone)
        }
        return windows
    }

    private func isKnown(_ slot: Slot, in recording: HomeSeries) -> Bool {
        let spot = recording.spotPrice.flatMap { $0[slot] }.map { PricePerKWh($0) }
        return recording.netLoad(at: slot) != nil && recording.pv[slot] != nil
            && configuration.tariff.prices(spot: spot, at: slot) != nil
    }
}

extension HomeComparison {
    /// The comparison as the planner takes it in.
    func document(
        _ configuration: HearthConfiguration, mode: ForecastMode, candidate: PolicyComparison.Candidate?,
        madeAt: UTCInstant
    ) -> PolicyComparison {
        PolicyComparison(
            madeAt: madeAt, configurationHash: configuration.hash, period: window, forecast: mode.rawValue,
            currency: configuration.tariff.currency, candidate: candidate,
            rows: rows.map {
                PolicyComparison.Row(
                    policy: $0.policy, cost: $0.cost, adjustedCost: $0.socAdjustedCost, cycles: $0.cycles,
                    modeChanges: $0.modeChanges, writes: $0.writes, days: $0.days)
            })
    }
}

extension BatteryDescription {
    /// Several batteries as one, which they are while all of them are driven alike; nil for none.
    init?(allOf batteries: [BatteryDescription]) {
        guard let first = batteries.first, batteries.count > 1 else {
            guard let first = batteries.first else { return nil }
            self = first
            return
        }
        func sum(_ part: (BatteryDescription) -> Double) -> Double { batteries.reduce(0) { $0 + part($1) } }
        let capacity = sum { $0.capacity.value }
        func mean(_ part: (BatteryDescription) -> Double) -> Double {
            capacity > 0 ? sum { part($0) * $0.capacity.value } / capacity : part(first)
        }
        self.init(
            capacity: WattHours(capacity), maxCharge: Watts(sum { $0.maxCharge.value }),
            maxDischarge: Watts(sum { $0.maxDischarge.value }), roundTripEfficiency: mean(\.roundTripEfficiency),
            floor: mean(\.effectiveFloor), ceiling: mean { max($0.effectiveFloor, $0.ceiling) },
            wear: PricePerKWh(mean(\.wear.value)), connection: first.connection)
    }
}
