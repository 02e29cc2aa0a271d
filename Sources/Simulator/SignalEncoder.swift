// SPDX-License-Identifier: Apache-2.0

import Devices
import Energy

/// Reads the signals of a device profile in reverse: from values in Hearth's units to the points they are made of.
///
/// A signal of one point sets that point. Of a sum, the points that other signals set are taken as known; the rest is shared
/// by the remaining points: equally where they all add, by direction where some subtract.
struct SignalEncoder: Sendable {
    private struct Single: Sendable {
        let signal: Signal
        let slot: Int
        let factor: Double
    }

    private struct Sum: Sendable {
        let signal: Signal
        let known: [SignalFormula.Term]
        /// Points that add to the signal, and those that subtract from it.
        let adding: [SignalFormula.Term]
        let subtracting: [SignalFormula.Term]
    }

    private let pointHandles: [PointHandle]
    private let singles: [Single]
    private let sums: [Sum]
    /// What the points hold, by slot, in their units.
    private var numbers: [Double]

    /// - Parameter signals: the signals to encode; others of the profile are left alone.
    init(_ profile: DeviceProfile, signals isWanted: (Signal) -> Bool) {
        pointHandles = profile.handles
        var owned = Set<Int>()
        var singles: [Single] = []
        for formula in profile.signals where isWanted(formula.signal) && formula.terms.count == 1 {
            let term = formula.terms[0]
            guard owned.insert(term.slot).inserted else { continue }
            singles.append(
                Single(signal: formula.signal, slot: term.slot, factor: term.factor))
        }
        self.singles = singles
        // Pure sums first: what they set is then known to the differences.
        let longer = profile.signals.filter { isWanted($0.signal) && $0.terms.count > 1 }
        let pure = longer.filter { formula in formula.terms.allSatisfy { $0.factor > 0 } }
        let mixed = longer.filter { formula in !formula.terms.allSatisfy { $0.factor > 0 } }
        var sums: [Sum] = []
        for formula in pure + mixed {
            let open = formula.terms.filter { !owned.contains($0.slot) }
            if open.isEmpty { continue }
            owned.formUnion(open.map(\.slot))
            sums.append(
                Sum(
                    signal: formula.signal, known: formula.terms.filter { term in !open.contains(term) },
                    adding: open.filter { $0.factor > 0 }, subtracting: open.filter { $0.factor < 0 }))
        }
        self.sums = sums
        numbers = Array(repeating: 0, count: profile.points.count)
    }

    /// Every point that `encode` sets.
    var handles: [PointHandle] {
        let slots = singles.map(\.slot) + sums.flatMap { ($0.adding + $0.subtracting).map(\.slot) }
        return slots.map { pointHandles[$0] }
    }

    /// Sets all points; a number that does not fit its point makes that point not available.
    mutating func encode(into image: inout RegisterImage, value: (Signal) -> Double) {
        for single in singles {
            set(single.slot, to: value(single.signal) / single.factor, &image)
        }
        for sum in sums {
            let known = sum.known.reduce(0) { $0 + numbers[$1.slot] * $1.factor }
            let rest = value(sum.signal) - known
            if sum.adding.isEmpty || sum.subtracting.isEmpty {
                share(rest, among: sum.adding.isEmpty ? sum.subtracting : sum.adding, &image)
            } else {
                share(max(0, rest), among: sum.adding, &image)
                share(min(0, rest), among: sum.subtracting, &image)
            }
        }
    }

    private mutating func share(_ amount: Double, among terms: [SignalFormula.Term], _ image: inout RegisterImage) {
        for term in terms { set(term.slot, to: amount / Double(terms.count) / term.factor, &image) }
    }

    private mutating func set(_ slot: Int, to number: Double, _ image: inout RegisterImage) {
        let handle = pointHandles[slot]
        numbers[slot] = number
        do { try image.set(handle, to: number) } catch { image.setNotAvailable(handle) }
    }
}
