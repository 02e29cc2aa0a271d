// SPDX-License-Identifier: Apache-2.0

import Energy
import HearthTestKit
import PlanCycle
import Policies
import Synchronization
import Testing

@Suite struct MonthToDatePeakTests {
    /// Keeps what it is told of the peak.
    private struct Listener: Policy {
        final class Heard: Sendable {
            let peaks = Mutex<[Watts?]>([])
        }

        let heard = Heard()
        let name = "listener"
        func decide(_ situation: PolicySituation) -> PolicyDecision {
            heard.peaks.withLock { $0.append(situation.peakSoFar) }
            return PolicyDecision(intents: [.selfConsume], reason: Reason(driver: .selfConsumption))
        }
    }

    private static func tariff(fee: Double?, counting: PeakCounting) -> Tariff {
        Tariff(
            currency: "EUR", energy: .spot, importFees: .zero, vat: 0, export: .fixed(.zero),
            peakFee: fee.map { PricePerKWMonth($0) }, peakCounting: counting)
    }

    /// What a planner tells its policy, by default over half an hour and a bit; the meter measures 700 W.
    private static func heard(
        start: String, history: Double?, fee: Double? = 4, counting: PeakCounting = .all, isClockTrusted: Bool = true,
        seconds: Int = 1860, stride: Int = 1
    ) -> [Double?] {
        let listener = Listener()
        let house = PlannerHarness(start: start, policy: listener, tariff: tariff(fee: fee, counting: counting))
        house.isClockTrusted = isClockTrusted
        if let history { house.insertHistory(load: history) }
        house.run(seconds: seconds, stride: stride)
        return listener.heard.peaks.withLock { $0.map { $0?.value } }
    }

    @Test func monthsHighestRow_isToldToThePolicy() {
        #expect(Self.heard(start: "2016-11-10T00:00Z", history: 800) == [800, 800, 800])
    }

    @Test func newRows_raiseThePeak_onceTheyAreStored() {
        #expect(Self.heard(start: "2016-11-10T00:00Z", history: 500) == [500, 500, 700])
    }

    @Test func hoursThatCountHalf_areHalfThePeak() {
        let half = PeakCounting(periods: [.init(name: "all", times: CalendarPeriod(), share: 0.5)])
        #expect(Self.heard(start: "2016-11-10T00:00Z", history: 800, counting: half) == [400, 400, 400])
    }

    /// Each quarter hour of 700 W adds its 175 W, however often it is read.
    @Test func meanOfAnHour_growsWithItsQuarters() {
        let heard = Self.heard(
            start: "2016-11-10T00:00Z", history: nil, counting: PeakCounting(average: .hour), seconds: 4560,
            stride: 10)
        #expect(heard == [nil, nil, 175, 350, 525, 700])
    }

    @Test func nothingOfTheMonthMeasured_isUnknown_notZero() {
        #expect(Self.heard(start: "2016-11-10T00:00Z", history: nil) == [nil, nil, 700])
    }

    @Test func firstQuarterHourOfTheMonth_beginsAtZero_whateverWasBefore() {
        #expect(Self.heard(start: "2016-11-30T23:00Z", history: 800).first == 0)
    }

    @Test func noFee_orAClockThatIsNotTrusted_nothingIsTold() {
        #expect(Self.heard(start: "2016-11-10T00:00Z", history: 800, fee: nil).allSatisfy { $0 == nil })
        #expect(Self.heard(start: "2016-11-10T00:00Z", history: 800, isClockTrusted: false).allSatisfy { $0 == nil })
    }
}
