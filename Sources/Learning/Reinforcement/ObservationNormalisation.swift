// SPDX-License-Identifier: Apache-2.0

/// Running mean and variance of each number of an observation; brings observations to about -1...1.
///
/// `(x - mean) / sqrt(variance + 1e-8)`, cut to `-limit...limit`. Means of several batches are joined as in Chan, Golub and
/// LeVeque (1983, equation 2.1), so that the result does not depend on their sizes but for rounding.
public struct ObservationNormalisation: Hashable, Sendable {
    /// Mean of each number so far.
    public private(set) var mean: [Double]
    /// Its variance so far.
    public private(set) var variance: [Double]
    /// Observations that were counted; 0 leaves observations as they are, but for the limit.
    public private(set) var count: Double
    /// Largest number given, > 0.
    public let limit: Float
    private var scale: [Float]
    private var offset: [Float]

    /// Before the first observation of so many numbers: mean 0 and variance 1.
    public init(observationCount: Int, limit: Float = 10) {
        self.init(
            mean: [Double](repeating: 0, count: observationCount),
            variance: [Double](repeating: 1, count: observationCount), count: 0, limit: limit)
    }

    /// With what was counted before; as many means as variances.
    init(mean: [Double], variance: [Double], count: Double, limit: Float) {
        self.mean = mean
        self.variance = variance
        self.count = count
        self.limit = limit
        (scale, offset) = ([], [])
        updateScale()
    }

    /// Takes more observations into account.
    ///
    /// - Parameter observations: `rows x observationCount`, row-major.
    public mutating func update(_ observations: [Float]) {
        let (width, rows) = (mean.count, Double(observations.count / max(mean.count, 1)))
        guard rows > 0 else { return }
        for column in 0..<width {
            var (sum, squares) = (0.0, 0.0)
            for at in stride(from: column, to: observations.count, by: width) { sum += Double(observations[at]) }
            let average = sum / rows
            for at in stride(from: column, to: observations.count, by: width) {
                let distance = Double(observations[at]) - average
                squares += distance * distance
            }
            let (distance, total) = (average - mean[column], count + rows)
            let joined = (count > 0 ? variance[column] * count : 0) + squares
            variance[column] = (joined + distance * distance * count * rows / total) / total
            mean[column] = count > 0 ? mean[column] + distance * rows / total : average
        }
        count += rows
        updateScale()
    }

    private mutating func updateScale() {
        scale = variance.map { Float(1 / ($0 + 1e-8).squareRoot()) }
        offset = zip(mean, scale).map { -Float($0) * $1 }
    }

    /// Writes `rows` normalised observations; source and target may be the same memory.
    func apply(_ observations: UnsafePointer<Float>, rows: Int, into target: UnsafeMutablePointer<Float>) {
        let width = mean.count
        for row in 0..<rows {
            for column in 0..<width {
                let value = observations[row * width + column] * scale[column] + offset[column]
                target[row * width + column] = min(max(value, -limit), limit)
            }
        }
    }
}
