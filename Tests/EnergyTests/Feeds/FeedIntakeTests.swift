// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

@Suite struct FeedIntakeTests {
    @Test func gaps_areRunsInsideTheSeries() {
        let first = Slot(index: 100)
        func slots(_ range: Range<Int>) -> Range<Slot> {
            first.advanced(by: range.lowerBound)..<first.advanced(by: range.upperBound)
        }
        var intake = FeedIntake()
        intake.note(gapsOf: SlotSeries(firstSlot: first, values: [1, nil, nil, 2, nil, 3]), .windSpeed)
        intake.note(gapsOf: SlotSeries(firstSlot: first, values: [nil, 0, nil]), .precipitation)
        intake.note(gapsOf: SlotSeries(firstSlot: first, values: [0, 1]), .cloudCover)
        #expect(
            intake.missing == [
                .windSpeed: [slots(1..<3), slots(4..<5)], .precipitation: [slots(0..<1), slots(2..<3)],
            ])
        #expect(intake.missingCount == 5)
    }

    @Test func steps_areCounted() {
        var intake = FeedIntake()
        for step in [FeedIntake.Step.new, .new, .corrected, .unchanged, .unchanged, .unchanged] { intake.note(step) }
        #expect(intake.new == 2 && intake.corrected == 1 && intake.unchanged == 3 && intake.missingCount == 0)
        #expect(intake.description == "2 new, 1 corrected, 3 as before" && FeedIntake().description == "nothing")
    }

    @Test func everyQuantity_hasTheKindOfItsSources() {
        for kind in FeedKind.allCases { #expect(FeedQuantity.allCases.contains { $0.kind == kind }) }
        #expect(FeedQuantity.allCases.filter { $0.kind == .price } == [.spotPrice, .importPrice, .exportPrice])
        #expect(FeedQuantity.pvPower.kind == .solar && FeedQuantity.directNormal.kind == .weather)
    }
}
