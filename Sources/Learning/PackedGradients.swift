// SPDX-License-Identifier: Apache-2.0

/// The loss's gradients of all rows as packed sums of one row each.
///
/// The second derivative of every loss here is taken as one (of the squared loss it is one; the others' leaf values are
/// found anew from the residuals), so a count of rows is all that a sum needs beside the gradients.
struct PackedGradients {
    /// One packed sum per row.
    private(set) var values: [Int64]
    /// The gradient of one unit.
    private(set) var unit = 0.0

    /// The largest magnitude of a gradient in units, so that the sum over all rows fits 39 bits.
    private let limit: Double

    init(rowCount: Int) {
        values = [Int64](repeating: 1, count: rowCount)
        let bitsOfCount = Int.bitWidth - rowCount.leadingZeroBitCount
        limit = Double(sign: .plus, exponent: 39 - 1 - bitsOfCount, significand: 1)
    }

    /// Takes the gradients of all rows at the given forecasts; false where all are zero, so that nothing is left to learn.
    mutating func update(_ loss: BoostingLoss, target: [Float], prediction: [Float]) -> Bool {
        switch loss {
        case .squared: return updateSquared(target, prediction)
        case .absolute: updateSigns(target, prediction, level: 0.5)
        case .quantile(let level): updateSigns(target, prediction, level: level)
        }
        return true
    }

    private mutating func updateSquared(_ target: [Float], _ prediction: [Float]) -> Bool {
        var largest: Float = 0
        for row in target.indices { largest = max(largest, abs(prediction[row] - target[row])) }
        guard largest > 0 else { return false }
        let perUnit = limit / Double(largest)
        unit = 1 / perUnit
        for row in values.indices {
            values[row] = Self.packed(Double(prediction[row] - target[row]) * perUnit)
        }
        return true
    }

    /// Gradients of the pinball loss: `1 - level` where the forecast is above the target, `-level` elsewhere.
    ///
    /// The absolute loss is twice the pinball loss of one half.
    private mutating func updateSigns(_ target: [Float], _ prediction: [Float], level: Double) {
        unit = 1 / limit
        let above = Self.packed((1 - level) * limit)
        let below = Self.packed(-level * limit)
        for row in values.indices { values[row] = prediction[row] > target[row] ? above : below }
    }

    /// The nearest whole number, packed, by the addition of 1.5 * 2^52, which leaves it in the low bits.
    ///
    /// - Parameter gradient: in units, of magnitude below 2^38.
    @inline(__always)
    private static func packed(_ gradient: Double) -> Int64 {
        let shift = 0x1.8p52
        let whole = Int64(bitPattern: (gradient + shift).bitPattern) &- Int64(bitPattern: shift.bitPattern)
        return PackedSum(gradient: whole).bits
    }
}
