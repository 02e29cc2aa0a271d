// SPDX-License-Identifier: Apache-2.0

import Energy

/// Chooses the intent of one slot at an exact state of charge, given the value of energy at the slot's end.
///
/// The value is linear between nodes and kinks and the cost between its own kinks, so the best forced power is the highest
/// one or ends on a node or in a kink; looking at those alone is exact and the grid's width does not matter here. Only where
/// the import limit leaves the cases different room, charges between the least room and the highest are not looked at.
struct IntentChooser {
    /// An intent with what it would do and cost.
    struct Choice {
        let intent: BatteryIntent
        let outcome: SlotBattery.Outcome
        /// Mean cost of the slot plus the value at its end, currency.
        let cost: Double
    }

    let battery: SlotBattery
    let grid: EnergyGrid

    /// Two costs closer than this are equal, currency: far above the rounding of sums of that size, far below any bill.
    static let rounding = 1e-9

    /// The cheapest intent; among equals the plainest, as the inverter's own mode needs no writes.
    func choose(_ slot: UncertainSlot, stored: WattHours, next: EndValues) -> Choice {
        var best: Choice?
        visit(slot, stored: stored, next: next) { choice in
            if let current = best, choice.cost >= current.cost - Self.rounding { return }
            best = choice
        }
        return best ?? evaluate(.selfConsume, slot, stored: stored, next: next)
    }

    /// Calls `body` with every intent worth looking at, plainest first.
    func visit(
        _ slot: UncertainSlot, stored: WattHours, next: EndValues, body: (Choice) -> Void
    ) {
        for option in IntentOption.allCases {
            if let choice = choice(option, slot, stored: stored, next: next) { body(choice) }
        }
    }

    /// What an option comes to; nil where it is not open.
    func choice(
        _ option: IntentOption, _ slot: UncertainSlot, stored: WattHours, next: EndValues
    ) -> Choice? {
        guard let intent = intent(option, slot, stored: stored, next: next) else { return nil }
        return evaluate(intent, slot, stored: stored, next: next)
    }

    private func intent(
        _ option: IntentOption, _ slot: UncertainSlot, stored: WattHours, next: EndValues
    ) -> BatteryIntent? {
        func charge(_ power: Double) -> BatteryIntent? { power > 0 ? .charge(Watts(power * 1000)) : nil }
        func discharge(_ power: Double) -> BatteryIntent? { power > 0 ? .discharge(Watts(power * 1000)) : nil }
        return switch option {
        case .selfConsume: slot.forbidsDischarge ? nil : .selfConsume
        case .noDischarge: .noDischarge
        case .noCharge: slot.forbidsDischarge ? nil : .noCharge
        case .idle: .idle
        case .chargeOntoTarget: charge(chargeOntoTarget(slot, stored: stored, next: next))
        case .chargeFully: charge(slot.highestCharge)
        case .dischargeOntoTarget: discharge(dischargeOntoTarget(slot, stored: stored, next: next))
        case .dischargeFully: discharge(slot.maxDischarge)
        }
    }

    private func evaluate(
        _ intent: BatteryIntent, _ slot: UncertainSlot, stored: WattHours, next: EndValues
    ) -> Choice {
        var (power, energy) = (Watts.zero, WattHours.zero)
        var cost = 0.0
        for (k, (economics, weight)) in zip(slot.cases, slot.weights).enumerated() {
            let wanted = intent.power(
                netLoad: Watts(economics.netLoad * 1000), maxCharge: Watts(economics.maxCharge * 1000),
                maxDischarge: Watts(economics.maxDischarge * 1000))
            let outcome = battery.run(power: wanted, stored: stored)
            let value = grid.interpolate(next.after(case: k), at: grid.position(outcome.stored.kWh))
            cost += weight * (economics.cost(batteryPower: outcome.power.value / 1000) + value)
            power += weight * outcome.power
            energy += weight * outcome.stored
        }
        return Choice(intent: intent, outcome: SlotBattery.Outcome(power: power, stored: energy), cost: cost)
    }

    /// The best charge power above the surplus that ends on a node, kW; 0 when there is none.
    private func chargeOntoTarget(_ slot: UncertainSlot, stored: WattHours, next: EndValues) -> Double {
        let position = grid.position(stored.kWh)
        let low = position + grid.cells(batteryPower: -slot.highestSurplus)
        let high = position + grid.cells(batteryPower: -slot.maxCharge)
        let target = bestTarget(
            from: low, to: high, costPerCell: slot.importPrice * grid.spacing / grid.efficiency, next: next.mean)
        return target.map { -grid.batteryPower(cells: $0 - position) } ?? 0
    }

    /// The best discharge power above the deficit that ends on a node, kW; 0 when there is none.
    private func dischargeOntoTarget(_ slot: UncertainSlot, stored: WattHours, next: EndValues) -> Double {
        let position = grid.position(stored.kWh)
        let low = position + grid.cells(batteryPower: slot.maxDischarge)
        let high = position + grid.cells(batteryPower: slot.highestDeficit)
        let target = bestTarget(
            from: low, to: high, costPerCell: (slot.exportPrice - slot.wear) * grid.spacing * grid.efficiency,
            next: next.mean)
        return target.map { grid.batteryPower(cells: $0 - position) } ?? 0
    }

    /// The cheapest of the nodes and kinks between two positions.
    private func bestTarget(
        from low: Double, to high: Double, costPerCell: Double, next: UnsafePointer<Double>
    ) -> Double? {
        let first = max(0, Int(low.rounded(.up)))
        let last = min(grid.count - 1, Int(high.rounded(.down)))
        guard first <= last else { return nil }
        var best = Double(first)
        var bestCost = Double.infinity
        for node in first...last {
            let cost = next[node] + costPerCell * Double(node)
            if cost < bestCost { (best, bestCost) = (Double(node), cost) }
            guard node < last, node > 0, node < grid.count - 2,
                let kink = EnergyGrid.kink(next + node, slope: costPerCell)
            else { continue }
            let kinkCost = kink.value + costPerCell * Double(node)
            if kinkCost < bestCost { (best, bestCost) = (Double(node) + kink.fraction, kinkCost) }
        }
        return best
    }
}
