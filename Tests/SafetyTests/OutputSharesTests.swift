// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy
import Testing

@testable import Safety

@Suite struct OutputSharesTests {
    private let now = BootInstant(seconds: 0)

    private func anyInverters(_ random: inout SplitMix64) -> [InverterState] {
        (0..<Int.random(in: 1...5, using: &random)).map { _ in
            InverterState(
                output: Int.random(in: 0..<6, using: &random) > 0 ? random.nextUniform() * 12_000 - 2000 : nil,
                rating: Int.random(in: 0..<6, using: &random) > 0 ? random.nextUniform() * 10_000 : nil,
                isControllable: Int.random(in: 0..<6, using: &random) > 0)
        }
    }

    @Test(arguments: 0..<10) func shares_areNeverAboveTheCapTogether_norBelowNothing(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var shares = OutputShares()
        for round in 0..<2000 {
            let cap = Int.random(in: 0..<10, using: &random) > 0 ? random.nextUniform() * 20_000 : nil
            let inverters = anyInverters(&random)
            shares.divide(cap, among: inverters, now: now)
            guard let cap else {
                #expect(shares.shares.isEmpty)
                continue
            }
            let sum = shares.shares.reduce(0, +)
            #expect(shares.shares.allSatisfy { $0 >= 0 }, "seed \(seed), round \(round)")
            #expect(sum <= cap + 1e-6, "seed \(seed), round \(round): \(sum) of \(cap)")
            if inverters.contains(where: \.isControllable) {
                #expect((sum - cap).magnitude < 1e-6, "seed \(seed), round \(round): nothing is left over")
            }
            for (share, inverter) in zip(shares.shares, inverters) where !inverter.isControllable {
                #expect(share == 0)
            }
        }
    }

    @Test(arguments: 0..<10) func growth_neverLiftsWhatIsInForceAboveTheCap(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for round in 0..<2000 {
            var shares = OutputShares()
            let inverters = anyInverters(&random)
            let cap = random.nextUniform() * 20_000
            shares.divide(cap, among: inverters, now: now)
            let held: [Double?] = inverters.map { _ in
                Int.random(in: 0..<6, using: &random) > 0 ? random.nextUniform() * 8000 : nil
            }
            let members = inverters.indices.filter { inverters[$0].isControllable }
            let before = members.reduce(0) { $0 + (held[$1] ?? .infinity) }
            let after = members.reduce(0) {
                $0 + max(held[$1] ?? .infinity, shares.granted($1, inForce: held) ?? .infinity)
            }
            #expect(after <= max(before, cap + 1e-6), "seed \(seed), round \(round)")
        }
    }

    @Test func cutGoesByProduction_roomByWhatEachCouldAdd() {
        let inverters = [
            InverterState(output: 6000, rating: 8000, isControllable: true),
            InverterState(output: 2000, rating: 8000, isControllable: true),
        ]
        var shares = OutputShares()
        shares.divide(4000, among: inverters, now: now)
        #expect(shares.shares == [3000, 1000])
        shares.divide(12_000, among: inverters, now: now)
        #expect(shares.shares == [7000, 5000])
    }

    @Test func roomThatOneDoesNotUse_goesToTheOther_everyTwentySeconds() {
        func inverters(_ first: Double, _ second: Double) -> [InverterState] {
            [first, second].map { InverterState(output: $0, rating: 5000, isControllable: true) }
        }
        var shares = OutputShares()
        shares.divide(4000, among: inverters(3000, 3000), now: now)
        #expect(shares.shares == [2000, 2000])
        shares.divide(4000, among: inverters(0, 2000), now: now.advanced(bySeconds: 19))
        #expect(shares.shares == [2000, 2000])
        shares.divide(4000, among: inverters(0, 2000), now: now.advanced(bySeconds: 20))
        #expect(shares.shares == [1250, 2750])
    }

    @Test func oneInverter_hasTheWholeCap_toTheBit() {
        var shares = OutputShares()
        let cap = 1234.567890123
        shares.divide(cap, among: [InverterState(output: 77.7, rating: 5000, isControllable: true)], now: now)
        #expect(shares.shares == [cap])
    }
}
