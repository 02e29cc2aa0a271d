// SPDX-License-Identifier: Apache-2.0

import HostIO
import Policies
import Testing

/// From the recorded days of a house to weights of its own.
@Suite struct OwnHouseTrainingTests {
    private static let words = [
        "train", "policy", "--config", "hearth.toml", "--days", "8", "--trainings", "1", "--thousand-steps", "8",
    ]

    @Test func weightsOfTheHouse_comeFromDaysThatNoComparisonLooksAt_theSameEachTime() throws {
        let house = try TriedHouse(days: 28 + 8 + 16)
        let first = try house.hearth(
            Self.words + ["--out", "first.model", "--chart", "curve.svg", "--json"])
        #expect(first.code == 0, "\(first.log)")
        let bytes = try DurableFile.read(house.folder["first.model"])
        let weights = try LearnedWeights(decoding: bytes)
        #expect(String(decoding: try DurableFile.read(house.folder["curve.svg"]), as: UTF8.self).contains("seed 1"))
        #expect(try house.hearth(Self.words + ["--out", "second.model"]).code == 0)
        #expect(try DurableFile.read(house.folder["second.model"]) == bytes)

        let further = try house.hearth(Self.words + ["--from", "first.model", "--out", "further.model", "--seed", "2"])
        #expect(further.code == 0, "\(further.log)")
        let next = try LearnedWeights(decoding: try DurableFile.read(house.folder["further.model"]))
        #expect(next.doubt == weights.doubt && next.optimiser == weights.optimiser)
    }

    @Test func houseWithoutTheDays_andFilesThatAreNoWeights_areOneLine() throws {
        let house = try TriedHouse(days: 28)
        let few = try house.hearth(Self.words + ["--out", "own.model"])
        #expect(few.code == 1 && few.log.contains("none of the last 6 market days before the last 30"), "\(few.log)")
        #expect(few.log.split(separator: "\n").count == 1)
        let wrong = try house.hearth(Self.words + ["--from", "hearth.toml", "--out", "own.model"])
        #expect(wrong.code == 2 && wrong.log.contains("--from: hearth.toml: "), "\(wrong.log)")
        #expect(throws: FileFailure.self) { try DurableFile.read(house.folder["own.model"]) }
    }
}
