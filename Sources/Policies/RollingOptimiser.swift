// SPDX-License-Identifier: Apache-2.0

import Energy

/// Plans the battery over the known and expected prices each quarter hour and carries out the first step.
///
/// Dynamic programming over intents: see `ValueRecursion` for the backward steps and `IntentChooser` for the decision at
/// the exact state of charge.
public struct RollingOptimiser: Policy {
    /// `optimiser`
    public static let name = "optimiser"
    /// `optimiser`
    public var name: String { Self.name }

    /// What can be tuned.
    public struct Parameters: Hashable, Sendable {
        /// Most quarter hours planned ahead, 1...1000.
        public var horizonSlots: Int
        /// Nodes of the grid of stored energy, 11...10001.
        public var gridNodes: Int
        /// Weight of the value of energy left at the end of the horizon, 0...2; 1 = the mean import price after losses.
        public var terminalWeight: Double
        /// How much dearer a plainer intent may be and still be preferred, currency per decision, 0...0.01.
        public var indifference: Double

        /// Parameters; values outside their range are cut to it.
        public init(
            horizonSlots: Int = 192, gridNodes: Int = 1001, terminalWeight: Double = 1, indifference: Double = 1e-5
        ) {
            self.horizonSlots = max(1, min(1000, horizonSlots))
            self.gridNodes = max(11, min(10_001, gridNodes))
            self.terminalWeight = max(0, min(2, terminalWeight))
            self.indifference = max(0, min(0.01, indifference))
        }
    }

    /// What it was made with.
    public let parameters: Parameters
    /// Value by slot and node, kept only so that planning does not allocate.
    private var values: [Double] = []
    private var recursion: ValueRecursion?

    /// An optimiser with parameters.
    public init(parameters: Parameters = Parameters()) { self.parameters = parameters }

    /// Plans and returns the first step; the inverter's own mode wherever something needed is unknown.
    public mutating func decide(_ situation: PolicySituation) -> PolicyDecision {
        guard situation.prices.first != nil else { return fallback(situation, .noPrice) }
        let battery = SlotBattery(situation.batteries)
        guard let stored = situation.storedEnergy,
            let grid = EnergyGrid(battery, nodes: parameters.gridNodes),
            let horizon = PlanningHorizon(situation, battery: battery, limit: parameters.horizonSlots)
        else { return fallback(situation, .noMeasurement) }
        fillValues(horizon, grid: grid)
        return decision(situation, battery: battery, stored: stored, grid: grid, horizon: horizon)
    }

    private func fallback(_ situation: PolicySituation, _ driver: Reason.Driver) -> PolicyDecision {
        PolicyDecision(
            intents: situation.batteries.map { _ in .selfConsume },
            reason: Reason(driver: driver, importPrice: situation.prices.first?.importPrice))
    }

    /// The values of all slots, last to first; row t is the start of slot t.
    private mutating func fillValues(_ horizon: PlanningHorizon, grid: EnergyGrid) {
        let count = grid.count
        let needed = (horizon.slots.count + 1) * count
        if values.count < needed { values = Array(repeating: 0, count: needed) }
        var recursion =
            if let kept = self.recursion, kept.grid == grid { kept } else {
                ValueRecursion(grid: grid, freedom: .intents)
            }
        self.recursion = nil
        let terminal = parameters.terminalWeight * horizon.meanFinalImportPrice * grid.efficiency
        values.withUnsafeMutableBufferPointer { values in
            guard let base = values.baseAddress else { return }
            let last = base + horizon.slots.count * count
            for node in 0..<count { last[node] = -terminal * (grid.energy(node: node) - grid.lowest) }
            for t in horizon.slots.indices.reversed() {
                recursion.step(horizon.slots[t], next: base + (t + 1) * count, value: base + t * count)
            }
        }
        self.recursion = recursion
    }

    private func decision(
        _ situation: PolicySituation, battery: SlotBattery, stored: WattHours, grid: EnergyGrid,
        horizon: PlanningHorizon
    ) -> PolicyDecision {
        let chooser = IntentChooser(battery: battery, grid: grid, indifference: parameters.indifference)
        return values.withUnsafeBufferPointer { values in
            guard let base = values.baseAddress else { return fallback(situation, .noMeasurement) }
            var plan: [PlannedSlot] = []
            plan.reserveCapacity(horizon.slots.count)
            var energy = stored
            var first: IntentChooser.Choice?
            for (t, slot) in horizon.slots.enumerated() {
                let choice = chooser.choose(slot, stored: energy, next: base + (t + 1) * grid.count)
                if first == nil { first = choice }
                energy = choice.outcome.stored
                plan.append(
                    PlannedSlot(
                        slot: situation.now.advanced(by: t), intent: choice.intent, storedEnergy: energy,
                        battery: choice.outcome.power,
                        grid: Watts(slot.netLoad * 1000) - choice.outcome.power))
            }
            guard let first else { return fallback(situation, .noMeasurement) }
            return PolicyDecision(
                intents: situation.sharing(first.intent),
                reason: chooser.reason(
                    first, in: horizon.slots[0], stored: stored, next: base + grid.count,
                    forecast: horizon.forecastName),
                plan: plan)
        }
    }
}
