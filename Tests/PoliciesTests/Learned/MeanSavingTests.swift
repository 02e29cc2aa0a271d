// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Policies

@Suite struct MeanSavingTests {
    /// Mean and standard error of the mean by scipy 1.17.1: `np.mean(x)`, `scipy.stats.sem(x)`.
    @Test func episodesOfOneLength_haveTheStandardErrorOfScipy() {
        let savings = [0.3, -0.1, 0.25, 0.0, 4.2, 0.12, 0.07]
        let saved = MeanSaving(savings.map { 10 * $0 }, slots: savings.map { _ in 10 })
        #expect(abs(saved.mean - 0.6914285714285715) < 1e-12)
        #expect(abs(saved.standardError - 0.5870687011448879) < 1e-12)
    }

    @Test func longerEpisodes_countForMore() {
        let saved = MeanSaving([1, 0], slots: [1, 3])
        #expect(abs(saved.mean - 0.25) < 1e-12 && abs(saved.standardError - 0.375) < 1e-12)
        // A slot saves the same everywhere.
        #expect(MeanSaving([2, 6, 1], slots: [4, 12, 2]).standardError < 1e-12)
    }

    /// 96 slots that save 2 each, and 24 that save nothing; as two episodes they come to the same.
    @Test func daysOfOneEpisode_standForThemselves() {
        var (day, rest, both) = (PolicyEpisode.Run(), PolicyEpisode.Run(), PolicyEpisode.Run())
        for slot in 0..<120 {
            let saving = slot < 96 ? 2.0 : 0
            both.add(saving: saving)
            if slot < 96 { day.add(saving: saving) } else { rest.add(saving: saving) }
        }
        let saved = MeanSaving([both])
        #expect(both.savingByDay == [192, 0] && both.scaledSaving == 192)
        #expect(abs(saved.mean - 1.6) < 1e-12)
        #expect(saved.mean == MeanSaving([day, rest]).mean)
        #expect(saved.standardError == MeanSaving([day, rest]).standardError && saved.standardError > 0.1)
    }

    @Test func onePart_tellsNothingOfAnother() {
        let saved = MeanSaving([3], slots: [6])
        #expect(saved.mean == 0.5 && saved.standardError == 0)
    }
}
