// SPDX-License-Identifier: Apache-2.0

import Energy
import Policies
import Testing

/// Costs of one day after the other from 2026-01-01 on; NaN for a day without a number.
func days(_ costs: [Double]) -> [DailyCost] {
    costs.enumerated().map { DailyCost(date: CivilDate(dayNumber: 20454 + $0), cost: Money($1)) }
}

@Suite struct PairedByDayTests {
    /// Two policies over so many days; `saving` is what the first saves a day, and then some.
    private static func costs(days count: Int, saving: Double) -> (first: [Double], second: [Double]) {
        let second = (0..<count).map { 2 + Double($0 * 37 % 101) / 100 }
        return (second.enumerated().map { $1 - saving + Double($0 * 53 % 97 - 48) / 200 }, second)
    }

    /// Days, saving, and then mean saving, standard error and confidence of the same costs by scipy 1.17.1.
    ///
    /// ```python
    /// for days, saving in CASES:
    ///     k = np.arange(days)
    ///     b = 2 + k * 37 % 101 / 100
    ///     a = b - saving + (k * 53 % 97 - 48) / 200
    ///     test = scipy.stats.ttest_rel(b, a, alternative="greater")
    ///     print(days, saving, (b - a).mean(), scipy.stats.sem(b - a), 1 - test.pvalue)
    /// ```
    @Test(arguments: [
        (7, 0.0, 0.06857142857142853, 0.052323561633749814, 0.8810272684961498),
        (7, 0.2, 0.2685714285714286, 0.05232356163374982, 0.9989245481263784),
        (8, 0.1, 0.14000000000000004, 0.05356904756613522, 0.9826307133465984),
        (13, -0.05, -0.019615384615384455, 0.04109659329282823, 0.3208620884799227),
        (14, 0.02, 0.061785714285714284, 0.03971950811579561, 0.9280921086059908),
        (28, 0.1, 0.12285714285714293, 0.027031762342826126, 0.9999482776854813),
        (28, -0.3, -0.27714285714285697, 0.027031762342826126, 4.146705201435452e-11),
        (61, 0.04, 0.050245901639344295, 0.01811824633152705, 0.9963075068108213),
        (365, 0.02, 0.021082191780821935, 0.007344861695987345, 0.9978300011662237),
    ])
    func comparison_isThePairedTTestOfScipy(
        count: Int, saving: Double, mean: Double, error: Double, confidence: Double
    ) throws {
        let (first, second) = Self.costs(days: count, saving: saving)
        let paired = PairedByDay(of: days(first), against: days(second))
        #expect(paired.days == count)
        #expect(abs(try #require(paired.meanSaving).value - mean) < 1e-12)
        #expect(abs(try #require(paired.standardError).value - error) < 1e-12)
        #expect(abs(try #require(paired.confidence) - confidence) < 1e-12)
        let other = PairedByDay(of: days(second), against: days(first).reversed())
        #expect(abs(try #require(other.confidence) - (1 - confidence)) < 1e-12)
        #expect(abs(try #require(other.meanSaving).value + mean) < 1e-12)
    }

    @Test func wear_isPaidBesideTheBill() throws {
        let (first, second) = Self.costs(days: 12, saving: 0.1)
        let worn = days(first).map { DailyCost(date: $0.date, cost: $0.cost, wear: Money(0.3)) }
        let billed = try #require(PairedByDay(of: days(first), against: days(second)).meanSaving)
        let paired = PairedByDay(of: worn, against: days(second))
        #expect(billed > .zero)
        #expect(abs(try #require(paired.meanSaving).value - (billed.value - 0.3)) < 1e-12)
    }

    @Test func daysWithoutNumbers_doNotCount() {
        let (first, second) = Self.costs(days: 12, saving: 0.1)
        let whole = PairedByDay(of: days(first).suffix(8), against: days(second).suffix(8))
        var broken = first
        broken[2] = .nan
        var parts = days(second)
        parts[1] = DailyCost(date: parts[1].date, cost: parts[1].cost, isWhole: false)
        parts.remove(at: 0)
        var infinite = days(broken)
        infinite[3] = DailyCost(date: infinite[3].date, cost: Money(.infinity))
        let paired = PairedByDay(of: infinite, against: parts)
        #expect(paired == whole)
        #expect(paired.days == 8 && paired.confidence != nil)
    }

    @Test func fewerThanSevenDays_giveNoConfidence() {
        let (first, second) = Self.costs(days: 6, saving: 5)
        let paired = PairedByDay(of: days(first), against: days(second))
        #expect(paired.days == 6 && paired.confidence == nil)
        #expect(paired.meanSaving != nil && paired.standardError != nil)
        let one = PairedByDay(of: days([1]), against: days([3]))
        #expect(one.days == 1 && one.meanSaving == Money(2) && one.standardError == nil && one.confidence == nil)
        let none = PairedByDay(of: [], against: days([3]))
        #expect(none.days == 0 && none.meanSaving == nil && none.standardError == nil)
    }

    @Test func daysThatAllDifferByTheSame_areSure() {
        let costs = Array(repeating: 2.0, count: 7)
        func confidence(_ other: Double) -> Double? {
            PairedByDay(of: days(costs), against: days(Array(repeating: other, count: 7))).confidence
        }
        #expect(confidence(2.5) == 1 && confidence(1.5) == 0 && confidence(2) == 0.5)
    }
}
