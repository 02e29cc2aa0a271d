// SPDX-License-Identifier: Apache-2.0

import Energy
import Synchronization
import Testing

@testable import hearth

/// What a run says of decisions and, in a dry run, of what each policy would have come to.
@Suite struct RunLogTests {
    /// Keeps the lines.
    private final class Lines: Sendable {
        private let kept = Mutex<[String]>([])

        var all: [String] { kept.withLock { $0 } }

        func keep(_ line: String) { kept.withLock { $0.append(line) } }
    }

    private static let slot = Slot(index: 1_963_584)
    private let lines = Lines()
    private let teller: DecisionTeller

    init() {
        let lines = lines
        teller = DecisionTeller(
            log: RunLog(zone: .centralEuropean, deviceIDs: [], output: { lines.keep($0) }), currency: "EUR")
    }

    /// Without a battery the slot cost 0.20, and a stored kWh counts 0.30.
    private static func outcome(_ slot: Slot, _ policies: [PolicyOutcome]) -> OutcomeRecord {
        OutcomeRecord(
            slot: slot, isDryRun: true, commanded: [], storedPrice: PricePerKWh(0.30), measured: nil,
            noBattery: Money(0.20), selfConsumption: nil, withheld: nil, policies: policies)
    }

    private static let policies = [
        // 0.20 - (0.15 - 0.3 * 0.5) and 0.20 - (0.25 + 0.3 * 0.1).
        PolicyOutcome(
            policy: "optimiser", intents: [.charge(Watts(2500))], stateOfCharge: 0.5,
            bill: SlotBill(cost: Money(0.15), stored: WattHours(500))),
        PolicyOutcome(
            policy: "night", intents: [.selfConsume, .idle], stateOfCharge: 0.5,
            bill: SlotBill(cost: Money(0.25), stored: WattHours(-100))),
        PolicyOutcome(policy: "unmeasured", intents: [.idle], stateOfCharge: 0.5, bill: nil),
        PolicyOutcome(policy: "broken", intents: [], stateOfCharge: nil, bill: nil, fault: "it says why"),
    ]

    @Test func dryRun_saysOnceWhatEachPolicyWouldHaveSaved() {
        let settled = [Self.outcome(Self.slot, Self.policies)]
        teller.look(nil, settled: settled)
        teller.look(nil, settled: settled)
        #expect(lines.all.count == 1)
        let saved = "would have saved against no battery, 01:00-01:15: "
        let told = lines.all.first.flatMap { line in line.firstRange(of: saved).map { line[$0.upperBound...] } }
        #expect(
            told.map(String.init)
                == "optimiser 0.2000 EUR (charge with at least 2.50 kW), "
                + "night -0.0800 EUR (cover the house and store its surplus; rest), unmeasured unknown (rest), "
                + "broken has no answer: it says why")
    }

    @Test func everySettledQuarterHour_hasALine_andNoneWhereNoPolicyWasAsked() {
        let slots = (0..<3).map { Self.slot.advanced(by: $0) }
        teller.look(
            nil,
            settled: [
                Self.outcome(slots[0], Self.policies), Self.outcome(slots[1], []),
                Self.outcome(slots[2], Self.policies),
            ])
        #expect(lines.all.count == 2)
        #expect(lines.all.first?.contains(", 01:00-01:15: ") == true)
        #expect(lines.all.last?.contains(", 01:30-01:45: ") == true)
    }

    @Test func decision_isToldOnce_withItsReasonAndTheCurrency() {
        let reason = Reason(
            driver: .saveForLater, limit: .negativePrice, advantage: Money(0.12), alternative: .selfConsume)
        let decision = DecisionRecord(
            slot: Self.slot, madeAt: Self.slot.start, policy: "optimiser", intents: [.noDischarge, .idle],
            reason: reason, stateOfCharge: [.nan])
        teller.look(decision, settled: [])
        teller.look(decision, settled: [])
        #expect(lines.all.count == 1)
        let told = "decision for 01:00-01:15 (optimiser): store the surplus and keep what is stored; rest. "
        #expect(lines.all.first?.hasSuffix(told + reason.text(currency: "EUR")) == true, "\(lines.all)")
    }
}
