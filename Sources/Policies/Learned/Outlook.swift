// SPDX-License-Identifier: Apache-2.0

import Energy

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What a learned policy sees of a situation that does not depend on the battery's charge.
///
/// Prices are shares of the next day's mean import price, energies shares of what the battery holds between its limits, both
/// without a unit. Spans ahead are hours from now on.
struct Outlook: Hashable, Sendable {
    /// The inputs, as many as `names`.
    let inputs: [Float]

    private static let priceSpans = [1..<3, 3..<6, 6..<9, 9..<12, 12..<18, 18..<24]
    private static let energySpans = [0..<1, 1..<3, 3..<6, 6..<12, 12..<24]

    /// What each input is, for people.
    static let names: [String] =
        ["time of day, sine", "time of day, cosine", "season, sine", "season, cosine", "weekend"]
        + ["import price now", "export price now", "lowest price of the next day", "highest price of the next day"]
        + ["hours with known prices"]
        + priceSpans.map { "price in \($0.lowerBound) to \($0.upperBound) h" }
        + energySpans.map { "net load in \($0.lowerBound) to \($0.upperBound) h" }
        + energySpans.map { "sun in \($0.lowerBound) to \($0.upperBound) h" }
        + energySpans.map { "doubt about the sun in \($0.lowerBound) to \($0.upperBound) h" }
        + energySpans.map { "doubt about the load in \($0.lowerBound) to \($0.upperBound) h" }
        + ["hours to fill the battery", "hours to empty the battery", "losses", "wear", "size of the battery"]
        + ["price of the month's peak", "month's peak to hold"]

    /// The inputs of a situation that has a plan.
    init(_ situation: PolicySituation, _ horizon: PlanningHorizon, battery: SlotBattery, scale: HouseScale) {
        let now = situation.now
        inputs =
            (Self.calendar(now, situation.site.timeZone) + Self.prices(situation, horizon, scale)
            + Self.energies(situation, horizon, scale) + Self.battery(battery, scale)
            + Self.peak(horizon.slots[0].all.peak, scale)).map { Float($0) }
    }

    private static func calendar(_ now: Slot, _ zone: TimeZoneRule) -> [Double] {
        let date = zone.localDate(at: now.start)
        let day = 2 * Double.pi * Double(zone.localSecondOfDay(at: now.start)) / 86_400
        let year = 2 * Double.pi * Double(date.dayOfYear) / 365.25
        return [sin(day), cos(day), sin(year), cos(year), date.weekday >= 5 ? 1 : 0]
    }

    private static func prices(
        _ situation: PolicySituation, _ horizon: PlanningHorizon, _ scale: HouseScale
    ) -> [Double] {
        let day = horizon.slots.prefix(96).map { $0.all.importPrice / scale.price }
        let known = Double(min(situation.prices.count, 192)) * Slot.hours
        let ahead = priceSpans.map { span in
            mean(day, span) ?? 1
        }
        return [
            day.first ?? 1, horizon.slots[0].all.exportPrice / scale.price, day.min() ?? 1, day.max() ?? 1, known / 24,
        ] + ahead
    }

    /// Mean over the hours of a span; nil where nothing is known of them.
    private static func mean(_ values: [Double], _ hours: Range<Int>) -> Double? {
        let part = values.dropFirst(4 * hours.lowerBound).prefix(4 * hours.count)
        return part.isEmpty ? nil : part.reduce(0, +) / Double(part.count)
    }

    private static func energies(
        _ situation: PolicySituation, _ horizon: PlanningHorizon, _ scale: HouseScale
    ) -> [Double] {
        let net = horizon.slots.prefix(96).map { $0.all.netLoad }
        func quantile(_ forecast: Forecast?, _ value: ((p10: Double, p50: Double, p90: Double)) -> Double) -> [Double] {
            (0..<96).map { t in (forecast?.quantiles(at: situation.now.advanced(by: t))).map(value) ?? 0 }
        }
        func energy(_ powers: [Double], unit: Double) -> [Double] {
            energySpans.map { span in (mean(powers, span) ?? 0) / unit * Double(span.count) / scale.energy }
        }
        return energy(net, unit: 1) + energy(quantile(situation.pv) { $0.p50 }, unit: 1000)
            + energy(quantile(situation.pv) { $0.p90 - $0.p10 }, unit: 1000)
            + energy(quantile(situation.load) { $0.p90 - $0.p10 }, unit: 1000)
    }

    private static func battery(_ battery: SlotBattery, _ scale: HouseScale) -> [Double] {
        [
            scale.energy / max(0.1, battery.maxCharge.value / 1000),
            scale.energy / max(0.1, battery.maxDischarge.value / 1000), 1 - battery.oneWayEfficiency,
            battery.wear.value / scale.price, log(scale.energy),
        ]
    }

    /// Hours of mean import that a kW of peak costs, and the part of the battery that an hour at the peak is; 0 for none.
    private static func peak(_ peak: PeakThreshold, _ scale: HouseScale) -> [Double] {
        guard peak.power.isFinite else { return [0, 0] }
        return [peak.price * Slot.hours / scale.price, peak.power / scale.energy]
    }
}
