// SPDX-License-Identifier: Apache-2.0

/// The error of one or several models by how far ahead they forecast: bars for a few horizons, lines for many.
public struct ErrorByHorizonChart: Chart, Hashable {
    /// What the chart is called.
    public let title: String
    /// A line below the title; empty for none.
    public let note: String
    /// What is shown, as `MAE`.
    public let measure: String
    /// Its unit, as `W` or `%`.
    public let unit: String
    /// The horizons, nearest first.
    public let horizons: [Horizon]
    /// The models, each with as many errors as there are horizons.
    public let models: [HorizonScores]

    /// Puts a chart together.
    public init(
        title: String, note: String = "", measure: String, unit: String, horizons: [Horizon], models: [HorizonScores]
    ) {
        (self.title, self.note, self.measure, self.unit) = (title, note, measure, unit)
        (self.horizons, self.models) = (horizons, models)
    }

    /// The chart laid out.
    public var drawing: ChartDrawing {
        HorizonDrawing(
            title: title, note: note, measure: measure, unit: unit, horizons: horizons, models: models, wanted: nil
        ).drawing
    }
}
