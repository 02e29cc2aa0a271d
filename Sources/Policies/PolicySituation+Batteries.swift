// SPDX-License-Identifier: Apache-2.0

import Energy

extension PolicySituation {
    /// Energy stored in all batteries; nil when one of them is not known or out of range.
    var storedEnergy: WattHours? { storedEnergies?.reduce(.zero, +) }

    private var storedEnergies: [WattHours]? {
        guard stateOfCharge.count == batteries.count else { return nil }
        var energies: [WattHours] = []
        for (fraction, battery) in zip(stateOfCharge, batteries) {
            guard let fraction, (0...1).contains(fraction) else { return nil }
            energies.append(fraction * battery.capacity)
        }
        return energies
    }

    /// An intent for all batteries together as one for each.
    ///
    /// Forced powers are shared by the maximum powers, and what a battery cannot take or give for a whole slot goes to those that
    /// can. One that can do nothing is kept from doing the opposite.
    func sharing(_ intent: BatteryIntent) -> [BatteryIntent] {
        guard batteries.count > 1 else { return batteries.map { _ in intent } }
        switch intent {
        case .selfConsume, .noDischarge, .noCharge, .idle: return batteries.map { _ in intent }
        case .charge(let power):
            let shares = Self.shares(of: power, weights: batteries.map(\.maxCharge), limits: limits(-Watts(.infinity)))
            return shares.map { $0 > .zero ? .charge($0) : .noDischarge }
        case .discharge(let power):
            let shares = Self.shares(
                of: power, weights: batteries.map(\.maxDischarge), limits: limits(Watts(.infinity)))
            return shares.map { $0 > .zero ? .discharge($0) : .noCharge }
        }
    }

    /// The highest power of each battery over a whole slot in the direction of a wish, W >= 0; nothing where the charge is not
    /// known.
    private func limits(_ wish: Watts) -> [Watts] {
        guard let energies = storedEnergies else { return batteries.map { _ in .zero } }
        return zip(batteries, energies).map { SlotBattery($0).run(power: wish, stored: $1).power.magnitude }
    }

    /// Parts of a power in the ratio of the weights, none above its limit; their sum falls short only where all limits do.
    private static func shares(of power: Watts, weights: [Watts], limits: [Watts]) -> [Watts] {
        var shares = limits
        var open = Array(limits.indices)
        var left = power
        while !open.isEmpty {
            let weight = open.reduce(Watts.zero) { $0 + weights[$1] }
            func share(_ k: Int) -> Watts { weight > .zero ? left * (weights[k] / weight) : .zero }
            let short = open.filter { limits[$0] < share($0) }
            guard !short.isEmpty else {
                for k in open { shares[k] = share(k) }
                break
            }
            left = left - short.reduce(.zero) { $0 + limits[$1] }
            open.removeAll(where: short.contains)
        }
        return shares
    }
}
