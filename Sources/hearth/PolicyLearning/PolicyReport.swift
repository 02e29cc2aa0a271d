// SPDX-License-Identifier: Apache-2.0

import Charts
import Energy
import Policies

/// What `hearth train policy` tells.
struct PolicyReport: Encodable {
    /// One training.
    struct Training: Encodable {
        let seed: UInt64
        /// Steps after which it saved most surely.
        let steps: Int
        /// What it then saved against the optimiser, in per cent of the worth of a full battery a day.
        let saved: Double
        /// The same less its standard error over what it was tried on, by which trial and training are chosen.
        let assured: Double
        let trials: [Trial]
    }

    struct Trial: Encodable {
        let steps: Int
        /// In per cent of the worth of a full battery a day.
        let saved: Double
        /// The same less its standard error over what it was tried on.
        let assured: Double
        /// Share of the slots, 0...1.
        let departures: Double
        /// `saved` where it learned, with options drawn; nil before it learned anything.
        let played: Double?
    }

    let policy, file: String
    /// What was learned from.
    let lessons: String
    /// What the houses or days tried on paid in all.
    let optimiserCost, policyCost: Double
    /// The best first.
    let trainings: [Training]
    let seconds: Double
    let peakMemoryMiB: Double

    private enum CodingKeys: String, CodingKey {
        case policy, file, lessons, trainings, seconds
        case optimiserCost = "optimiser_cost"
        case policyCost = "policy_cost"
        case peakMemoryMiB = "peak_memory_mib"
    }

    init(_ outcome: PolicySchooling.Outcome, file: String, lessons: String, seconds: Double) {
        (policy, self.file, self.lessons) = (RecurrentPolicy.name, file, lessons)
        (optimiserCost, policyCost) = (outcome.optimiserCost, outcome.policyCost)
        trainings = outcome.policies.map(Training.init).sorted { ($1.assured, $0.seed) < ($0.assured, $1.seed) }
        self.seconds = seconds
        peakMemoryMiB = Double(ProcessFigures.peakResidentKiB()) / 1024
    }

    /// For people.
    var text: String {
        var trial = TextTable(leftColumns: 0)
        trial.add("seed", "steps", "saved, % of a full battery a day", "less its standard error", "departures, %")
        for training in trainings {
            for row in training.trials {
                trial.add(
                    "\(training.seed)", "\(row.steps)", decimalText(row.saved, decimals: 3),
                    decimalText(row.assured, decimals: 3), decimalText(100 * row.departures, decimals: 1))
            }
        }
        var table = TextTable()
        table.add("learned from", lessons)
        if let best = trainings.first, let worst = trainings.map(\.saved).min() {
            let mean = trainings.reduce(0) { $0 + $1.saved } / Double(trainings.count)
            table.add("kept", best.steps > 0 ? "seed \(best.seed) after \(best.steps) steps" : "what it was before")
            table.add(
                "chosen trial of each training, mean and worst",
                "\(decimalText(mean, decimals: 3)) and \(decimalText(worst, decimals: 3)) % of a full battery a day"
            )
        }
        table.add("paid with the optimiser where it was tried", decimalText(optimiserCost, decimals: 2))
        table.add("paid with \(policy) where it was tried, and chosen", decimalText(policyCost, decimals: 2))
        table.add("file", file)
        table.add("seconds", decimalText(seconds, decimals: 1))
        table.add("memory", "\(decimalText(peakMemoryMiB, decimals: 0)) MiB at most")
        return "Against the optimiser, where it did not learn:\n\n\(trial.text)\n\n\(table.text)"
    }

    /// The learning curves.
    var chart: LearningCurveChart {
        LearningCurveChart(
            title: "Learning curves of the battery policy",
            note: "Against the optimiser where it did not learn; from \(lessons)", measure: "saved",
            unit: "% of a full battery a day",
            curves: trainings.sorted { $0.seed < $1.seed }.map { training in
                LearningCurveChart.Curve(
                    name: "seed \(training.seed)",
                    points: training.trials.map { LearningCurveChart.Point(steps: $0.steps, value: $0.saved) })
            })
    }
}

extension PolicyReport.Training {
    fileprivate init(_ seed: UInt64, _ policy: TrainedPolicy) {
        self.seed = seed
        trials = policy.trials.map {
            PolicyReport.Trial(
                steps: $0.steps, saved: Self.percentADay($0.saving), assured: Self.percentADay($0.assured),
                departures: $0.departures, played: $0.played.map(Self.percentADay))
        }
        steps = policy.best.steps
        (saved, assured) = (Self.percentADay(policy.best.saving), Self.percentADay(policy.best.assured))
    }

    /// Of thousandths in a quarter hour.
    private static func percentADay(_ thousandths: Double) -> Double { thousandths * 96 / 10 }
}
