// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import HostIO
import Policies
import Testing

/// From the recorded days of a house to weights of its own.
@Suite struct OwnHouseTrainingTests {
    private struct Report: Decodable {
        struct Training: Decodable {
            struct Trial: Decodable {
                let steps: Int
            }
            let steps: Int
            let trials: [Trial]
        }
        let trainings: [Training]
    }

    private static let words = [
        "train", "policy", "--config", "hearth.toml", "--days", "4", "--trainings", "1", "--thousand-steps", "8",
    ]

    @Test func weightsOfTheHouse_goOnFromThoseShipped() throws {
        let house = try TriedHouse(days: 28 + 4 + 16)
        let path = "\(Program.root)/policies/recurrent-ppo.model"
        let run = try house.hearth(
            Self.words + ["--from", path, "--out", "own.model", "--chart", "curve.svg", "--json"])
        #expect(run.code == 0, "\(run.log)")
        let shipped = try LearnedWeights(decoding: try DurableFile.read(path))
        let own = try LearnedWeights(decoding: try DurableFile.read(house.folder["own.model"]))
        // What it was before stays where none of the trials is surely better.
        let report = try JSONDecoder().decode(Report.self, from: Data(run.output.utf8))
        let training = try #require(report.trainings.first)
        #expect(training.trials.map(\.steps).max() ?? 0 >= 8000)
        let isUnchanged = own.model == shipped.model
        #expect(isUnchanged == (training.steps == 0))
        #expect(own.doubt == shipped.doubt && own.optimiser == shipped.optimiser)
        #expect(String(decoding: try DurableFile.read(house.folder["curve.svg"]), as: UTF8.self).contains("seed 1"))
    }

    @Test func houseWithoutTheDays_andFilesThatAreNoWeights_areOneLine() throws {
        let house = try TriedHouse(days: 28)
        let few = try house.hearth(Self.words + ["--out", "own.model"])
        #expect(few.code == 1 && few.log.contains("none of the last 3 market days before the last 29"), "\(few.log)")
        #expect(few.log.split(separator: "\n").count == 1)
        let wrong = try house.hearth(Self.words + ["--from", "hearth.toml", "--out", "own.model"])
        #expect(wrong.code == 2 && wrong.log.contains("--from: hearth.toml: "), "\(wrong.log)")
        #expect(throws: FileFailure.self) { try DurableFile.read(house.folder["own.model"]) }
    }
}
