// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import HostIO
import Policies

/// `hearth train policy`: the learned battery policy from generated houses.
struct TrainPolicyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "Trains the learned battery policy on generated houses.",
        discussion: """
            Houses, weather, tariffs, markets and batteries are made up from the seed; each house trains forecasts of its own, \
            and the policy learns what the plans made with them get wrong. The same seed gives the same bytes on any number \
            of cores. It takes about a quarter of an hour on two cores and 400 MiB; Ctrl-C ends it with exit code 1 and \
            leaves no file.

            Example: hearth train policy --houses 32 --days 28 --seed 1 --out recurrent-ppo.model
            """)

    @Option(help: "Houses to learn from.")
    var houses: Int = 32

    @Option(help: "Days of each house.")
    var days: Int = 28

    @Option(help: "Quarter hours that are played in all, in thousands.")
    var thousandSteps: Int = LearnedPolicyTraining(seed: 0).steps / 1000

    @Option(help: "Seed of houses and training.")
    var seed: UInt64 = 1

    @Option(help: "The file of the weights.")
    var out: String = "recurrent-ppo.model"

    @Flag(help: "Print one JSON document.")
    var json = false

    func run() throws {
        StopSignal.install()
        var wrong = UsageFaults()
        wrong.require((2...1000).contains(houses), "--houses: found \(houses), expected 2 to 1000")
        wrong.require((2...365).contains(days), "--days: found \(days), expected 2 to 365")
        wrong.require(
            (1...1_000_000).contains(thousandSteps), "--thousand-steps: found \(thousandSteps), expected 1 to 1000000")
        try wrong.collect { try OutputFile.check(out, option: "--out") }
        guard wrong.isEmpty else { throw wrong.failure }
        var training = LearnedPolicyTraining(seed: seed)
        training.steps = 1000 * thousandSteps
        let begin = ProcessFigures.wallSeconds()
        let outcome = try PolicySchooling(training: training, houses: houses, days: days).run()
        do throws(FileFailure) {
            try DurableFile.write(outcome.policy.weights.encoded(training: training.parameters), to: out)
        } catch {
            throw CommandFailure.failed("\(error)")
        }
        let report = PolicyReport(
            outcome, file: out, seed: seed, houses: houses, days: days, seconds: ProcessFigures.wallSeconds() - begin)
        StandardOutput.write(json ? try JSONOutput.text(report) : report.text)
    }
}
