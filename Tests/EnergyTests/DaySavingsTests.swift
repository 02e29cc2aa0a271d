// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

/// What a day has brought: a sum that says what it is known for.
@Suite struct DaySavingsTests {
    private static let day = Slot(index: 1000)..<Slot(index: 1096)

    private func outcome(_ offset: Int, _ saved: Double?, isDryRun: Bool = false) -> OutcomeRecord {
        let bill = saved.map { SlotBill(cost: Money(1 - $0), stored: .zero) }
        return OutcomeRecord(
            slot: Slot(index: 1000 + offset), isDryRun: isDryRun, commanded: [], storedPrice: PricePerKWh(0.3),
            measured: isDryRun ? nil : bill, noBattery: nil,
            selfConsumption: SlotBill(cost: Money(1), stored: .zero), withheld: isDryRun ? bill : nil)
    }

    private func savings(_ outcomes: [OutcomeRecord], now: Int) -> DaySavings {
        DaySavings(day: Self.day, now: Slot(index: 1000 + now), outcomes: outcomes)
    }

    @Test func wholeMorning_isTheSumOfItsQuarterHours() {
        let savings = savings([outcome(0, 0.5), outcome(1, -0.25), outcome(2, 0.125)], now: 3)
        #expect(savings.saved == Money(0.375) && savings.isDryRun == false)
        #expect(savings.endedCount == 3 && savings.knownCount == 3 && savings.firstKnown == Slot(index: 1000))
    }

    @Test func whatIsMissing_isNotZero_andIsCounted() {
        let savings = savings([outcome(2, 0.5), outcome(3, nil), outcome(5, 0.25)], now: 8)
        #expect(savings.saved == Money(0.75) && savings.endedCount == 8 && savings.knownCount == 2)
        #expect(savings.firstKnown == Slot(index: 1002))
    }

    @Test func nothingKnown_isUnknown() {
        #expect(savings([], now: 0).saved == nil && savings([], now: 0).endedCount == 0)
        let blind = savings([outcome(0, nil)], now: 4)
        #expect(blind.saved == nil && blind.isDryRun == nil && blind.firstKnown == nil && blind.endedCount == 4)
    }

    @Test func dryRunThatEnded_isNotAddedToWhatWasSaved() {
        let morning = (0..<4).map { outcome($0, 1, isDryRun: true) }
        let savings = savings(morning + [outcome(4, nil), outcome(5, 0.5), outcome(6, 0.25)], now: 7)
        #expect(savings.saved == Money(0.75) && savings.isDryRun == false && savings.knownCount == 2)
        #expect(savings.firstKnown == Slot(index: 1005))
        #expect(self.savings(morning, now: 4).isDryRun == true)
    }

    @Test func otherDays_andTheQuarterHourThatRuns_doNotCount() {
        let savings = savings([outcome(-1, 8), outcome(0, 0.5), outcome(1, 4)], now: 1)
        #expect(savings.saved == Money(0.5) && savings.endedCount == 1)
        #expect(self.savings([outcome(0, 0.5)], now: 200).endedCount == 96)
    }
}
