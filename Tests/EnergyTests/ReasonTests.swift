// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

@Suite struct ReasonTests {
    private static func full(_ driver: Reason.Driver, price: Double = 0.121, advantage: Double? = 0.12) -> Reason {
        Reason(
            driver: driver, limit: .chargePower, importPrice: PricePerKWh(price), storedValue: PricePerKWh(0.243),
            breakEven: PricePerKWh(0.199), advantage: advantage.map { Money($0) }, alternative: .idle,
            forecast: "naive 1")
    }

    private static let rest =
        "To rest instead would cost 0.12 more. The battery's charge power is the limit. Planned with the forecast naive 1."

    @Test func whatIsKnown_isTold_eachOnce() {
        #expect(
            Self.full(.chargeForLater).sentence
                == "Importing at 0.121/kWh now is cheaper than the 0.243/kWh it saves later; it pays below 0.199/kWh. "
                + Self.rest)
        #expect(
            Self.full(.saveForLater).sentence
                == "Stored energy will save 0.243/kWh later; importing costs 0.121/kWh now. " + Self.rest)
        #expect(
            Self.full(.selfConsumption, price: 0.2).sentence
                == "Covering the house from its own surplus is the best there is. "
                + "Charging from the grid pays below 0.199/kWh; importing costs 0.200/kWh now. " + Self.rest)
    }

    /// Stored energy is worth what it saves less wear, which what it would save now has not paid yet.
    @Test func numbersThatSpeakAgainstTheDecision_areNotHeldAgainstEachOther() {
        func begin(_ driver: Reason.Driver, _ price: Double) -> String {
            String(Self.full(driver, price: price).sentence.dropLast(Self.rest.count + 1))
        }
        #expect(
            begin(.saveForLater, 0.25)
                == "Stored energy is worth more later than now; importing costs 0.250/kWh now. "
                + "Charging from the grid pays below 0.199/kWh.")
        #expect(begin(.chargeForLater, 0.25) == "By the plan importing at 0.250/kWh now is cheaper than later.")
        #expect(begin(.chargeForLater, -0.1) == "Importing at -0.100/kWh is paid for.")
        // Charging would pay, and is not done: no price says why.
        #expect(begin(.selfConsumption, 0.1) == "Covering the house from its own surplus is the best there is.")
    }

    @Test func learnedDeparture_tellsTheOptimisersIntentOnce() {
        func text(_ extraCost: Double) -> String {
            let learned = LearnedReason(
                expectedSaving: Money(0.02), optimiserIntent: .idle, extraCostByPlan: Money(extraCost), inputs: [])
            return Self.full(.saveForLater, advantage: -extraCost).explained(by: learned).text(currency: "EUR")
        }
        #expect(!text(0.12).contains("instead") && text(0.12).contains("The optimiser would rest; by its plan"))
        #expect(text(0).contains("instead would cost about the same"))
    }

    @Test func currency_isWrittenWithEveryAmount() {
        #expect(
            Self.full(.chargeForLater).text(currency: "EUR")
                == "Importing at 0.121 EUR/kWh now is cheaper than the 0.243 EUR/kWh it saves later; "
                + "it pays below 0.199 EUR/kWh. To rest instead would cost 0.12 EUR more. "
                + "The battery's charge power is the limit. Planned with the forecast naive 1.")
    }

    @Test(
        arguments: [
            (-0.12, "would by the plan cost 0.12 less"), (0.004, "would cost about the same"),
            (-0.004, "would cost about the same"), (.nan, "has no known cost"), (nil, "has no known cost"),
        ] as [(Double?, String)])
    func otherIntent_isToldWithTheSignOfWhatItCosts(advantage: Double?, words: String) {
        #expect(Self.full(.learned, advantage: advantage).sentence.contains("To rest instead \(words). "))
    }

    /// No number stands for what is not known, and no mark where it would stand.
    @Test(arguments: Reason.Driver.allCases)
    func everyDriver_isASentence_withAndWithoutNumbers(driver: Reason.Driver) {
        let whole = Reason(driver: driver, importPrice: PricePerKWh(0.24), storedValue: PricePerKWh(0.3))
        let broken = Reason(
            driver: driver, importPrice: PricePerKWh(.nan), storedValue: PricePerKWh(.infinity),
            breakEven: PricePerKWh(.nan))
        #expect(broken.sentence == Reason(driver: driver).sentence)
        for sentence in [whole.sentence, broken.sentence] {
            #expect(sentence.hasSuffix(".") && !sentence.contains("?") && !sentence.contains("  "))
        }
        #expect(!broken.sentence.contains { $0.isNumber } && !broken.sentence.contains("nan"))
    }

    @Test func everyLimit_isASentenceOfItsOwn() {
        let sentences = Reason.Limit.allCases.map(\.sentence)
        #expect(Set(sentences).count == Reason.Limit.allCases.count && sentences.allSatisfy { $0.hasSuffix(".") })
    }

    @Test func spread_isBreakEvenLessThePrice_andUnknownWithoutBoth() throws {
        let spread = try #require(Self.full(.chargeForLater).spread)
        #expect((spread.value - 0.078).magnitude < 1e-12)
        #expect(Reason(driver: .noPrice, importPrice: PricePerKWh(0.2)).spread == nil)
        #expect(Reason(driver: .noPrice, breakEven: PricePerKWh(0.2)).spread == nil)
    }

    @Test(arguments: [(0, Reason.Driver.saveForLater), (0.12, .learned), (.nan, .learned)])
    func learnedPolicy_drivesWhereItDeparts(extraCost: Double, driver: Reason.Driver) {
        let plain = Self.full(.saveForLater)
        let learned = LearnedReason(
            expectedSaving: .zero, optimiserIntent: .idle, extraCostByPlan: Money(extraCost), inputs: [])
        let explained = plain.explained(by: learned)
        #expect(explained.driver == driver && explained.learned?.optimiserIntent == .idle)
        #expect(
            explained.limit == plain.limit && explained.spread == plain.spread && explained.forecast == plain.forecast)
        #expect(explained.advantage == plain.advantage && explained.alternative == plain.alternative)
    }
}
