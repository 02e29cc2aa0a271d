// SPDX-License-Identifier: Apache-2.0

import Energy
import Learning
import Policies

/// The benchmarks of the policies' decisions.
enum PolicyBenchmarks {
    static let all = [optimiser, sureOptimiser, peakOptimiser, learned, learnedNetwork]

    /// A plan over two days, load and sun uncertain.
    static let optimiser = plan(
        name: "optimiser-192", does: "A plan of 192 quarter hours.", PlanSample.situation(slots: 192))
    /// The same with forecasts that are sure, on the finer grid that such a plan has.
    static let sureOptimiser = plan(
        name: "optimiser-192-sure", does: "A plan of 192 quarter hours, sure of load and sun.",
        PlanSample.situation(slots: 192, isSure: true))
    /// The same where the month's highest import is billed.
    static let peakOptimiser = plan(
        name: "optimiser-192-peak", does: "A plan of 192 quarter hours under a capacity tariff.",
        PlanSample.situation(slots: 192, peakPrice: PricePerKWMonth(5)))

    /// The learned policy, from a situation to a decision with its reasons.
    static let learned = plan(
        name: "learned-policy-192", does: "A decision of the learned policy, with its plan of 192 quarter hours.",
        PlanSample.situation(slots: 192)
    ) { RecurrentPolicy(try shippedWeights()) }

    /// Its network alone.
    static let learnedNetwork = Benchmark(
        name: "learned-policy-network", does: "The network of the learned policy.", unit: "us", runs: 9
    ) {
        let model = try shippedWeights().model
        let predictor = RecurrentPolicyPredictor(model)
        let observation = (0..<LearnedObservation.count).map { Float($0) / 50 }
        let prior = [Float](repeating: 0.1, count: model.parameters.actionSpace.outputCount)
        var (state, output) = (RecurrentState(model), PolicyOutput(model))
        return {
            Benchmark.microseconds(repetitions: 5000) {
                predictor.decide(observation, prior: prior, state: &state, into: &output)
                precondition(output.outputs[0] > 0, "a decision")
            }
        }
    }

    private static func shippedWeights() throws -> LearnedWeights {
        let file = try CommandInput.policyFile(RecurrentPolicy.name, option: "bench").file
        guard case .recurrent(let weights) = file.rule else {
            throw CommandFailure.failed("policies/\(RecurrentPolicy.name).toml is of another kind")
        }
        return weights
    }

    private static func plan(
        name: String, does: String, _ situation: PolicySituation,
        _ make: @escaping @Sendable () throws -> any Policy = { RollingOptimiser() }
    ) -> Benchmark {
        Benchmark(name: name, does: does, unit: "ms", runs: 9) {
            var policy = try make()
            return {
                Benchmark.microseconds(repetitions: 5) {
                    let decision = policy.decide(situation)
                    precondition(!decision.plan.isEmpty, "a plan was made")
                } / 1000
            }
        }
    }
}

/// A house for timing plans: two peaks of load, a bell of PV, prices that differ.
private enum PlanSample {
    static func situation(
        slots count: Int, isSure: Bool = false, peakPrice: PricePerKWMonth? = nil
    ) -> PolicySituation {
        let first = Slot(index: 1_900_000)
        let quarters = (0..<count).map { Double($0 % 96) / 4 }
        let load = quarters.map { 500 + 900 * bump($0, at: 8, width: 2) + 1800 * bump($0, at: 19, width: 3) }
        let pv = quarters.map { 4500 * bump($0, at: 12.5, width: 4) }
        let prices = quarters.map { hour in
            SlotPrices(
                importPrice: PricePerKWh(
                    0.22 + 0.12 * bump(hour, at: 8, width: 2) + 0.2 * bump(hour, at: 19, width: 2)),
                exportPrice: PricePerKWh(0.06 + 0.05 * bump(hour, at: 19, width: 2)))
        }
        let madeAt = first.start
        return PolicySituation(
            now: first, stateOfCharge: [0.4],
            batteries: [
                BatteryDescription(
                    capacity: WattHours(10_000), maxCharge: Watts(5000), maxDischarge: Watts(5000),
                    roundTripEfficiency: 0.92)
            ],
            prices: prices,
            load: forecast(load, from: first, madeAt: madeAt, isSure: isSure),
            pv: forecast(pv, from: first, madeAt: madeAt, isSure: isSure), site: BenchmarkHouse.site,
            peakPrice: peakPrice)
    }

    /// With a band: an uncertain sky costs the plan more time than a sure one.
    private static func forecast(
        _ values: [Double], from first: Slot, madeAt: UTCInstant, isSure: Bool
    ) -> Forecast? {
        Forecast(
            firstSlot: first, p10: values.map { (isSure ? 1 : 0.5) * $0 }, p50: values,
            p90: values.map { (isSure ? 1 : 1.4) * $0 }, madeAt: madeAt, model: "sample")
    }

    private static func bump(_ hour: Double, at centre: Double, width: Double) -> Double {
        max(0, 1 - ((hour - centre) / width).magnitude)
    }
}
