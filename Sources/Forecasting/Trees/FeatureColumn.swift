// SPDX-License-Identifier: Apache-2.0

/// One input of a level-shifted model and what the level does to it.
struct FeatureColumn: Hashable, Sendable {
    /// What becomes of a value where a model works on differences from the usual level.
    enum Kind: Hashable, Sendable {
        /// Stays: calendars, horizons, fractions.
        case plain
        /// In the target's unit: the level is subtracted.
        case level
        /// A difference or a size in the target's unit: only scaled.
        case difference
    }

    let name: String
    let kind: Kind
}

/// What a row's target is measured against.
struct RowReference: Hashable, Sendable {
    /// The usual value at the target, in the target's unit.
    let level: Double
    /// How far values are from the usual one these days, in the target's unit, > 0.
    let scale: Double
    /// What is forecast at the target without trees, in the target's unit; NaN where that is not known.
    let naive: Double
}

/// Computes the inputs of a forecast from what is known when it is made.
protocol StepFeatures: Sendable {
    /// The inputs in the order of the columns.
    static var columns: [FeatureColumn] { get }
    /// Fills one row.
    ///
    /// - Parameters:
    ///   - issue: the last step that is known.
    ///   - target: the step forecast, after `issue`.
    ///   - writer: takes one value per column; NaN is missing.
    /// - Returns: level and scale; nil where too little is known for a forecast.
    func fill(issue: Int, target: Int, into writer: inout RowWriter) -> RowReference?

    /// True where the target is zero for sure (PV at night): such steps are neither learned nor asked.
    func isZero(issue: Int, target: Int) -> Bool

    /// The P90 below which the error of a forecast says nothing about others.
    func leastTelling(issue: Int) -> Double
}

extension StepFeatures {
    func isZero(issue: Int, target: Int) -> Bool { false }

    func leastTelling(issue: Int) -> Double { 0 }
}
