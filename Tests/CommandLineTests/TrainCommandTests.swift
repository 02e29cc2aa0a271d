// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite struct TrainCommandTests {
    private struct Report: Decodable {
        let target, model, file, unit, trained_until, tried_from, tried_until, verdict: String
        let bytes, seed, points: Int
        let mae, naive_mae: Double
    }

    private struct PolicyReport: Decodable {
        struct Training: Decodable {
            struct Trial: Decodable {
                let steps: Int
                let saved, assured: Double
            }
            let trials: [Trial]
        }
        let lessons: String
        let trainings: [Training]
    }

    private struct Made: Decodable {
        let model: String
        let fallback: String?
    }

    @Test func trainedModel_keepsTwoWeeksOut_andForecasts() throws {
        let folder = try Folder()
        let file = try folder.put(Recordings.home(days: 57), as: "home.csv")
        let words = ["train", "solar", "--data", file, "--country", "DE", "--seed", "3", "--json", "--out"]
        let finished = try Hearth.run(words + [folder["one.model"]])
        #expect(finished.code == 0, "\(finished.error)")
        let report = try finished.json(Report.self)
        #expect(report.target == "solar" && report.unit == "kW" && report.seed == 3)
        #expect(report.trained_until == report.tried_from && report.tried_from == "2026-02-17T00:00:00Z")
        #expect(report.tried_until == "2026-03-03T00:00:00Z" && report.points > 14 * 24)
        #expect(report.mae > 0 && report.naive_mae > 0)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: folder["one.model"]))
        #expect(bytes.count == report.bytes)
        #expect(try Hearth.run(words + [folder["two.model"]]).code == 0)
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder["two.model"])) == bytes, "same seed, same bytes")

        let made = try Hearth.run(
            "forecast", "solar", "--data", file, "--country", "DE", "--model", folder["one.model"], "--json"
        ).json(Made.self)
        #expect(made.model == report.model && made.fallback == nil)
        let other = try Hearth.run("forecast", "demand", "--data", file, "--model", folder["one.model"])
        #expect(other.code == 2 && other.error.contains("--model: \(folder["one.model"]): model of kind"))
        let cut = try folder.put("", as: "cut.model")
        try bytes.dropLast(7).write(to: URL(fileURLWithPath: cut))
        let damaged = try Hearth.run("forecast", "solar", "--data", file, "--model", cut)
        #expect(damaged.code == 2 && damaged.error.contains("truncated"))
        #expect(try folder.names == ["cut.model", "home.csv", "one.model", "two.model"], "no draft is left")
    }

    @Test func policyTraining_namesEveryWrongWord_andLeavesNothingWhenInterrupted() throws {
        let folder = try Folder()
        let wrong = try Hearth.run(
            "train", "policy", "--houses", "1", "--days", "400", "--thousand-steps", "0", "--out", folder["no/p.model"],
            "--trainings", "0", "--control", "will", "--to", "2026-01-01")
        #expect(wrong.code == 2)
        let named = [
            "--houses: found 1", "--days: found 400", "--thousand-steps: found 0", "--trainings: found 0",
            "--control: found \"will\", expected options or power", "--out", "--to: found without --data",
        ]
        for option in named {
            #expect(wrong.error.contains(option), "\(wrong.error)")
        }
        let run = try Hearth.start(["train", "policy", "--houses", "2", "--days", "2", "--out", folder["p.model"]])
        run.interrupt()
        let finished = try run.wait()
        #expect(finished.code != 0 && finished.output.isEmpty)
        #expect(try folder.names.isEmpty)
    }

    @Test func policyOfRecordedHouses_isTheSameForASeedOnAnyCores_andNeedsTwoOfThem() throws {
        let folder = try Folder()
        try FileManager.default.createDirectory(atPath: folder["homes"], withIntermediateDirectories: false)
        _ = try folder.put(Recordings.pricedHome(days: 12), as: "homes/one.csv")
        let words = [
            "train", "policy", "--data", folder["homes"], "--houses", "3", "--days", "2", "--trainings", "2",
            "--thousand-steps", "9", "--json", "--out",
        ]
        let none = try Hearth.run(words + [folder["none.model"]])
        #expect(none.code == 2 && none.error.contains("one.csv: skipped, it has no day before its last 28"))
        let end = ["--to", "2026-01-16"]
        let few = try Hearth.run(words + [folder["few.model"]] + end)
        #expect(few.code == 2 && few.error.contains("--data: found 1 recorded houses"), "\(few.error)")
        _ = try folder.put(Recordings.pricedHome(days: 16), as: "homes/two.csv")
        var holed = Recordings.pricedHome(days: 16).split(separator: "\n").map(String.init)
        holed[1 + 9 * 24 + 5] = "\(Recordings.time(hour: 9 * 24 + 5)),,0,0.02"
        _ = try folder.put(holed.joined(separator: "\n") + "\n", as: "homes/zero.csv")
        let first = try Hearth.run(words + [folder["one.model"]] + end)
        #expect(first.error.contains("zero.csv: skipped, the recording has no load"), "\(first.error)")
        let report = try first.json(PolicyReport.self)
        #expect(report.lessons == "2 recorded houses, 3 batteries and tariffs, 2 days each, seed 1")
        #expect(report.trainings.count == 2 && report.trainings[0].trials.count > 1)
        // On one core the trainings take turns.
        #expect(try Hearth.run(words + [folder["two.model"]] + end, under: ["taskset", "-c", "0"]).code == 0)
        let models = try ["one", "two"].map { try Data(contentsOf: URL(fileURLWithPath: folder["\($0).model"])) }
        #expect(models[0] == models[1])
    }

    @Test func interruptedTraining_isExit1_andGoesOnFromWhatIsFinished() throws {
        let folder = try Folder()
        var lines = Recordings.home(days: 70).split(separator: "\n").map(String.init)
        lines[1] = "\(Recordings.time(hour: 0)),0.5,"
        let file = try folder.put(lines.joined(separator: "\n") + "\n", as: "home.csv")
        let words = ["train", "solar", "--data", file, "--out"]
        let run = try Hearth.start(words + [folder["solar.model"]])
        // What is missing is told before the training.
        try run.waitForError(containing: "no number")
        run.interrupt()
        let finished = try run.wait()
        #expect(finished.code == 1 && finished.output.isEmpty)
        let hasPart = try folder.names == ["home.csv", "solar.model.part"]
        #expect(try hasPart || folder.names == ["home.csv"])
        #expect(
            finished.error.contains(
                hasPart ? "goes on from \(folder["solar.model.part"])" : "interrupted; no file was written"))
        // A checkpoint of other inputs is no hindrance, and the end is the same whether there was one or not.
        let other = try Hearth.run(words + [folder["solar.model"], "--seed", "2"])
        #expect(other.code == 0 && other.error.contains("of a training on other inputs; removed") == hasPart)
        let again = try Hearth.run(words + [folder["solar.model"]])
        let whole = try Hearth.run(words + [folder["whole.model"]])
        #expect(again.code == 0 && whole.code == 0)
        let models = try ["solar", "whole"].map {
            try Data(contentsOf: URL(fileURLWithPath: folder["\($0).model"]))
        }
        #expect(models[0] == models[1])
        #expect(try folder.names == ["home.csv", "solar.model", "whole.model"])
    }

    @Test func trainingBeyondItsMemory_isExit1_inOneLine() throws {
        let folder = try Folder()
        let file = try folder.put(Recordings.home(days: 60), as: "home.csv")
        let words = ["train", "solar", "--data", file, "--out", folder["x.model"], "--memory-mib"]
        let refused = try Hearth.run(words + ["33"])
        #expect(refused.code == 1 && refused.output.isEmpty && refused.errorLines.count == 1, "\(refused.error)")
        #expect(refused.error.contains("--memory-mib: the training will take about"))
        #expect(refused.error.contains("more than the 33 MiB it may; nothing was done"))
        let wrong = try Hearth.run(words + ["0"])
        #expect(wrong.code == 2 && wrong.error.contains("--memory-mib: found 0, expected 32 to 65536 MiB"))
        #expect(try folder.names == ["home.csv"])
    }

    @Test func nothingToLearnFrom_isExit1_inOneLine() throws {
        let folder = try Folder()
        let short = try folder.put(Recordings.home(days: 50), as: "short.csv")
        let tooShort = try Hearth.run("train", "demand", "--data", short, "--out", folder["x.model"])
        #expect(tooShort.code == 1 && tooShort.errorLines.count == 1)
        #expect(tooShort.error.contains("36 days with numbers; at least 42 are needed"))
        let constant = (0..<70 * 24).map { "\(Recordings.time(hour: $0)),0.5" }
        let still = try folder.put((["timestamp_utc,load_kw"] + constant).joined(separator: "\n"), as: "still.csv")
        let unchanging = try Hearth.run("train", "demand", "--data", still, "--out", folder["x.model"])
        #expect(unchanging.code == 1 && unchanging.errorLines.count == 1)
        #expect(unchanging.error.contains("500.0 throughout"))
        let prices = try folder.put(Recordings.market(days: 60), as: "prices.csv")
        let price = try Hearth.run("train", "price", "--data", prices, "--out", folder["x.model"])
        #expect(price.code == 1 && price.errorLines.count == 1 && price.error.contains("whole days of prices"))
        #expect(try folder.names == ["prices.csv", "short.csv", "still.csv"])
    }

    @Test func everyFaultOfTheWords_isToldAtOnce() throws {
        let finished = try Hearth.run(
            "train", "weather", "--data", "/nope.csv", "--clock", "+25:00", "--until", "soon", "--out", "/nope/x.model")
        #expect(finished.code == 2 && finished.output.isEmpty)
        for word in ["<target>", "--clock", "--until", "--out"] {
            #expect(finished.errorLines.contains { $0.hasPrefix("\(word): ") }, "\(word) in \(finished.error)")
        }
    }
}
