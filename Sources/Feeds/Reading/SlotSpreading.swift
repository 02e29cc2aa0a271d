// SPDX-License-Identifier: Apache-2.0

import Energy

/// Turns what a source gives into quarter hours, and refuses what cannot be.
///
/// Intervals may come in any order; two that overlap, one that is empty or does not fit into quarter hours, and a number that
/// its quantity cannot have make the whole series useless: where one is wrong nobody knows which are right. Verbatim repetitions
/// are dropped. What is missing stays missing.
public enum SlotSpreading {
    /// Longest distance of two instants that a line is drawn between, s.
    static let longestLine = 3 * 3600
    /// Longest interval of a mean or a sum, s.
    static let longestInterval = 86_400
    /// Most quarter hours of one series: two years.
    static let mostSlots = 2 * 366 * 96

    /// The quarter hours of a series; nil where no number is there.
    ///
    /// - Parameter quantity: also named in faults.
    /// - Throws: `.document` where two numbers contradict each other, or one cannot be.
    public static func series(
        _ intervals: [FeedInterval], _ quantity: FeedQuantity
    ) throws(FeedFault) -> SlotSeries? {
        let sorted = try inOrder(intervals, quantity)
        guard let first = sorted.first, let last = sorted.last else { return nil }
        let begin = Slot(containing: first.start)
        let end = Slot(containing: last.start.advanced(bySeconds: max(0, last.seconds - 1))).advanced(by: 1)
        guard begin.distance(to: end) <= mostSlots else {
            throw fault(quantity, "\(first.start) to \(last.start)", "at most two years")
        }
        var values = [Double?](repeating: nil, count: begin.distance(to: end))
        switch quantity.measure {
        case .instant: lines(sorted, from: begin, into: &values)
        case .mean, .sum: pieces(sorted, from: begin, isSum: quantity.measure == .sum, into: &values)
        }
        guard let firstNumber = values.firstIndex(where: { $0 != nil }),
            let lastNumber = values.lastIndex(where: { $0 != nil })
        else { return nil }
        return SlotSeries(
            firstSlot: begin.advanced(by: firstNumber), values: Array(values[firstNumber...lastNumber]))
    }

    private static func fault(_ quantity: FeedQuantity, _ found: String, _ expected: String) -> FeedFault {
        .document(at: quantity.rawValue, found: found, expected: expected)
    }

    /// The intervals by time, each once, checked one by one and with their neighbours.
    private static func inOrder(
        _ intervals: [FeedInterval], _ quantity: FeedQuantity
    ) throws(FeedFault) -> [FeedInterval] {
        let isInstant = quantity.measure == .instant
        for interval in intervals {
            let (length, start) = (interval.seconds, interval.start)
            guard FeedTime.read(seconds: start.secondsSinceEpoch) != nil else {
                throw fault(quantity, "a moment \(start.secondsSinceEpoch) s after 1970", "one of this century")
            }
            let fits = length % Slot.seconds == 0 && start.secondsSinceEpoch % Slot.seconds == 0
            let divides = length > 0 && Slot.seconds % length == 0 && start.secondsSinceEpoch % length == 0
            guard isInstant ? length == 0 : length > 0 && length <= longestInterval && (fits || divides) else {
                let expected = isInstant ? "a moment" : "whole quarter hours or parts"
                throw fault(quantity, "\(length) s from \(start)", expected)
            }
            guard interval.value.map(quantity.range.contains) ?? true else {
                let range = "\(quantity.range.lowerBound) to \(quantity.range.upperBound) \(quantity.unit)"
                throw fault(quantity, "\(interval.value ?? .nan) at \(start)", range)
            }
        }
        let sorted = intervals.enumerated().sorted { ($0.element.start, $0.offset) < ($1.element.start, $1.offset) }
            .map(\.element)
        var result: [FeedInterval] = []
        for interval in sorted where interval != result.last {
            if let last = result.last, last.start.advanced(bySeconds: max(1, last.seconds)) > interval.start {
                throw fault(quantity, "two numbers for \(interval.start)", "one")
            }
            result.append(interval)
        }
        return result
    }

    /// Means and sums: every slot that is covered whole.
    private static func pieces(
        _ intervals: [FeedInterval], from begin: Slot, isSum: Bool, into values: inout [Double?]
    ) {
        var covered = [Int](repeating: 0, count: values.count)
        for interval in intervals {
            guard let value = interval.value else { continue }
            let first = begin.distance(to: Slot(containing: interval.start))
            let piece = min(interval.seconds, Slot.seconds)
            let part = Double(piece) / Double(isSum ? interval.seconds : Slot.seconds)
            for k in first..<first + max(1, interval.seconds / Slot.seconds) {
                covered[k] += piece
                values[k] = (values[k] ?? 0) + value * part
            }
        }
        for k in values.indices where covered[k] != Slot.seconds { values[k] = nil }
    }

    /// Instants: every slot whose middle lies between two that are near each other.
    private static func lines(_ instants: [FeedInterval], from begin: Slot, into values: inout [Double?]) {
        for (left, right) in zip(instants, instants.dropFirst()) {
            guard let a = left.value, let b = right.value else { continue }
            let span = right.start.secondsSinceEpoch - left.start.secondsSinceEpoch
            guard span <= longestLine else { continue }
            let first = Slot(containing: left.start)
            let last = Slot(containing: right.start)
            for slot in first...last {
                let middle = slot.start.secondsSinceEpoch + Slot.seconds / 2 - left.start.secondsSinceEpoch
                guard (0..<span).contains(middle), values.indices.contains(begin.distance(to: slot)) else { continue }
                values[begin.distance(to: slot)] = a + (b - a) * Double(middle) / Double(span)
            }
        }
    }
}
