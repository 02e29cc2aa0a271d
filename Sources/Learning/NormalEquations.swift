// SPDX-License-Identifier: Apache-2.0

/// What a linear regression needs to know of its data: means, covariances of the inputs and of inputs with targets.
///
/// Several targets over the same inputs share the expensive part. Shapes: `rows` x `inputs` and `rows` x `targets`, row-major.
public struct NormalEquations: Sendable {
    /// Number of rows the sums are over.
    public let rows: Int
    /// Number of inputs.
    public let inputs: Int
    /// Number of targets.
    public let targets: Int
    /// Mean of each input.
    public private(set) var inputMeans: [Double]
    /// Mean of each target.
    public private(set) var targetMeans: [Double]
    /// Covariance of the inputs, `inputs` x `inputs`.
    public private(set) var gram: [Double]
    /// Covariance of each target with the inputs, `targets` x `inputs`.
    public private(set) var correlations: [Double]
    /// Variance of each target.
    public private(set) var targetVariances: [Double]

    /// Takes in all rows.
    ///
    /// - Throws: when there is no row, the lengths do not fit the shapes, or a number is not finite.
    public init(
        inputs x: [Double], targets y: [Double], rows: Int, inputs: Int, targets: Int
    ) throws(RegressionError) {
        guard rows > 0, inputs > 0, targets > 0, x.count == rows * inputs, y.count == rows * targets else {
            throw .shape(rows: rows, inputs: inputs, targets: targets, inputNumbers: x.count, targetNumbers: y.count)
        }
        if let place = x.firstIndex(where: { !$0.isFinite }) { throw .notFinite(row: place / inputs) }
        if let place = y.firstIndex(where: { !$0.isFinite }) { throw .notFinite(row: place / targets) }
        self.rows = rows
        self.inputs = inputs
        self.targets = targets
        inputMeans = Self.columnMeans(x, columns: inputs)
        targetMeans = Self.columnMeans(y, columns: targets)
        gram = [Double](repeating: 0, count: inputs * inputs)
        correlations = [Double](repeating: 0, count: targets * inputs)
        targetVariances = [Double](repeating: 0, count: targets)
        accumulate(x, y)
        mirrorAndScale()
    }

    private static func columnMeans(_ values: [Double], columns: Int) -> [Double] {
        var sums = [Double](repeating: 0, count: columns)
        let rows = values.count / columns
        for row in 0..<rows {
            for column in 0..<columns { sums[column] += values[row * columns + column] }
        }
        return sums.map { $0 / Double(rows) }
    }

    /// Adds row after row to the upper triangle; the inner loops run along rows of the results, which vectorises.
    private mutating func accumulate(_ x: [Double], _ y: [Double]) {
        var row = [Double](repeating: 0, count: inputs)
        for r in 0..<rows {
            for j in 0..<inputs { row[j] = x[r * inputs + j] - inputMeans[j] }
            row.withUnsafeBufferPointer { row in
                gram.withUnsafeMutableBufferPointer { gram in
                    for i in 0..<inputs where row[i] != 0 {
                        let (value, target) = (row[i], UnsafeMutableBufferPointer(rebasing: gram[(i * inputs)...]))
                        for j in i..<inputs { target[j] += value * row[j] }
                    }
                }
                correlations.withUnsafeMutableBufferPointer { correlations in
                    for t in 0..<targets {
                        let value = y[r * targets + t] - targetMeans[t]
                        let target = UnsafeMutableBufferPointer(rebasing: correlations[(t * inputs)...])
                        for j in 0..<inputs { target[j] += value * row[j] }
                        targetVariances[t] += value * value
                    }
                }
            }
        }
    }

    private mutating func mirrorAndScale() {
        let scale = 1 / Double(rows)
        for i in 0..<inputs {
            for j in i..<inputs {
                let value = gram[i * inputs + j] * scale
                gram[i * inputs + j] = value
                gram[j * inputs + i] = value
            }
        }
        for k in correlations.indices { correlations[k] *= scale }
        for k in targetVariances.indices { targetVariances[k] *= scale }
    }

    /// The part of `correlations` of one target.
    func correlation(target: Int) -> ArraySlice<Double> { correlations[target * inputs..<(target + 1) * inputs] }
}

/// Why a linear model cannot be fitted.
public enum RegressionError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The arrays do not have the lengths that the shapes ask for.
    case shape(rows: Int, inputs: Int, targets: Int, inputNumbers: Int, targetNumbers: Int)
    /// A number is infinite or not a number.
    case notFinite(row: Int)
    /// The penalty is negative or not a number.
    case penalty(Double)
    /// The inputs depend on each other so that no single solution exists.
    case singular

    /// One line that says what was found and what was expected.
    public var description: String {
        switch self {
        case .shape(let rows, let inputs, let targets, let inputNumbers, let targetNumbers):
            "\(inputNumbers) input and \(targetNumbers) target numbers; expected \(rows) rows of \(inputs) and \(targets), none of them 0"
        case .notFinite(let row): "row \(row) holds a number that is not finite; expected finite numbers"
        case .penalty(let penalty): "penalty \(penalty); expected a finite number of at least 0"
        case .singular: "the inputs are linearly dependent; expected independent ones, or a penalty above 0"
        }
    }
}
