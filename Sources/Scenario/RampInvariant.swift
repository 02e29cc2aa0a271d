// SPDX-License-Identifier: Apache-2.0

/// The part of INV-18 about commands: a forced power in the registers grows no faster than the ramp (I-4), whatever the clocks
/// do.
///
/// A command may go on from what was forced before or from a measurement of the battery that is at most 10 s old, and take
/// the growth of the 5 s between two commands in one step.
struct RampInvariant {
    private let rating: Double
    /// The highest powers a ramp may go on from, W >= 0; what is past loses its meaning within the age of a measurement.
    private var charge = 0.0
    private var discharge = 0.0

    /// Growth per second and longest growth in one step, as parts of the rating (I-4, I-5).
    private static let growth = 0.1
    private static let step = 0.5
    /// Rounding of a command and of a measurement, as a part of the rating.
    private static let tolerance = 0.02

    /// - Parameter rating: W.
    init(rating: Double) { self.rating = rating }

    /// Takes in one second.
    ///
    /// - Parameters:
    ///   - forced: the power nearest to zero that the registers allow, W, + = discharge; 0 where they force nothing.
    ///   - discharge: true battery power, W.
    /// - Returns: how far the forced power is beyond the ramp, W; 0 or less when it is not.
    mutating func excess(forced: Double, discharge power: Double) -> Double {
        let allowance = (Self.step + Self.tolerance) * rating
        let excess = max(forced - discharge, -forced - charge) - allowance
        charge = max(0, charge - Self.growth * rating, -forced, -power)
        discharge = max(0, discharge - Self.growth * rating, forced, power)
        return excess
    }
}
