// SPDX-License-Identifier: Apache-2.0

/// What the leaves of a tree answer, before the learning rate.
extension BoostingLoss {
    /// The constant that minimises the loss: mean, median or quantile of the targets.
    func bestConstant(_ target: [Float]) -> Float {
        switch self {
        case .squared: return Float(target.reduce(0.0) { $0 + Double($1) } / Double(target.count))
        case .absolute, .quantile:
            var values = target
            return Selection.quantile(level, of: &values)
        }
    }

    /// The level whose quantile minimises the loss.
    var level: Double {
        switch self {
        case .squared, .absolute: 0.5
        case .quantile(let level): level
        }
    }

    /// The answer of a leaf: `-G / (n + lambda)` for the squared loss, the quantile of the residuals for the others.
    ///
    /// The others' gradients have only two values, so their mean says little about the step to take; the quantile is the
    /// best constant for the leaf (Friedman, 2001, algorithm 3).
    func leafValue(
        _ leaf: GrownLeaf, unit: Double, lambda: Double, rows: RowPartition, target: [Float], prediction: [Float]
    ) -> Double {
        switch self {
        case .squared: return -Double(leaf.total.gradient) * unit / (Double(leaf.total.count) + lambda)
        case .absolute, .quantile:
            var residuals = rows.rows[leaf.rows].map { target[Int($0)] - prediction[Int($0)] }
            return Double(Selection.quantile(level, of: &residuals))
        }
    }

    /// Mean loss of some forecasts: squared error, absolute error or pinball loss.
    func mean(target: [Float], prediction: [Float]) -> Double {
        var sum = 0.0
        for row in target.indices {
            let residual = Double(target[row]) - Double(prediction[row])
            switch self {
            case .squared: sum += residual * residual
            case .absolute: sum += abs(residual)
            case .quantile(let level): sum += residual >= 0 ? level * residual : (level - 1) * residual
            }
        }
        return sum / Double(max(target.count, 1))
    }
}

/// Order statistics without sorting.
enum Selection {
    /// The quantile of some numbers, interpolated between the two neighbours in order; their order is changed.
    ///
    /// - Parameters:
    ///   - level: 0...1; the place is `level * (count - 1)`, as numpy's `linear` method has it.
    ///   - values: at least one.
    static func quantile(_ level: Double, of values: inout [Float]) -> Float {
        let place = level * Double(values.count - 1)
        let lower = Int(place)
        let low = select(lower, of: &values)
        guard Double(lower) < place else { return low }
        // After the selection, all behind the place are at least as large.
        var high = Float.infinity
        for index in lower + 1..<values.count { high = min(high, values[index]) }
        return low + Float(place - Double(lower)) * (high - low)
    }

    /// Brings the `k`-th smallest value to place `k`, smaller ones before it and larger ones behind (Hoare, 1961).
    static func select(_ k: Int, of values: inout [Float]) -> Float {
        var (low, high) = (0, values.count - 1)
        values.withUnsafeMutableBufferPointer { values in
            while low < high {
                let pivot = medianOfThree(values[low], values[low + (high - low) / 2], values[high])
                var (i, j) = (low, high)
                while i <= j {
                    while values[i] < pivot { i += 1 }
                    while values[j] > pivot { j -= 1 }
                    if i <= j {
                        values.swapAt(i, j)
                        i += 1
                        j -= 1
                    }
                }
                if k <= j { high = j } else if k >= i { low = i } else { return }
            }
        }
        return values[k]
    }

    private static func medianOfThree(_ a: Float, _ b: Float, _ c: Float) -> Float {
        max(min(a, b), min(max(a, b), c))
    }
}
