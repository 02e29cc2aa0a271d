// SPDX-License-Identifier: Apache-2.0

import Energy
import Learning

/// The benchmarks of training and forecasting, on the synthetic workloads that other libraries were measured on.
enum LearningBenchmarks {
    static let all = [
        peak, trainTrees, treesError, oneRow, manyRows, trainAttention, forecastAttention, trainConvolution,
        forecastConvolution, hiddenMarkov, environmentSteps, trainPolicy, policySaving, decide,
    ]

    /// The limit of the machine that the networks' products are measured against.
    static let peak = Benchmark(
        name: "peak-arithmetic", does: "Fused multiply-add in registers, one thread.", unit: "GFLOP/s", runs: 9
    ) {
        {
            var work = (operations: 0.0, checksum: Float(0))
            let each = Benchmark.microseconds(repetitions: 1) { work = Arithmetic.best.runAtPeak(rounds: 4_000_000) }
            precondition(work.checksum.isFinite, "the work was done")
            return work.operations / each / 1000
        }
    }

    static let trainTrees = Benchmark(
        name: "train-trees", does: "500 trees of depth 6 on 70,000 rows of 40 features.", unit: "s", runs: 2
    ) {
        let workload = SyntheticDemand()
        return { try seconds { _ = try trees(workload) } }
    }

    static let treesError = Benchmark(
        name: "trees-error", does: "Root mean squared error of those trees on 8,640 later rows.", unit: "kW", runs: 1
    ) {
        let workload = SyntheticDemand()
        return {
            var predictor = TreePredictor(try trees(workload))
            let rows = SyntheticDemand.trainingCount..<SyntheticDemand.benchmarkCount
            let squares = rows.reduce(0.0) { sum, row in
                let error = Double(predictor.predict(workload.features(row..<row + 1)) - workload.target[row])
                return sum + error * error
            }
            return (squares / Double(rows.count)).squareRoot()
        }
    }

    static let oneRow = Benchmark(
        name: "predict-trees-1", does: "One row through 500 trees of depth 6.", unit: "us", runs: 9
    ) {
        let workload = SyntheticDemand()
        var predictor = TreePredictor(try trees(workload))
        let row = workload.features(SyntheticDemand.trainingCount..<SyntheticDemand.trainingCount + 1)
        return {
            Benchmark.microseconds(repetitions: 5000) { precondition(predictor.predict(row).isFinite, "a forecast") }
        }
    }

    static let manyRows = Benchmark(
        name: "predict-trees-96", does: "A day of 96 rows through 500 trees of depth 6.", unit: "us", runs: 9
    ) {
        let workload = SyntheticDemand()
        var predictor = TreePredictor(try trees(workload))
        let rows = workload.features(SyntheticDemand.trainingCount..<SyntheticDemand.trainingCount + 96)
        var forecasts = [Float](repeating: 0, count: 96)
        return {
            Benchmark.microseconds(repetitions: 200) {
                predictor.predict(rows, into: &forecasts)
                precondition(forecasts[95].isFinite, "96 forecasts")
            }
        }
    }

    static let trainAttention = Benchmark(
        name: "train-attention-lstm", does: "An epoch of the attention-LSTM over 17,000 windows of 24 x 16.",
        unit: "s", runs: 3
    ) { try epoch(of: NetworkWorkload.attentionLSTM()) }

    static let forecastAttention = Benchmark(
        name: "predict-attention-lstm", does: "One forecast of the attention-LSTM.", unit: "us", runs: 9
    ) { try forecast(of: NetworkWorkload.attentionLSTM()) }

    static let trainConvolution = Benchmark(
        name: "train-tcn",
        does: "An epoch of the TCN over 8,000 windows of 168 x 12, of which the last output's 61 rows are computed.",
        unit: "s", runs: 3
    ) { try epoch(of: NetworkWorkload.temporalConvolution()) }

    static let forecastConvolution = Benchmark(
        name: "predict-tcn", does: "One forecast of the TCN.", unit: "us", runs: 9
    ) { try forecast(of: NetworkWorkload.temporalConvolution()) }

    static let hiddenMarkov = Benchmark(
        name: "learn-hidden-markov", does: "50 iterations of Baum-Welch over 35,000 steps, 3 states, 2 features.",
        unit: "s", runs: 5
    ) {
        let workload = HiddenMarkovWorkload()
        return { try seconds { _ = try workload.learn() } }
    }

    static let environmentSteps = Benchmark(
        name: "environment-steps", does: "Steps of eight synthetic batteries, without a policy.", unit: "steps/s",
        runs: 9
    ) {
        var environment = SyntheticBatteryDay(count: 8)
        var step = VectorStep(for: environment)
        environment.reset(into: &step)
        let actions = (0..<8).map { Float(5 + $0) }
        return {
            let each = Benchmark.microseconds(repetitions: 96_000) { environment.step(actions, into: &step) }
            precondition(step.rewards[0].isFinite, "the work was done")
            return 8e6 / each
        }
    }

    static let trainPolicy = Benchmark(
        name: "train-ppo", does: "Updates of a recurrent policy: 8 x 128 steps, 10 epochs, batches of 128.",
        unit: "steps/s", runs: 9
    ) {
        let workload = try PolicyWorkload(totalSteps: .max >> 32, seed: 1)
        let training = try begin(workload)
        return {
            let before = training.stepCount
            let each = try Benchmark.microseconds(repetitions: 3) { _ = try training.update() }
            return Double(training.stepCount - before) / 3 / each * 1e6
        }
    }

    static let policySaving = Benchmark(
        name: "ppo-saving", does: "Mean daily saving on 60 other days after 150,000 steps of that training.",
        unit: "EUR", runs: 1
    ) {
        let workload = try PolicyWorkload(seed: 1)
        return {
            let training = try begin(workload)
            try training.train()
            return PolicyWorkload.dailySaving(of: training.model)
        }
    }

    static let decide = Benchmark(
        name: "predict-policy", does: "One decision of the recurrent policy's actor.", unit: "us", runs: 9
    ) {
        let model = try PolicyWorkload(seed: 1).model
        let predictor = RecurrentPolicyPredictor(model, evaluatesValue: false)
        let observation = (0..<24).map { Float($0) / 24 }
        var (state, decision) = (RecurrentState(model), PolicyOutput(model))
        return {
            Benchmark.microseconds(repetitions: 5000) {
                predictor.decide(observation, state: &state, into: &decision)
                precondition(decision.outputs[0] > 0, "a decision")
            }
        }
    }

    private static func begin(
        _ workload: PolicyWorkload
    ) throws -> ProximalPolicyOptimisation<SyntheticBatteryDay> {
        try ProximalPolicyOptimisation(
            workload.model, environment: workload.environment, parameters: workload.parameters)
    }

    private static func trees(_ workload: SyntheticDemand) throws -> TreeEnsemble {
        let (table, target) = try workload.training()
        return try Boosting.train(table, target: target, parameters: SyntheticDemand.benchmarkParameters)
    }

    private static func epoch(of workload: NetworkWorkload<some Network>) -> () throws -> Double {
        {
            var training = NetworkTraining(workload.model, parameters: workload.parameters)
            return try seconds { _ = try training.fit(workload.training) }
        }
    }

    private static func forecast(of workload: NetworkWorkload<some Network>) -> () throws -> Double {
        let predictor = NetworkPredictor(workload.model)
        let window = workload.window
        var output = [Float](repeating: 0, count: workload.model.outputCount)
        return {
            Benchmark.microseconds(repetitions: 2000) {
                predictor.predict(window, into: &output)
                precondition(output[0].isFinite, "a forecast")
            }
        }
    }

    private static func seconds(_ work: () throws -> Void) rethrows -> Double {
        try Benchmark.microseconds(repetitions: 1, work) / 1e6
    }
}
