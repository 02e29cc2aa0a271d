// SPDX-License-Identifier: Apache-2.0

import Learning

/// The regression of an error on those known before; by default one that says nothing.
struct ErrorFit: Hashable, Sendable {
    /// Weights of the known errors.
    var coefficients = ErrorRegressors.zero
    /// Root of the part of the squared errors that it leaves, 0...1.
    var spread = 1.0
    /// Whether forecasts were better for it on days that it had not seen.
    var isWorthIt = false
}

/// What a regression of an error on those known before needs to know of some forecasts.
struct ErrorSums: Hashable, Sendable {
    /// Squares of the known errors.
    private var squares = ErrorRegressors.zero
    /// Products of two of them, see `pairs`.
    private var products = ErrorRegressors.zero
    /// Products with the error to come.
    private var moments = ErrorRegressors.zero
    /// Squares of the error to come.
    private var variance = 0.0
    /// Absolute errors of the forecasts as they were.
    private var plain = 0.0
    /// Absolute errors that they would have had corrected.
    private var corrected = 0.0

    /// Takes in a forecast whose error has come; one that has no number tells nothing.
    ///
    /// - Parameters:
    ///   - known: what was known when it was made.
    ///   - error: its normal score.
    ///   - plain: its absolute error.
    ///   - corrected: its absolute error, had it been moved by what was learned before.
    mutating func add(_ known: ErrorRegressors, error: Double, plain: Double, corrected: Double) {
        guard error.isFinite, plain.isFinite, corrected.isFinite else { return }
        squares += known * known
        products += Self.pairs(known)
        moments += error * known
        variance += error * error
        self.plain += plain
        self.corrected += corrected
    }

    /// Takes in those of other forecasts, and lets all of these weigh less.
    mutating func add(_ other: ErrorSums, forgetting: Double) {
        squares = forgetting * squares + other.squares
        products = forgetting * products + other.products
        moments = forgetting * moments + other.moments
        variance = forgetting * variance + other.variance
        plain = forgetting * plain + other.plain
        corrected = forgetting * corrected + other.corrected
    }

    /// The ridge regression without an intercept: an error that is always there is for bands and blends.
    ///
    /// - Parameter ridge: > 0.
    func fit(ridge: Double) -> ErrorFit {
        let (a, b) = (squares + ErrorRegressors(repeating: ridge), products)
        guard let factor = CholeskyFactor([a[0], b[2], b[1], b[2], a[1], b[0], b[1], b[0], a[2]], size: 3) else {
            return ErrorFit()
        }
        let coefficients = ErrorRegressors(factor.solve([moments[0], moments[1], moments[2]]))
        let explained =
            2 * (coefficients * moments).sum() - (squares * coefficients * coefficients).sum()
            - 2 * (products * Self.pairs(coefficients)).sum()
        // As the coefficients, the share explained is shrunk where little was seen.
        let left = 1 - explained / (variance + ridge)
        guard coefficients.sum().isFinite, left > 0 else { return ErrorFit() }
        return ErrorFit(
            coefficients: coefficients, spread: min(1, left.squareRoot()), isWorthIt: corrected < plain)
    }

    /// Second and third, first and third, first and second.
    private static func pairs(_ x: ErrorRegressors) -> ErrorRegressors {
        ErrorRegressors(x[1] * x[2], x[0] * x[2], x[0] * x[1])
    }
}
