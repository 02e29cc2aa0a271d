// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy
import HearthTestKit
import Testing

@testable import Safety

/// INV-1, INV-2 and INV-3 of the safety catalogue over random houses and random bit patterns.
@Suite struct GateInvariantTests {
    /// A double of any bit pattern, ordinary powers more often than not.
    private func anyNumber(_ random: inout SplitMix64) -> Double {
        Bool.random(using: &random)
            ? Double(bitPattern: random.next()) : (random.nextUniform() - 0.5) * 20_000
    }

    private func anyHouse(_ random: inout SplitMix64, second: Int) -> SnapshotBuilder {
        var house = SnapshotBuilder()
        house.second = second
        house.soc = Bool.random(using: &random) ? random.nextUniform() : nil
        house.discharge = Int.random(in: 0..<8, using: &random) > 0 ? (random.nextUniform() - 0.5) * 12_000 : nil
        if Int.random(in: 0..<8, using: &random) > 0 {
            house.phases = Phases(
                (random.nextUniform() - 0.4) * 9000, (random.nextUniform() - 0.4) * 9000,
                (random.nextUniform() - 0.4) * 9000)
        } else {
            house.phases = nil
        }
        house.pv = random.nextUniform() * 8000
        return house
    }

    private func anyIntent(_ random: inout SplitMix64) -> BatteryIntent {
        let power = Watts(anyNumber(&random))
        return [.selfConsume, .noDischarge, .noCharge, .idle, .charge(power), .discharge(power)]
            .randomElement(using: &random) ?? .idle
    }

    @Test(arguments: 0..<20) func gate_isFinite_idempotent_andInsideTheLimits(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let gate = GateHarness(limits: Fixture.limits(exportLimit: Watts(3000)))
        for second in 1...400 {
            gate.house = anyHouse(&random, second: second)
            gate.interlocks.observe(gate.situation)
            let intent = anyIntent(&random)
            let decision = gate.interlocks.decide(intent, gate.situation)
            #expect(gate.interlocks.decide(intent, gate.situation) == decision, "seed \(seed), second \(second)")
            guard case .setpoint(let bounds) = decision.verdict else { continue }
            #expect(bounds.lower.isFinite && bounds.upper.isFinite, "seed \(seed), second \(second)")
            #expect(bounds.lower >= -5000 && bounds.upper <= 5000, "seed \(seed), second \(second)")
            #expect(
                gate.interlocks.allowed(bounds, gate.situation).bounds == bounds,
                "the gate of its own answer is that answer: seed \(seed), second \(second)")
            if let soc = gate.house.soc, soc <= 0.10 { #expect(bounds.upper <= 0) }
            if let soc = gate.house.soc, soc >= 0.95 { #expect(bounds.lower >= 0) }
        }
    }

    @Test(arguments: 0..<8) func narrowing_neverLeavesTheStrongerInterval(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        for _ in 0..<2000 {
            let (a, b, c, d) = (anyNumber(&random), anyNumber(&random), anyNumber(&random), anyNumber(&random))
            guard let strong = PowerBounds(lower: min(a, b), upper: max(a, b)),
                let weak = PowerBounds(lower: min(c, d), upper: max(c, d))
            else { continue }
            let both = strong.narrowing(weak)
            #expect(strong.contains(both))
            #expect(both.lower <= both.upper)
            #expect(strong.narrowing(both) == both)
        }
    }
}
