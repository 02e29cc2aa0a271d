// SPDX-License-Identifier: Apache-2.0

/// How the values of each column of a table are sorted into at most 255 numbered bins.
///
/// A bin holds the values above the bound before it and up to its own bound. The last bin has no upper bound. Values that
/// are not finite are *missing*: they have a bin of their own outside this order.
public struct Binning: Hashable, Sendable {
    /// The most bins a column can have, the one for missing values not counted.
    public static let maximumBinCount = 255
    /// The bin of missing values.
    static let missingBin: UInt8 = 255

    /// Upper bounds of all bins but the last of each column, strictly ascending, finite.
    public let bounds: [[Float]]

    /// Number of columns.
    public var columnCount: Int { bounds.count }

    init(bounds: [[Float]]) { self.bounds = bounds }

    /// Number of bins of a column, the one for missing values not counted.
    func binCount(_ column: Int) -> Int { bounds[column].count + 1 }

    /// Bounds that give every distinct value its bin or, where there are too many, every bin about as many values.
    ///
    /// A value that alone fills a bin gets a bin of its own, and the rest share the remaining bins evenly; so a column
    /// that is zero half of the time (irradiance) keeps its resolution elsewhere.
    static func bounds(of values: [Float], maximumBins: Int) -> [Float] {
        let distinct = DistinctValues(values)
        guard distinct.values.count > maximumBins else { return distinct.midpoints(after: distinct.values.indices) }
        let fair = Double(distinct.total) / Double(maximumBins)
        let isLarge = distinct.counts.map { Double($0) >= fair }
        let largeCount = isLarge.count { $0 }
        let largeTotal = zip(distinct.counts, isLarge).reduce(0) { $1.1 ? $0 + $1.0 : $0 }
        var remaining = distinct.total - largeTotal
        var binsLeft = maximumBins - largeCount
        var ends: [Int] = []
        var current = 0
        for index in distinct.values.indices.dropLast() {
            if !isLarge[index] { current += distinct.counts[index] }
            let goal = Double(remaining) / Double(max(binsLeft, 1))
            let isFull = Double(current) >= goal || (isLarge[index + 1] && Double(current) >= goal / 2)
            guard isLarge[index] || isFull else { continue }
            ends.append(index)
            // The values so far of a bin that a large value closes go with it, and cost no bin of the others.
            if !isLarge[index] { binsLeft -= 1 }
            remaining -= current
            current = 0
            if ends.count == maximumBins - 1 { break }
        }
        return distinct.midpoints(after: ends)
    }
}

/// The finite values of a column in ascending order with their number of occurrences.
private struct DistinctValues {
    private(set) var values: [Float] = []
    private(set) var counts: [Int] = []
    let total: Int

    init(_ column: [Float]) {
        let sorted = RadixSort.sorted(column.filter(\.isFinite))
        total = sorted.count
        for value in sorted {
            if values.last == value {
                counts[counts.count - 1] += 1
            } else {
                values.append(value)
                counts.append(1)
            }
        }
    }

    /// A bound between each of these values and the next one, so that unseen values fall to the nearer side.
    func midpoints(after indices: some Sequence<Int>) -> [Float] {
        indices.filter { $0 + 1 < values.count }.map { index in
            let middle = values[index] / 2 + values[index + 1] / 2
            return middle >= values[index] && middle < values[index + 1] ? middle : values[index]
        }
    }
}
