// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

@testable import StatusServer

/// Why a decision was made, as the API tells it.
@Suite struct DecisionAPITests {
    @Test func reason_isToldInFieldsAndInASentence() throws {
        let decision = try #require(try ServedHouse().get("/api/v1/status").json()["decision"])
        #expect(decision["limit"] == .text("month_peak") && decision["import_limit_w"] == .number(3500))
        #expect(decision["pv_limit_w"] == .null && decision["driver"] == .text("charge_for_later"))
        let (breakEven, price) = (decision["break_even_per_kwh"]?.number, decision["import_price_per_kwh"]?.number)
        #expect(try abs(#require(decision["spread_per_kwh"]?.number) - #require(breakEven) + #require(price)) < 1.1e-5)
        let sentence = try #require(decision["sentence"]?.text)
        for words in [
            "Importing at -0.063 EUR/kWh is paid for. ", "instead would cost 0.84 EUR more. ",
            "The month's highest import is the limit. ", "Planned with the forecast naive 1.",
        ] { #expect(sentence.contains(words), "\(sentence)") }
    }

    @Test func whatALearnedPolicySays_isTold_andNullForTheRest() throws {
        let served = try ServedHouse()
        let without = try #require(try served.get("/api/v1/status").json()["decision"])
        #expect(without["learned"] == .null)
        func decision(_ learned: LearnedReason) throws -> JSONValue {
            served.house.change {
                $0.decision = FixtureHouse.decision(FixtureHouse.slot, charge: 0.62, learned: learned)
            }
            return try #require(try served.get("/api/v1/status").json()["decision"])
        }
        let with = try decision(FixtureHouse.learned(extraCost: 0.07))
        #expect(with["sentence"] == without["sentence"], "it is the plan's; the rest is in the members of `learned`")
        let learned = try #require(with["learned"])
        #expect(learned["sentence"] == .text(FixtureHouse.learned(extraCost: 0.07).text(currency: "EUR")))
        #expect(learned["expected_saving"] == .number(0.31) && learned["extra_cost_by_plan"] == .number(0.07))
        #expect(learned["optimiser_intent"]?["kind"] == .text("discharge"))
        #expect(learned["optimiser_intent"]?["power_w"] == .number(800))
        #expect(learned["inputs"]?.list.count == 2)
        #expect(learned["inputs"]?[0]?["name"] == .text("the price <b>this evening</b>"))
        #expect(learned["inputs"]?[0]?["weight"] == .number(0.4321))
        #expect(learned["inputs"]?[1]?["weight"] == .number(-0.12))

        let unknown = try decision(FixtureHouse.learned(extraCost: .nan, saving: .infinity))["learned"]
        #expect(unknown?["expected_saving"] == .null && unknown?["extra_cost_by_plan"] == .null)
    }

    @Test func departureOfALearnedPolicy_isTold_withTheAlternativeThatIsCheaperByThePlan() throws {
        let served = try ServedHouse()
        served.house.change { status in
            let reason = Reason(
                driver: .saveForLater, importPrice: PricePerKWh(0.2), advantage: Money(-0.07), alternative: .idle)
            status.decision = DecisionRecord(
                slot: FixtureHouse.slot, madeAt: status.time, policy: "recurrent-ppo", intents: [.selfConsume],
                pvLimit: Watts(0), reason: reason.explained(by: FixtureHouse.learned(extraCost: 0.07)),
                stateOfCharge: [0.5])
        }
        let decision = try #require(try served.get("/api/v1/status").json()["decision"])
        #expect(decision["driver"] == .text("learned") && decision["alternative_extra_cost"] == .number(-0.07))
        #expect(
            decision["sentence"]
                == .text(
                    "The learned policy chose otherwise than the plan. "
                        + "To rest instead would by the plan cost 0.07 EUR less. "
                        + "The inverter is held to 0.00 kW: exporting more would cost money."))
        #expect(decision["limit"] == .null && decision["spread_per_kwh"] == .null)
        #expect(decision["import_limit_w"] == .null && decision["pv_limit_w"] == .number(0))
    }

    @Test func driversAndLimits_haveWordsOfTheirOwn() {
        #expect(Set(Reason.Driver.allCases.map(\.word)).count == Reason.Driver.allCases.count)
        #expect(Set(Reason.Limit.allCases.map(\.word)).count == Reason.Limit.allCases.count)
    }
}
