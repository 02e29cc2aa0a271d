// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Backtest
import Charts
import Configuration
import Energy
import HostIO
import Policies

/// `hearth train policy`: the learned battery policy from generated houses, from recorded ones, or from the days of this house.
struct TrainPolicyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "Trains the learned battery policy on generated houses, on recorded ones or on this house.",
        discussion: """
            Houses, weather, tariffs, markets and batteries are made up from the seed; each house trains forecasts of its own, \
            and the policy learns what the plans made with them get wrong. One house of four is not learned from but tried \
            on, before the training and ten times in it; what most surely saved there after some training is kept, of all \
            trainings. The optimiser it is held against plans as coarsely as that which rates the options. \
            The same seed gives the same bytes on any number of cores. It takes about a quarter of an hour on two cores and 510 MiB. \
            Ctrl-C ends it with exit code 1 and leaves no file.

            With --data it learns from the last days before --to of recorded houses, by default before their last 28, over \
            which `hearth policies compare` compares, each with batteries and tariffs drawn from the seed. Again one house of \
            four is tried on; it shares weather and prices with its neighbours, so that what is saved there is overstated.

            With --config it learns from the days of the house itself, but for the last 28, over which policies are compared \
            before they may drive; the last quarter of the days is what it is tried on. With --from it goes on from what was \
            learned before. It runs at the lowest priority (nice 19).

            Example: hearth train policy --seed 1 --out recurrent-ppo.model --chart curve.svg
            Example: hearth train policy --config /etc/hearth/hearth.toml --from recurrent-ppo.model --out own.model
            """)

    @Option(help: "Houses to learn from and to try on, with --data their batteries and tariffs; 28 by default.")
    var houses: Int?

    @Option(help: "Folder with recorded houses, as `hearth backtest --home` takes them, instead of generated ones.")
    var data: String?

    @Option(help: "With --data: the end of the days, exclusive; 28 days before the end of each recording by default.")
    var to: String?

    @Option(help: "Days of each house; 28 by default, with --config 60 up to the 28 before today.")
    var days: Int?

    @Option(help: "Configuration of the house whose database is learned from, instead of generated houses.")
    var config: String?

    @Option(help: "Weights to go on from.")
    var from: String?

    @Option(help: "What is learned: options, or power to compare: no policy file takes its weights.")
    var control: String = "options"

    @Option(help: "Trainings, each with a seed of its own; the best is kept.")
    var trainings: Int = 3

    @Option(help: "Quarter hours that are played in each training, in thousands.")
    var thousandSteps: Int = LearnedPolicyTraining(seed: 0).steps / 1000

    @Option(help: "Seed of the houses and of the first training; the next has the next seed.")
    var seed: UInt64 = 1

    @Option(help: "The file of the weights.")
    var out: String = "recurrent-ppo.model"

    @Option(help: "A file for the learning curves, SVG.")
    var chart: String?

    @Flag(help: "Print one JSON document.")
    var json = false

    func run() throws {
        StopSignal.install()
        let begin = ProcessFigures.wallSeconds()
        try check()
        let weights = try from.map { try Self.weights($0) }
        var training = weights.map { LearnedPolicyTraining(continuing: $0, seed: seed) } ?? .init(seed: seed)
        training.steps = 1000 * thousandSteps
        training.environment.control = control == "power" ? .power : .options
        let schooling = PolicySchooling(training: training, count: trainings, beginning: weights)
        let (outcome, lessons) = try outcome(schooling)
        do throws(FileFailure) {
            try DurableFile.write(try bytes(of: outcome.best), to: out)
        } catch {
            throw CommandFailure.failed("\(error)")
        }
        let report = PolicyReport(
            outcome, file: out, lessons: lessons, seconds: ProcessFigures.wallSeconds() - begin)
        if let chart { try OutputFile.write(report.chart.svg, to: chart) }
        StandardOutput.write(json ? try JSONOutput.text(report) : report.text)
    }

    /// The weights with how they were trained; those that were gone on from as they are where nothing better came of it.
    private func bytes(of policy: TrainedPolicy) throws(FileFailure) -> [UInt8] {
        if let from, policy.best.steps == 0 { return try DurableFile.read(from) }
        return policy.weights.encoded(training: policy.parameters)
    }

    private func check() throws {
        var wrong = UsageFaults()
        func check(_ option: String, _ value: Int?, _ range: ClosedRange<Int>) {
            guard let value else { return }
            let expected = "\(range.lowerBound) to \(range.upperBound)"
            wrong.require(range.contains(value), "\(option): found \(value), expected \(expected)")
        }
        wrong.require(houses == nil || config == nil, "--houses: found with --config, expected one of them")
        wrong.require(data == nil || config == nil, "--data: found with --config, expected one of them")
        wrong.require(to == nil || data != nil, "--to: found without --data, expected with it")
        check("--houses", houses, 2...1000)
        check("--days", days, config == nil ? 2...365 : 4...365)
        wrong.require(
            ["options", "power"].contains(control), "--control: found \"\(control)\", expected options or power")
        wrong.require(
            control == "options" || from == nil,
            "--control: found power with --from, expected options, which those weights are for")
        check("--trainings", trainings, 1...100)
        check("--thousand-steps", thousandSteps, 1...1_000_000)
        try wrong.collect { try OutputFile.check(out, option: "--out") }
        wrong.require(chart != out, "--chart: found the file of --out, expected another")
        if let chart { try wrong.collect { try OutputFile.check(chart, option: "--chart") } }
        guard wrong.isEmpty else { throw wrong.failure }
    }

    private func outcome(_ schooling: PolicySchooling) throws -> (PolicySchooling.Outcome, lessons: String) {
        let optimiser = schooling.training.optimiser
        guard let config else {
            let (houses, days) = (houses ?? 28, days ?? 28)
            guard let data else {
                let school = GeneratedSchool(seed: seed, houses: houses, days: days, optimiser: optimiser)
                return (try schooling.run(school), "\(houses) generated houses, \(days) days each, seed \(seed)")
            }
            let homes = try RecordedHome.homes(in: data, days: days, to: to)
            let school = RecordedSchool(homes, count: houses, seed: seed, optimiser: optimiser)
            return (
                try schooling.run(school),
                "\(homes.count) recorded houses, \(houses) batteries and tariffs, \(days) days each, seed \(seed)"
            )
        }
        let configuration = try ConfigurationInput.load(config)
        TrainingBudget.giveWay()
        let replay = HouseReplay(
            configuration: configuration, mode: .model, days: days ?? 60, skippedDays: PolicyGate.promotionDays)
        let school = HouseSchool(replay: replay, optimiser: optimiser, now: MachineClock.wall())
        return (try schooling.run(school), "\(replay.days) days of \(configuration.site.name)")
    }

    private static func weights(_ path: String) throws -> LearnedWeights {
        do {
            return try LearnedWeights(decoding: try DurableFile.read(path))
        } catch {
            throw CommandFailure.usage("--from: \(path): \(error)")
        }
    }
}
