// SPDX-License-Identifier: Apache-2.0

import Energy
import StatusServer
import Testing

/// How `hearth status` tells why, against an endpoint that says what the test wants.
@Suite(.serialized) struct StatusDecisionTests {
    /// A house of which nothing is known but its decision.
    private final class DecidedHouse: HouseStatusSource {
        private let decision: DecisionRecord

        init(_ decision: DecisionRecord) { self.decision = decision }

        func now() -> BootInstant { BootInstant(seconds: 1000) }

        func status() -> HouseStatus {
            let site = Site(
                name: "Mill", timeZone: .centralEuropean, mainFuse: Amperes(35), phases: 3, exportLimit: nil,
                importLimit: nil, pvPeak: Watts(9200))
            let house = HouseStatus.House(
                version: "1.2.0", site: site, currency: "CHF", devices: [], batteries: [])
            var status = HouseStatus(house: house, time: decision.madeAt, bootTime: now())
            status.decision = decision
            return status
        }

        func readings(slots: Range<Slot>) -> [QuarterHourRow] { [] }
        func decisions(slots: Range<Slot>) -> [DecisionRecord] { [decision] }
        func outcomes(slots: Range<Slot>) -> [OutcomeRecord] { [] }
        func prices(slots: Range<Slot>) -> [PricedSlot] { [] }
        func forecasts() -> [NamedForecast] { [] }
        func events(limit: Int) -> [HouseEvent] { [] }
    }

    private func shown(_ intent: BatteryIntent, _ reason: Reason) throws -> [Substring] {
        let slot = Slot(index: 1_963_584)
        let decision = DecisionRecord(
            slot: slot, madeAt: slot.start, policy: "night", intents: [intent], reason: reason, stateOfCharge: [0.5])
        let source = DecidedHouse(decision)
        let server = try StatusServer(StatusConfiguration(host: "127.0.0.1", port: 0), source: source)
        defer { server.stop() }
        let ended = try Hearth.run("status", "--url", "http://127.0.0.1:\(server.port)")
        #expect(ended.errorLines == ["the data is stale: nothing has been heard of the guard yet"])
        return ended.output.split(separator: "\n").map { $0.drop { $0 == " " } }
    }

    @Test(arguments: [0, 0.12])
    func whatALearnedPolicySays_isTheLineUnderTheReason(extraCost: Double) throws {
        let learned = LearnedReason(
            expectedSaving: Money(-0.3), optimiserIntent: .charge(Watts(2500)), extraCostByPlan: Money(extraCost),
            inputs: [LearnedReason.Input(name: "price\u{1B} this evening", weight: 0.5)])
        let lines = try shown(.idle, Reason(driver: .schedule, learned: learned))
        let reason = try #require(lines.firstIndex(of: "The schedule asks for it."), "\(lines)")
        #expect(lines[reason - 1] == "DECISION  01:00-01:15  rest  (night)")
        #expect(String(lines[reason + 1]) == learned.text(currency: "CHF").replacing("\u{1B}", with: ""))
    }

    @Test(arguments: [
        BatteryIntent.selfConsume, .noDischarge, .noCharge, .idle, .charge(Watts(2500)), .discharge(Watts(800)),
    ])
    func everyIntent_isToldInThePhraseOfTheType_asDecisionAndAsAlternative(intent: BatteryIntent) throws {
        let reason = Reason(driver: .schedule, advantage: Money(0.42), alternative: intent)
        let lines = try shown(intent, reason)
        let first = try #require(lines.firstIndex(of: "DECISION  01:00-01:15  \(intent.phrase)  (night)"), "\(lines)")
        #expect(lines[first + 1] == "The schedule asks for it. To \(intent.phrase) instead would cost 0.42 CHF more.")
    }
}
