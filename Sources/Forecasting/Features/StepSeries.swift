// SPDX-License-Identifier: Apache-2.0

import Energy

/// One number for each of a run of equal steps that divide a day; a step without one is NaN, never 0.
///
/// The product works on quarter hours; recordings of half hours and hours are forecast at their own step.
public struct StepSeries: Hashable, Sendable {
    /// Start of the first step, a multiple of the step since 1970.
    public let start: UTCInstant
    /// Length of a step in seconds: 900, 1800 or 3600.
    public let stepSeconds: Int
    /// By step, NaN where there is no number.
    public let values: [Double]

    /// A series of values; nil unless the step is 900, 1800 or 3600 s and the start a multiple of it.
    ///
    /// Values that are not finite are missing.
    public init?(start: UTCInstant, stepSeconds: Int, values: [Double]) {
        guard [900, 1800, 3600].contains(stepSeconds), start.secondsSinceEpoch % stepSeconds == 0 else { return nil }
        self.init(checkedStart: start, stepSeconds, values.map { $0.isFinite ? $0 : .nan })
    }

    /// The quarter hours of a series, averaged to longer steps where that is asked for.
    ///
    /// A step of which a quarter hour is missing is missing. Quarter hours before the first whole step and after the last
    /// are left out.
    ///
    /// - Parameter quarters: quarter hours per step: 1, 2 or 4; other numbers count as 1.
    public init(_ series: SlotSeries, quarters: Int = 1) {
        let quarters = [1, 2, 4].contains(quarters) ? quarters : 1
        let first = series.firstSlot.index
        let begin = (first + (first >= 0 ? quarters - 1 : 0)) / quarters * quarters
        let count = max(0, (series.slots.upperBound.index - begin) / quarters)
        let values = (0..<count).map { step in
            (0..<quarters).reduce(0.0) { $0 + series.rawValue(at: Slot(index: begin + step * quarters + $1)) }
                / Double(quarters)
        }
        self.init(checkedStart: Slot(index: begin).start, Slot.seconds * quarters, values)
    }

    private init(checkedStart start: UTCInstant, _ stepSeconds: Int, _ values: [Double]) {
        (self.start, self.stepSeconds, self.values) = (start, stepSeconds, values)
    }

    /// Another series by the steps of one, from the start of that to its own end: the mean of the quarter hours of each step.
    ///
    /// For weather, which is forecast beyond what was measured. A step of which a quarter hour is missing is missing.
    public init(_ series: SlotSeries, alongside other: StepSeries) {
        let (first, quarters) = (Slot(containing: other.start), other.stepSeconds / Slot.seconds)
        let count = max(0, first.distance(to: series.slots.upperBound)) / quarters
        let values = (0..<count).map { step in
            (0..<quarters).reduce(0) { $0 + series.rawValue(at: first.advanced(by: step * quarters + $1)) }
                / Double(quarters)
        }
        self.init(checkedStart: other.start, other.stepSeconds, values)
    }

    /// Steps of a day: 96, 48 or 24.
    public var stepsPerDay: Int { 86_400 / stepSeconds }

    /// Start of a step; numbers outside the series are fine.
    public func instant(_ step: Int) -> UTCInstant { start.advanced(bySeconds: step * stepSeconds) }

    /// The step that holds a moment, also outside the series.
    public func step(containing instant: UTCInstant) -> Int {
        let seconds = instant.secondsSinceEpoch - start.secondsSinceEpoch
        return seconds / stepSeconds - (seconds % stepSeconds < 0 ? 1 : 0)
    }

    /// The number of a step, NaN where there is none.
    public subscript(step: Int) -> Double { values.indices.contains(step) ? values[step] : .nan }

    /// The series without the steps from `end` on.
    public func prefix(upTo end: Int) -> StepSeries {
        StepSeries(checkedStart: start, stepSeconds, Array(values.prefix(max(0, end))))
    }

    /// The steps of a range, those outside the series missing.
    public func part(_ range: Range<Int>) -> StepSeries {
        StepSeries(checkedStart: instant(range.lowerBound), stepSeconds, range.map { self[$0] })
    }

    /// The series without a part of it on the same steps, never below 0; missing where either is.
    func less(_ part: StepSeries?) -> StepSeries {
        guard let part else { return self }
        let rest = values.indices.map { values[$0] - part[$0] }
        return StepSeries(checkedStart: start, stepSeconds, rest.map { $0 < 0 ? 0 : $0 })
    }

    /// The series by quarter hours, longer steps repeated.
    var quarterHours: SlotSeries {
        let quarters = stepSeconds / Slot.seconds
        return SlotSeries(
            firstSlot: Slot(containing: start), values: values.flatMap { repeatElement($0, count: quarters) })
    }
}
