// SPDX-License-Identifier: Apache-2.0

import Energy

/// Predicted against actual numbers, with the diagonal on which a perfect forecast lies.
///
/// Up to a few hundred points are dots; more are counted in square cells, coloured by how many points they hold, so that
/// the image stays small and dense places do not hide what is in them.
public struct ScatterChart: Chart, Hashable {
    /// What the chart is called.
    public let title: String
    /// A line below the title, as who predicted; empty for none.
    public let note: String
    /// The unit of all numbers.
    public let unit: String
    /// What was predicted, by point; NaN is missing.
    public let predicted: [Double]
    /// What came, by point; NaN is missing.
    public let actual: [Double]

    /// The most points drawn one by one.
    public static let mostDots = 400

    /// Puts a chart together; points that lack one of the two numbers are left out, and the chart says how many.
    public init(title: String, note: String = "", unit: String, predicted: [Double], actual: [Double]) {
        (self.title, self.note, self.unit) = (title, note, unit)
        (self.predicted, self.actual) = (predicted, actual)
    }

    /// The chart laid out.
    public var drawing: ChartDrawing { ScatterDrawing(self).drawing }
}
