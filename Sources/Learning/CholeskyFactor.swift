// SPDX-License-Identifier: Apache-2.0

/// The Cholesky factor of a symmetric positive definite matrix, for solving linear systems.
public struct CholeskyFactor: Sendable {
    /// Number of rows and columns.
    public let size: Int
    /// Lower triangle, row-major, the upper part unused.
    private var lower: [Double]

    /// Factors a matrix.
    ///
    /// - Parameters:
    ///   - matrix: `size` x `size`, row-major, symmetric; only the lower triangle is read.
    ///   - size: number of rows.
    /// - Returns: nil when the matrix is not positive definite, to machine precision, or has another size.
    public init?(_ matrix: [Double], size: Int) {
        guard size >= 0, matrix.count == size * size else { return nil }
        self.size = size
        lower = matrix
        for row in 0..<size {
            for column in 0...row {
                var sum = lower[row * size + column]
                for k in 0..<column { sum -= lower[row * size + k] * lower[column * size + k] }
                if column < row {
                    lower[row * size + column] = sum / lower[column * size + column]
                } else {
                    guard sum > 0, sum.isFinite else { return nil }
                    lower[row * size + row] = sum.squareRoot()
                }
            }
        }
    }

    /// Solves `matrix * x = right` for one right side of `size` numbers.
    public func solve(_ right: [Double]) -> [Double] {
        var x = right
        for row in 0..<size {
            for k in 0..<row { x[row] -= lower[row * size + k] * x[k] }
            x[row] /= lower[row * size + row]
        }
        for row in stride(from: size - 1, through: 0, by: -1) {
            for k in (row + 1)..<size { x[row] -= lower[k * size + row] * x[k] }
            x[row] /= lower[row * size + row]
        }
        return x
    }
}
