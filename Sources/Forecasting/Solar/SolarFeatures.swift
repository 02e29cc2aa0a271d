// SPDX-License-Identifier: Apache-2.0

import Energy

/// The inputs of the solar model, each from what is known at the issue alone.
///
/// Days are counted by the sun, that is in UTC. The level is the exponentially smoothed yield of the same step, as a part of the
/// clear sky's, so that it comes along with the season. "Index" is the yield as a part of the envelope's over the same steps.
struct SolarFeatures: StepFeatures {
    private let series: StepSeries
    /// The clear sky's irradiance by step, 1 throughout where the place is not known.
    private let clearSky: [Double]
    /// Days of the yield as a part of `clearSky`, so that a day in spring tells about the next one.
    private let days: UsualDays
    private let envelope: SolarEnvelope
    /// Yield and envelope, the latter as a day earlier knew it.
    private let yieldRuns: RunningMean
    private let envelopeRuns: RunningMean
    private let irradiance: UsualDays?
    private let stepsPerHour: Int

    /// - Parameters:
    ///   - site: where the array is; nil where not known.
    ///   - irradiance: forecast or measured global irradiance on the same steps and beyond, any unit; nil without weather.
    init(_ pv: StepSeries, site: ArraySite?, irradiance: StepSeries?) {
        series = pv
        stepsPerHour = pv.stepsPerDay / 24
        let count = pv.values.count + UsualDays.farthest * pv.stepsPerDay
        let grid = CalendarGrid(.utc, series: pv, count: count)
        let clearSky = site?.clearSky(pv, count: count) ?? Array(repeating: 1, count: count)
        let days = UsualDays(zip(pv.values, clearSky).map { $0 / $1 }, of: pv, calendar: grid, count: count)
        let envelope = SolarEnvelope(days, yields: pv.values)
        (self.clearSky, self.days, self.envelope) = (clearSky, days, envelope)
        let envelopes = pv.values.indices.map {
            pv.values[$0].isFinite ? clearSky[$0] * envelope.value($0, firstDay: 1, issue: $0) : .nan
        }
        yieldRuns = RunningMean(zip(pv.values, envelopes).map { $1.isFinite ? $0 : .nan })
        envelopeRuns = RunningMean(envelopes)
        self.irradiance = irradiance.map { UsualDays($0.values, of: $0, calendar: grid, count: count) }
    }

    static let columns: [FeatureColumn] =
        [
            "horizon", "step-of-day", "index-now", "index-1h", "index-4h", "index-8h", "index-24h", "index-day-2",
            "index-3d", "index-7d", "usual-index", "irradiance-index",
        ].map { .init(name: $0, kind: .plain) }
        + lagDays.map { .init(name: "lag-\($0)d", kind: .level) }
        + [
            "mean-14d", "median-14d", "mean-7d", "mean-28d", "usual-1h", "neighbour-1", "neighbour+1",
            "persistent-index",
            "persistent-index-1h", "persistent-index-4h", "persistent-index-24h", "sample-0", "sample-1",
            "by-irradiance",
        ].map { .init(name: $0, kind: .level) }
        + ["envelope", "level"].map { .init(name: $0, kind: .difference) }

    private static let lagDays = [1, 2, 3, 4, 5, 6, 7, 14]

    /// True where it is night at the target.
    func isZero(issue: Int, target: Int) -> Bool {
        guard issue >= 0, issue < target, target < days.count,
            let first = days.firstKnownDay(target, issue: issue)
        else { return false }
        return envelope.isDark(target, firstDay: first, issue: issue, clearSky: clearSky) ?? false
    }

    /// At dawn and dusk it is the height of a roof or a tree that makes the error, not the sky.
    func leastTelling(issue: Int) -> Double { 0.05 * envelope.peak(issue: issue) }

    func fill(issue: Int, target: Int, into writer: inout RowWriter) -> RowReference? {
        guard issue >= 0, issue < target, target < days.count, !isZero(issue: issue, target: target),
            let first = days.firstKnownDay(target, issue: issue)
        else { return nil }
        let sky = clearSky[target]
        let level = sky * days.smoothed(target, firstDay: first, issue: issue)
        let clear = sky * envelope.value(target, firstDay: first, issue: issue)
        let scale = max(clear, 0.02 * envelope.peak(issue: issue))
        guard level.isFinite, scale > 0 else { return nil }
        let reference = RowReference(level: level, scale: scale, naive: level)
        writer.put(Double(target - issue))
        writer.put(Double(days.calendar.stepOfDay[target]))
        writeIndices(issue, usual: level / reference.scale, &writer)
        let weather = byIrradiance(issue, target, first)
        writer.put(weather / reference.scale)
        writeDays(issue, target, first, &writer)
        writeNow(issue, target, clear, &writer)
        writer.put(weather)
        writer.put(clear)
        writer.put(level)
        return reference
    }

    /// Yield as a part of the envelope's over some steps; NaN at night.
    private func index(_ steps: Int, upTo last: Int) -> Double {
        let clear = envelopeRuns.mean(steps, upTo: last)
        return clear > SolarEnvelope.darkShare * envelope.peak(issue: last)
            ? yieldRuns.mean(steps, upTo: last) / clear : .nan
    }

    private func writeIndices(_ issue: Int, usual: Double, _ writer: inout RowWriter) {
        let perDay = series.stepsPerDay
        for steps in [1, stepsPerHour, 4 * stepsPerHour, 8 * stepsPerHour, perDay] {
            writer.put(index(steps, upTo: issue))
        }
        writer.put(index(perDay, upTo: issue - perDay))
        writer.put(index(3 * perDay, upTo: issue))
        writer.put(index(7 * perDay, upTo: issue))
        writer.put(usual)
    }

    private func writeDays(_ issue: Int, _ target: Int, _ first: Int, _ writer: inout RowWriter) {
        let sky = clearSky[target]
        for day in Self.lagDays { writer.put(sky * days.lag(target, day: day, issue: issue)) }
        let lags = (first...28).map { sky * days.lag(target, day: $0, issue: issue) }
        writer.put(sky * days.mean(target, firstDay: first, issue: issue))
        writer.put(median(lags.prefix(UsualDays.meanDays + 1 - first)))
        writer.put(knownMean(lags.prefix(8 - first)))
        writer.put(knownMean(lags))
        writer.put(sky * days.smoothMean(target, firstDay: first, width: stepsPerHour, issue: issue))
        for shift in [-1, 1] { writer.put(sky * days.lag(target + shift, day: first, issue: issue)) }
    }

    private func writeNow(_ issue: Int, _ target: Int, _ clear: Double, _ writer: inout RowWriter) {
        for steps in [1, stepsPerHour, 4 * stepsPerHour, series.stepsPerDay] {
            writer.put(clear * index(steps, upTo: issue))
        }
        writer.put(series[issue])
        writer.put(series[issue - 1])
    }

    /// The yield that the irradiance of the target means, by what the same step of the last days made of theirs.
    private func byIrradiance(_ issue: Int, _ target: Int, _ first: Int) -> Double {
        guard let irradiance, irradiance.values.indices.contains(target) else { return .nan }
        let known = irradiance.mean(target, firstDay: first, issue: issue)
        let usual = clearSky[target] * days.mean(target, firstDay: first, issue: issue)
        return known > 0 ? min(3, irradiance.values[target] / known) * usual : .nan
    }
}
