// SPDX-License-Identifier: Apache-2.0

import Energy

/// Notes what the optimiser knew in every slot while it drives, for a learned policy to be trained on.
public struct EpisodeRecorder: Policy {
    /// Its name is the optimiser's.
    public var name: String { optimiser.name }
    private var optimiser: RollingOptimiser
    /// Runs of slots without a gap.
    private var runs: [[KnownSlot]] = []

    /// A recorder of what an optimiser with these parameters knows.
    public init(parameters: RollingOptimiser.Parameters) { optimiser = RollingOptimiser(parameters: parameters) }

    /// Decides as the optimiser does.
    public mutating func decide(_ situation: PolicySituation) -> PolicyDecision {
        var known: KnownSlot?
        let decision = optimiser.decide(situation) { plan in
            known = KnownSlot(plan)
            return plan.best().flatMap { plan.decision($0) }
        }
        guard let known else {
            runs.append([])
            return decision
        }
        if let last = runs.last?.last, last.chooser.grid == known.chooser.grid, last.slot.advanced(by: 1) == known.slot
        {
            runs[runs.count - 1].append(known)
        } else {
            runs.append([known])
        }
        return decision
    }

    /// What was noted, with what came: an episode for each run of slots without a gap.
    ///
    /// - Parameters:
    ///   - finalPrice: what a kWh taken out after the last slot is worth.
    ///   - netLoad: load minus PV of a slot, W; nil where it is not known, which ends an episode.
    public func episodes(finalPrice: PricePerKWh, netLoad: (Slot) -> Watts?) -> [PolicyEpisode] {
        runs.compactMap { run in
            let steps = run.prefix { netLoad($0.slot) != nil }.compactMap { known in
                netLoad(known.slot).map { known.step(netLoad: $0) }
            }
            guard let first = run.first else { return nil }
            return PolicyEpisode(
                chooser: first.chooser, steps: steps, finalPrice: finalPrice.value, peakPrice: first.peakPrice)
        }
    }
}

/// A slot as it was known at its start.
private struct KnownSlot: Sendable {
    let slot: Slot
    let chooser: IntentChooser
    private let outlook: Outlook
    private let scale: HouseScale
    private let first: HorizonSlot
    private let values: [Double]
    private let prices: SlotPrices
    private let site: Site
    private let canLimitPV: Bool
    private let peakSoFar: Double
    private let peakShare: Double
    /// Of a kW, 0 where no peak is billed.
    let peakPrice: Double

    init?(_ plan: RollingPlan) {
        guard let prices = plan.situation.prices.first, !plan.values.afterFirstSlot.isEmpty else { return nil }
        slot = plan.situation.now
        chooser = plan.chooser
        scale = HouseScale(plan.horizon, grid: plan.chooser.grid)
        outlook = Outlook(plan.situation, plan.horizon, battery: plan.chooser.battery, scale: scale)
        first = plan.firstSlot
        values = plan.values.afterFirstSlot
        (self.prices, site, canLimitPV) = (prices, plan.situation.site, plan.situation.canLimitPV)
        peakPrice = plan.situation.peakPrice?.value ?? 0
        peakShare = plan.situation.peakCounting.share(at: slot)
        peakSoFar = max(0, plan.situation.peakSoFar?.value ?? 0) / 1000
    }

    func step(netLoad: Watts) -> PolicyEpisode.Step {
        PolicyEpisode.Step(
            outlook: outlook.inputs, scale: scale, expected: first.all, values: values,
            weatherOfCase: first.byWeather.count > 1 ? first.weatherOfCase : [],
            actual: .planned(
                netLoad: netLoad.value, prices: prices, battery: chooser.battery, site: site, canLimitPV: canLimitPV),
            peakSoFar: peakSoFar, peakShare: peakShare,
            beginsMonth: peakPrice > 0 && LocalMonth(containing: slot, in: site.timeZone).slots.lowerBound == slot)
    }
}
