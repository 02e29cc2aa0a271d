// SPDX-License-Identifier: Apache-2.0

/// Writes the values of a row one after the other, on memory made once.
struct RowWriter: Sendable {
    private(set) var row: [Float]
    private var place = 0

    init(columnCount: Int) { row = Array(repeating: .nan, count: columnCount) }

    mutating func restart() { place = 0 }

    mutating func put(_ value: Double) {
        row[place] = Float(value)
        place += 1
    }

    /// Leaves some values missing.
    mutating func skip(_ count: Int) {
        for _ in 0..<count { put(.nan) }
    }
}

/// Mean of the numbers that are there; NaN where none is.
func knownMean(_ values: some Collection<Double>) -> Double {
    var (sum, count) = (0.0, 0)
    for value in values where value.isFinite {
        sum += value
        count += 1
    }
    return count > 0 ? sum / Double(count) : .nan
}

/// Median of the numbers that are there; NaN where none is.
func median(_ values: some Collection<Double>) -> Double {
    let sorted = values.filter(\.isFinite).sorted()
    guard !sorted.isEmpty else { return .nan }
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
}
