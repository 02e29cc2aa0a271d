// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

@testable import Policies

/// The money of a reason against sums that can be done by hand: one slot to charge in, and one dear slot.
@Suite struct ReasonInMoneyTests {
    /// Of 10 kWh, 5 kW and a round trip of 0.92.
    private static func battery(wear: Double) -> BatteryDescription {
        BatteryDescription(
            capacity: WattHours(10_000), maxCharge: Watts(5000), maxDischarge: Watts(5000), roundTripEfficiency: 0.92,
            floor: 0, ceiling: 1, wear: PricePerKWh(wear))
    }

    /// An empty battery before a quarter hour at `now` and one at 0.40; loads of 1 and 2 kW; what is left is worth nothing.
    private func decide(now: Double, wear: Double) -> PolicyDecision {
        var optimiser = RollingOptimiser(parameters: .init(gridNodes: 201, terminalWeight: 0))
        return optimiser.decide(
            situation(
                netLoad: [1, 2], importPrice: [now, 0.40], exportPrice: [0, 0], stateOfCharge: 0,
                battery: Self.battery(wear: wear)))
    }

    /// Losses of one way alone would give 0.96 in place of 0.92; wear is paid once, when the energy is discharged.
    @Test(arguments: [0, 0.05, 0.20])
    func breakEven_isTheDearPriceLessWear_afterTheLossesOfBothWays(wear: Double) throws {
        let reason = decide(now: 0.10, wear: wear).reason
        let breakEven = try #require(reason.breakEven?.value)
        #expect((breakEven - (0.40 - wear) * 0.92).magnitude < 1e-6)
        #expect(try (#require(reason.storedValue?.value) - (0.40 - wear)).magnitude < 1e-6)
        #expect(try (#require(reason.spread?.value) - (breakEven - 0.10)).magnitude < 1e-12)
    }

    @Test(arguments: [(0.321, true), (0.323, false)])
    func charging_paysBelowBreakEven_andNotAbove(now: Double, isCharged: Bool) throws {
        let decision = decide(now: now, wear: 0.05)
        let spread = try #require(decision.reason.spread)
        #expect((spread > .zero) == isCharged)
        #expect((decision.reason.driver == .chargeForLater) == isCharged)
        #expect((decision.intents == [.selfConsume]) != isCharged)
    }

    /// The dear slot takes half a kWh: 0.5 / 0.92 kWh are bought at 0.10, and 0.5 kWh save 0.35 each.
    @Test func alternative_costsWhatTheChargeSaves() throws {
        let decision = decide(now: 0.10, wear: 0.05)
        guard case .charge(let power) = try #require(decision.intents.first) else {
            Issue.record("expected a charge, got \(decision.intents)")
            return
        }
        #expect((power.value - 4 * 500 / 0.92).magnitude < 0.1)
        let reason = decision.reason
        #expect(reason.alternative == .selfConsume && reason.limit == nil)
        let saved: Double = 0.5 * 0.35 - 0.10 * 0.5 / 0.92
        #expect(try (#require(reason.advantage?.value) - saved).magnitude < 1e-6)
    }

    /// An intent that costs the same, as where there is nothing to choose, is not told to be cheaper by rounding.
    @Test func equalAlternative_costsNothingMore() throws {
        let decision = decide(now: 0.40, wear: 0)
        #expect(try #require(decision.reason.advantage) >= .zero)
    }
}
