// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

@Suite struct LearnedReasonTests {
    private static func reason(
        saving: Double = 0.3, optimiser: BatteryIntent = .charge(Watts(2500)), extra: Double = 0.12,
        inputs: [String] = []
    ) -> LearnedReason {
        LearnedReason(
            expectedSaving: Money(saving), optimiserIntent: optimiser, extraCostByPlan: Money(extra),
            inputs: inputs.map { LearnedReason.Input(name: $0, weight: 0.1) })
    }

    @Test func agreement_isSaid_andNoMoneyIsNamed() {
        let reason = Self.reason(extra: 0, inputs: ["price this evening", "charge"])
        #expect(reason.agreesWithOptimiser)
        #expect(
            reason.text(currency: "EUR")
                == "The optimiser would do the same; what moved the choice most: price this evening, charge.")
        #expect(Self.reason(extra: 0).text() == "The optimiser would do the same.")
    }

    @Test func otherChoice_saysWhatTheOptimiserWouldDo_andBothAmounts() {
        let reason = Self.reason(inputs: ["charge"])
        #expect(!reason.agreesWithOptimiser)
        #expect(
            reason.text(currency: "EUR")
                == "The optimiser would charge with at least 2.50 kW; by its plan this choice costs 0.12 EUR more, and the "
                + "policy expects to save 0.30 EUR in the next hours; what moved the choice most: charge.")
        #expect(reason.text().contains("costs 0.12 more, and the policy expects to save 0.30 in"))
    }

    @Test(arguments: [
        (-0.3, 0.12, "costs 0.12 more, and the policy expects to pay 0.30 more in the next hours."),
        (0.004, 0.12, "costs 0.12 more, and the policy expects to come out even."),
        (0.3, 0.004, "costs about the same, and the policy expects to save 0.30 in the next hours."),
        (.nan, .infinity, "has no known cost, and the policy cannot say what it saves."),
    ])
    func amounts_areToldAsWhatTheyAre(saving: Double, extra: Double, end: String) {
        let text = Self.reason(saving: saving, optimiser: .idle, extra: extra).text()
        #expect(text == "The optimiser would rest; by its plan this choice \(end)")
    }

    @Test func moreThanThreeInputs_areTheFirstThree() {
        let reason = Self.reason(inputs: ["a", "b", "c", "d"])
        #expect(reason.inputs.map(\.name) == ["a", "b", "c"])
    }

    @Test(arguments: Reason.Driver.allCases)
    func sentence_isThatOfTheDriver_thenThatOfTheLearnedPolicy(driver: Reason.Driver) {
        let learned = Self.reason()
        let price = PricePerKWh(0.24)
        let plain = Reason(driver: driver, importPrice: price)
        let full = Reason(driver: driver, importPrice: price, learned: learned)
        #expect(plain.learned == nil && plain.sentence == plain.explanation())
        #expect(full.text(currency: "EUR") == plain.text(currency: "EUR") + " " + learned.text(currency: "EUR"))
        #expect(full.explanation() == plain.sentence && full != plain)
    }

    @Test(arguments: [
        (BatteryIntent.selfConsume, "cover the house and store its surplus"),
        (.noDischarge, "store the surplus and keep what is stored"), (.noCharge, "cover the house and store nothing"),
        (.idle, "rest"), (.charge(Watts(1234)), "charge with at least 1.23 kW"),
        (.discharge(Watts(800)), "discharge at least 0.80 kW"),
    ])
    func everyIntent_isAPhraseOfItsOwn(intent: BatteryIntent, phrase: String) {
        #expect(intent.phrase == phrase)
    }
}
