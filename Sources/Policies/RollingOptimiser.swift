// SPDX-License-Identifier: Apache-2.0

import Energy

/// Plans the battery over the known and expected prices each quarter hour and carries out the first step.
///
/// Dynamic programming over intents: see `ValueRecursion` for the backward steps and `IntentChooser` for the decision at
/// the exact state of charge.
public struct RollingOptimiser: Policy {
    /// The name in `policies/`.
    public static let name = "optimiser"
    /// The name in `policies/`.
    public var name: String { Self.name }

    /// What can be tuned.
    public struct Parameters: Hashable, Sendable {
        /// Most quarter hours planned ahead, 1...1000.
        public var horizonSlots: Int
        /// Nodes of the grid of stored energy where PV is sure, 11...10001.
        public var gridNodes: Int
        /// Nodes where it is not, 11...10001: three weathers are planned, and their spread is far wider than a cell.
        public var uncertainGridNodes: Int
        /// Weight of the value of energy left at the end of the horizon, 0...2; 1 = the mean import price after losses.
        public var terminalWeight: Double
        /// Probability that the weather of a slot lasts for another, 0...1; see `HorizonValues`.
        public var weatherPersistence: Double

        /// Parameters; values outside their range are cut to it.
        public init(
            horizonSlots: Int = 192, gridNodes: Int = 1001, uncertainGridNodes: Int = 201, terminalWeight: Double = 1,
            weatherPersistence: Double = 0.95
        ) {
            self.horizonSlots = max(1, min(1000, horizonSlots))
            self.gridNodes = max(11, min(10_001, gridNodes))
            self.uncertainGridNodes = max(11, min(10_001, uncertainGridNodes))
            self.terminalWeight = max(0, min(2, terminalWeight))
            self.weatherPersistence = max(0, min(1, weatherPersistence))
        }
    }

    /// What it was made with.
    public let parameters: Parameters
    /// Memory of the last plan, kept only so that planning does not allocate.
    private var kept: HorizonValues?

    /// An optimiser with parameters.
    public init(parameters: Parameters = Parameters()) { self.parameters = parameters }

    /// Plans and returns the first step; the inverter's own mode wherever something needed is unknown.
    public mutating func decide(_ situation: PolicySituation) -> PolicyDecision {
        decide(situation) { plan in plan.best().flatMap { plan.decision($0) } }
    }

    /// Plans and lets `choose` decide; the inverter's own mode wherever something needed is unknown or nothing is chosen.
    mutating func decide(
        _ situation: PolicySituation, choose: (RollingPlan) -> PolicyDecision?
    ) -> PolicyDecision {
        guard let price = situation.prices.first, price.importPrice.isFinite, price.exportPrice.isFinite else {
            return .selfConsumption(situation, .noPrice)
        }
        guard let stored = situation.storedEnergy else { return .selfConsumption(situation, .noMeasurement) }
        let battery = SlotBattery(situation.batteries)
        guard let horizon = PlanningHorizon(situation, battery: battery, limit: parameters.horizonSlots) else {
            return .selfConsumption(situation, .noForecast)
        }
        let nodes = horizon.isSure ? parameters.gridNodes : parameters.uncertainGridNodes
        guard let grid = EnergyGrid(battery, nodes: nodes) else { return .selfConsumption(situation, .noPlan) }
        let plan = RollingPlan(
            situation: situation, chooser: IntentChooser(battery: battery, grid: grid), horizon: horizon,
            values: filledValues(horizon, grid: grid), stored: stored)
        defer { kept = plan.values }
        return choose(plan) ?? .selfConsumption(situation, .noPlan)
    }

    private mutating func filledValues(_ horizon: PlanningHorizon, grid: EnergyGrid) -> HorizonValues {
        var values =
            if let kept, kept.fits(grid, weights: horizon.weatherWeights) { kept } else {
                HorizonValues(grid: grid, weights: horizon.weatherWeights)
            }
        // Only one owner at a time, or the first write would copy all of it.
        kept = nil
        values.fill(
            horizon.slots,
            terminalValue: parameters.terminalWeight * horizon.finalValue * grid.efficiency,
            persistence: parameters.weatherPersistence)
        return values
    }
}

extension PolicyDecision {
    /// The inverter's own mode, where nothing better can be decided.
    static func selfConsumption(_ situation: PolicySituation, _ driver: Reason.Driver) -> PolicyDecision {
        PolicyDecision(
            intents: situation.batteries.map { _ in .selfConsume },
            reason: Reason(driver: driver, importPrice: situation.prices.first?.importPrice))
    }
}
