// SPDX-License-Identifier: Apache-2.0

/// How many of the numbers that came lay within the band from P10 to P90, by horizon, against the share that should.
public struct CoverageChart: Chart, Hashable {
    /// What the chart is called.
    public let title: String
    /// A line below the title; empty for none.
    public let note: String
    /// The horizons, nearest first.
    public let horizons: [Horizon]
    /// The models with their coverage, fractions 0...1; larger or smaller ones count as missing.
    public let models: [HorizonScores]
    /// The coverage wanted, fractions 0...1.
    public let wanted: ClosedRange<Double>

    /// Puts a chart together.
    public init(
        title: String, note: String = "", horizons: [Horizon], models: [HorizonScores],
        wanted: ClosedRange<Double> = 0.75...0.85
    ) {
        (self.title, self.note, self.wanted) = (title, note, wanted)
        (self.horizons, self.models) = (horizons, models)
    }

    /// The chart laid out.
    public var drawing: ChartDrawing {
        func percent(_ fraction: Double?) -> Double? { fraction.flatMap { (0...1).contains($0) ? $0 * 100 : nil } }
        let low = min(max(wanted.lowerBound, 0), 1) * 100
        let high = min(max(wanted.upperBound, 0), 1) * 100
        return HorizonDrawing(
            title: title, note: note, measure: "points within P10 to P90", unit: "%", horizons: horizons,
            models: models.map { HorizonScores(model: $0.model, values: $0.values.map(percent)) },
            wanted: low.isFinite && high.isFinite ? low...high : 75...85
        ).drawing
    }
}
