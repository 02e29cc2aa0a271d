// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

@testable import StatusServer

/// Who drives, why, and what the last comparison found.
@Suite struct PolicyStandingTests {
    @Test func policy_isToldWithItsComparison() throws {
        let served = try ServedHouse()
        #expect(try served.get("/api/v1/status").json()["policy"] == .null)
        served.house.change { $0.policy = FixtureHouse.onTrial }
        let policy = try #require(try served.get("/api/v1/status").json()["policy"])
        #expect(policy["driver"] == .text("night") && policy["candidate"] == .text("night"))
        #expect(policy["since"] == .text("2026-05-15T00:50:00Z"))
        #expect(policy["sentence"]?.text?.hasPrefix("promoted: ") == true)
        let comparison = try #require(policy["comparison"])
        #expect(comparison["from"] == .text("2026-04-18T22:00:00Z") && comparison["days"] == .number(2))
        #expect(comparison["forecast"] == .text("model"))
        let row = try #require(comparison["rows"]?[2])
        #expect(row["policy"] == .text("night") && row["cost"] == .number(7) && row["saved"] == .number(3))
        #expect(row["regret"] == .number(1) && row["share_percent"] == .number(75))
        #expect(row["mode_changes"] == .number(12) && row["writes"] == .number(30))
        #expect(comparison["rows"]?[0]?["writes"] == .null)
    }

    @Test func dryRun_tellsWhatEachPolicyWouldHaveComeTo() {
        let outcome = OutcomeRecord(
            slot: FixtureHouse.slot, isDryRun: true, commanded: [], storedPrice: PricePerKWh(0.3), measured: nil,
            noBattery: Money(0.2), selfConsumption: nil, withheld: nil,
            policies: [
                PolicyOutcome(
                    policy: "night", intents: [.charge(Watts(500))], stateOfCharge: 0.5,
                    bill: SlotBill(cost: Money(0.25), stored: WattHours(500))),
                PolicyOutcome(policy: "broken", intents: [], stateOfCharge: nil, bill: nil, fault: "no intent"),
            ])
        var json = JSONWriter()
        json.object { OutcomeDocument.write(outcome, into: &$0) }
        let text = String(decoding: json.bytes, as: UTF8.self)
        #expect(
            text.contains(
                #"{"policy":"night","intents":[{"kind":"charge","power_w":500}],"state_of_charge":0.5,"cost":0.25,"#
                    + #""stored_wh":500,"saved_against_no_battery":0.1,"fault":null}"#), "\(text)")
        #expect(text.contains(#""saved_against_no_battery":null,"fault":"no intent"}"#))
    }
}

extension FixtureHouse {
    static var onTrial: PolicyStanding {
        func row(_ policy: String, _ cost: Double, days: Int = 2) -> PolicyComparison.Row {
            PolicyComparison.Row(
                policy: policy, cost: Money(cost), adjustedCost: Money(cost), cycles: 9,
                modeChanges: days > 0 ? 12 : nil, writes: days > 0 ? 30 : nil,
                days: (0..<days).map { DailyCost(date: CivilDate(dayNumber: 20_561 + $0), cost: Money(cost / 2)) })
        }
        let end = Slot(containing: UTCInstant(secondsSinceEpoch: 1_778_796_000))
        let made = end.start.advanced(bySeconds: 10_000)
        let candidate = PolicyComparison.Candidate(name: "night", fingerprint: 1)
        return PolicyStanding(
            driver: "night", candidate: "night", since: made.advanced(bySeconds: 200),
            sentence: "promoted: over 28 days it saved 0.110 EUR a day against self-consumption",
            comparison: PolicyComparison(
                madeAt: made, configurationHash: 1, period: end.advanced(by: -96 * 26)..<end, forecast: "model",
                currency: "EUR", candidate: candidate,
                rows: [
                    row("no-battery", 10, days: 0), row("self-consumption", 8), row("night", 7),
                    row("perfect-foresight", 6),
                ]))
    }
}
