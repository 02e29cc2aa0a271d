// SPDX-License-Identifier: Apache-2.0

import Energy

/// A forecast with what was measured before it and, where known, what came.
///
/// Missing values are gaps, those of the history shaded; numbers that are not finite or beyond 10^12 count as missing.
public struct ForecastChart: Chart, Hashable {
    /// How the numbers of the quarter hours are joined.
    public enum Shape: Hashable, Sendable {
        /// By straight lines between the middles of the slots: power, carbon intensity.
        case line
        /// As steps as long as the slots: prices.
        case steps
    }

    /// What the chart is called.
    public let title: String
    /// A line below the title; empty for none.
    public let note: String
    /// The unit of all numbers, as `W` or `EUR/kWh`.
    public let unit: String
    /// The clock of the axis.
    public let zone: TimeZoneRule
    /// What was measured; only the part `historySlots` before the forecast is shown.
    public let history: SlotSeries
    /// Median and band.
    public let forecast: Forecast
    /// What came in the slots of the forecast; nil where nothing is known yet.
    public let actual: SlotSeries?
    /// How the numbers are joined.
    public let shape: Shape
    /// Quarter hours of history shown.
    public let historySlots: Int

    /// Puts a chart together.
    ///
    /// - Parameters:
    ///   - title: what the chart is called.
    ///   - note: a line below the title.
    ///   - unit: the unit of all numbers.
    ///   - zone: the clock of the axis.
    ///   - history: what was measured, as long as it likes.
    ///   - forecast: median and band.
    ///   - actual: what came in the slots of the forecast.
    ///   - shape: how the numbers are joined.
    ///   - historySlots: quarter hours of history shown, 0...35136; numbers beyond are brought inside.
    public init(
        title: String, note: String = "", unit: String, zone: TimeZoneRule, history: SlotSeries, forecast: Forecast,
        actual: SlotSeries? = nil, shape: Shape = .line, historySlots: Int = 192
    ) {
        (self.title, self.note, self.unit, self.zone) = (title, note, unit, zone)
        (self.history, self.forecast, self.actual) = (history, forecast, actual)
        self.shape = shape
        self.historySlots = max(0, min(35_136, historySlots))
    }

    /// The chart laid out.
    public var drawing: ChartDrawing { ForecastDrawing(self).drawing }
}
