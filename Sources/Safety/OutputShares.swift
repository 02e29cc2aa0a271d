// SPDX-License-Identifier: Apache-2.0

import Energy

/// One inverter in one cycle, as the sharing of an output cap sees it.
struct InverterState: Hashable, Sendable {
    /// AC power now, W, + = towards the house; nil = unknown.
    let output: Double?
    /// Rated output, W, as it was last told; nil = never told.
    let rating: Double?
    /// False while nothing can be told to it: then it may do what it likes.
    let isControllable: Bool
}

/// Divides one cap of the whole site's output among the inverters that can be told (I-7 with several inverters).
///
/// A cap below the present output is divided in proportion to what each produces, and room above it in proportion to what
/// each could produce more; where an output is unknown, by rating. The shares are divided anew when the cap changes, when an
/// inverter comes or goes, and else every 20 s, not with every cloud, so that several inverters are written no more often
/// than one. Their sum is never above the cap.
struct OutputShares: Hashable, Sendable {
    /// W by inverter, 0 for one that cannot be told; empty while there is no cap.
    private(set) var shares: [Double] = []
    private var total: Double?
    private var controllable: [Bool] = []
    private var dividedAt: BootInstant?

    /// W that belonged to inverters which cannot be told any more.
    func lost(by inverters: [InverterState]) -> Double {
        zip(shares, inverters).reduce(0) { $0 + ($1.1.isControllable ? 0 : $1.0) }
    }

    /// Divides a cap, nil for none.
    mutating func divide(_ cap: Double?, among inverters: [InverterState], now: BootInstant) {
        guard let cap else {
            (shares, total, controllable, dividedAt) = ([], nil, [], nil)
            return
        }
        let able = inverters.map(\.isControllable)
        let isFresh = dividedAt.map { now.seconds(since: $0) < ExportLimit.raiseSeconds } ?? false
        guard cap != total || able != controllable || !isFresh else { return }
        (total, controllable, dividedAt) = (cap, able, now)
        let members = inverters.indices.filter { able[$0] }
        let parts = members.count == 1 ? [cap] : Self.parts(of: max(0, cap), members.map { inverters[$0] })
        shares = Array(repeating: 0, count: inverters.count)
        for (member, part) in zip(members, parts) { shares[member] = part }
    }

    /// An inverter's part of another cap than the one that was divided, W; nil while none is.
    func part(_ place: Int, of cap: Double) -> Double? {
        guard let total, shares.indices.contains(place) else { return nil }
        return total > 0 ? shares[place] / total * cap : cap / Double(shares.count)
    }

    /// What one inverter may be told now: a share that has grown waits until the others hold theirs.
    ///
    /// Otherwise the sum would be above the cap while one has taken its larger share and another not yet its smaller one.
    ///
    /// - Parameter inForce: the caps that were read back, by inverter; nil = none, or unknown.
    func granted(_ place: Int, inForce: [Double?]) -> Double? {
        guard let total, shares.indices.contains(place), controllable[place] else { return nil }
        guard let own = inForce[place], shares[place] > own else { return shares[place] }
        var held = 0.0
        for k in shares.indices where k != place && controllable[k] { held += max(shares[k], inForce[k] ?? .infinity) }
        return min(shares[place], max(own, total - held))
    }

    private static func parts(of cap: Double, _ inverters: [InverterState]) -> [Double] {
        let known = inverters.compactMap(\.output)
        let ratings = inverters.compactMap(\.rating)
        let areRated = ratings.count == inverters.count && ratings.contains { $0 > 0 }
        guard known.count == inverters.count else {
            return divided(cap, by: areRated ? ratings : inverters.map { _ in 1 })
        }
        // One that draws power to charge has nothing to cut; what it draws is not given to the others.
        let outputs = known.map { max(0, $0) }
        let sum = outputs.reduce(0, +)
        if sum > cap { return divided(cap, by: outputs) }
        let headroom = areRated ? zip(ratings, outputs).map { max(0, $0 - $1) } : inverters.map { _ in 1 }
        return zip(outputs, divided(cap - sum, by: headroom)).map { $0 + $1 }
    }

    private static func divided(_ amount: Double, by weights: [Double]) -> [Double] {
        let sum = weights.reduce(0, +)
        guard sum > 0 else { return weights.map { _ in amount / Double(weights.count) } }
        return weights.map { amount * ($0 / sum) }
    }
}
