// SPDX-License-Identifier: Apache-2.0

/// Windows of a series with the targets that belong to each: what a network is trained on.
///
/// Windows overlap, so the series is kept once and each window is where it begins.
public struct TrainingWindows: Hashable, Sendable {
    /// The series, `rowCount x inputCount`, row-major, in the order of time.
    public let rows: [Float]
    /// Numbers in each row.
    public let inputCount: Int
    /// Rows of a window.
    public let windowLength: Int
    /// The row each window begins with.
    public let starts: [Int]
    /// `starts.count x targetCount`, row-major.
    public let targets: [Float]
    /// Which targets count, in the order of `targets`; nil where all do.
    public let mask: [Bool]?
    /// Targets of each window.
    public let targetCount: Int

    /// Checks that the lengths agree, that each window lies inside the series, and that all numbers used are finite.
    ///
    /// Rows outside all windows and targets that do not count may be anything.
    public init(
        rows: [Float], inputCount: Int, windowLength: Int, starts: [Int], targets: [Float], targetCount: Int,
        mask: [Bool]? = nil
    ) throws(NetworkError) {
        try requireSizes([
            ("inputCount", inputCount), ("windowLength", windowLength), ("targetCount", targetCount),
        ])
        guard rows.count % inputCount == 0 else {
            throw .count(name: "rows", found: rows.count, expected: rows.count / inputCount * inputCount)
        }
        let expected = starts.count * targetCount
        guard targets.count == expected else { throw .count(name: "targets", found: targets.count, expected: expected) }
        if let mask, mask.count != expected { throw .count(name: "mask", found: mask.count, expected: expected) }
        self.rows = rows
        self.inputCount = inputCount
        self.windowLength = windowLength
        self.starts = starts
        self.targets = targets
        self.targetCount = targetCount
        self.mask = mask
        try requireFinite()
    }

    private init(part range: Range<Int>, of whole: TrainingWindows) {
        rows = whole.rows
        inputCount = whole.inputCount
        windowLength = whole.windowLength
        targetCount = whole.targetCount
        starts = Array(whole.starts[range])
        let places = range.lowerBound * targetCount..<range.upperBound * targetCount
        targets = Array(whole.targets[places])
        mask = whole.mask.map { Array($0[places]) }
    }

    private func requireFinite() throws(NetworkError) {
        let rowCount = rows.count / inputCount
        var changes = [Int](repeating: 0, count: rowCount + 1)
        for start in starts {
            guard start >= 0, start <= rowCount - windowLength else {
                throw .window(start: start, length: windowLength, rows: rowCount)
            }
            changes[start] += 1
            changes[start + windowLength] -= 1
        }
        var covering = 0
        for row in 0..<rowCount {
            covering += changes[row]
            guard covering > 0 else { continue }
            for index in row * inputCount..<(row + 1) * inputCount where !rows[index].isFinite {
                throw .notFinite(name: "rows", index: index)
            }
        }
        for index in targets.indices where mask?[index] ?? true && !targets[index].isFinite {
            throw .notFinite(name: "targets", index: index)
        }
    }

    /// Number of windows.
    public var count: Int { starts.count }

    /// The windows of a range of their order, over the same series.
    public subscript(range: Range<Int>) -> TrainingWindows { TrainingWindows(part: range, of: self) }

    /// The latest windows for validation and those before for training, never mixed; windows must be in the order of time.
    ///
    /// - Parameters:
    ///   - fraction: share of the windows for validation, in 0...1.
    ///   - gap: how many rows a target reaches beyond its window; training windows that begin less than this before the
    ///     first one for validation are left out, so that no target is in both parts.
    public func splitByTime(
        validationFraction fraction: Double, gap: Int
    ) -> (training: TrainingWindows, validation: TrainingWindows) {
        let kept = Double(count) * (1 - min(max(fraction, 0), 1))
        let border = Int(kept.rounded())
        guard border < count else { return (self, self[count..<count]) }
        let last = starts[..<border].lastIndex { $0 + gap <= starts[border] }
        return (self[0..<(last.map { $0 + 1 } ?? 0)], self[border..<count])
    }

    /// Copies some windows time-major, `windowLength x indices.count x inputCount`, as networks read them.
    func gather(_ indices: ArraySlice<Int>, into target: UnsafeMutablePointer<Float>) {
        rows.withUnsafeBufferPointer { rows in
            guard let source = rows.baseAddress else { return }
            for (place, index) in indices.enumerated() {
                let window = source + starts[index] * inputCount
                for step in 0..<windowLength {
                    (target + (step * indices.count + place) * inputCount)
                        .update(from: window + step * inputCount, count: inputCount)
                }
            }
        }
    }
}
