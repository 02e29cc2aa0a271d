// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Learning

@Suite struct HiddenMarkovTests {
    private let fixture: NumberFixture
    private let observations: [Double]
    private let start: HiddenMarkovModel

    init() throws {
        fixture = try NumberFixture("hidden_markov.txt")
        observations = fixture["observations"]
        start = try HiddenMarkovModel(
            start: [1.0 / 3, 1.0 / 3, 1.0 / 3], transitions: (0..<9).map { $0 / 3 == $0 % 3 ? 0.8 : 0.1 },
            means: [0, 0, 0.5, 0.5, 1, 1], variances: [Double](repeating: 0.25, count: 6))
    }

    private func learned(iterations: Int = 10) throws -> BaumWelch.Result {
        var options = BaumWelch()
        (options.iterations, options.tolerance) = (iterations, -.infinity)
        return try options.fit(observations, startingFrom: start)
    }

    /// Ten iterations of hmmlearn from the same start; the sums are in another order, hence 1e-9.
    @Test func tenIterations_areThoseOfHmmlearn() throws {
        let model = try learned().model
        #expect(largestDifference(model.start, fixture["start"]) < 1e-9)
        #expect(largestDifference(model.transitions, fixture["transitions"]) < 1e-9)
        #expect(largestDifference(model.means, fixture["means"]) < 1e-9)
        #expect(largestDifference(model.variances, fixture["variances"]) < 1e-9)
    }

    @Test func filter_isThatOfHmmlearnOnEachPrefix_andLooksAtNothingLater() throws {
        var filter = HiddenMarkovFilter(try learned().model)
        for step in 0..<400 {
            filter.update(observations[step * 2..<step * 2 + 2])
            #expect(largestDifference(filter.belief, Array(fixture["filtered"][step * 3..<step * 3 + 3])) < 1e-8)
        }
        #expect(abs(filter.logLikelihood - fixture["log_likelihood"][0]) < 1e-7)
    }

    @Test func likeliestStates_areThoseOfHmmlearn() throws {
        let path = try learned().model.likeliestStates(observations)
        #expect(path.map(Double.init) == fixture["viterbi"])
    }

    @Test func likelihood_neverFalls() throws {
        let history = try learned(iterations: 40).logLikelihoods
        #expect(history.count == 40)
        // The prior of the variances pulls a little against the likelihood.
        #expect(zip(history, history.dropFirst()).allSatisfy { $1 > $0 - 0.01 })
        #expect(history[39] > history[0] + 100)
    }

    @Test func stepThatWasNotObserved_changesTheBeliefByTimeAlone() throws {
        var filter = HiddenMarkovFilter(try learned().model)
        filter.update([0, 0])
        let expected = filter.forecast(stepClasses: [0])
        filter.update([.nan, 3])
        #expect(largestDifference(filter.belief, expected) < 1e-15)
    }

    @Test func gapsInTheHistory_areLearnedAround() throws {
        var holes = observations
        for step in stride(from: 3, to: 400, by: 7) { holes[step * 2] = .nan }
        let model = try BaumWelch().fit(holes, startingFrom: start).model
        #expect(
            largestDifference(model.means, try BaumWelch().fit(observations, startingFrom: start).model.means) < 0.2)
        #expect(model.means.allSatisfy { $0.isFinite })
    }

    /// Two classes of steps: in one the state always changes, in the other it always stays.
    @Test func transitions_areLearnedForEachClass() throws {
        let classes = (0..<600).map { $0 % 3 == 0 ? 1 : 0 }
        var (state, values) = (0, [Double]())
        for step in 0..<600 {
            if classes[step] == 1 { state = 1 - state }
            values.append(Double(state) * 4 + (step % 2 == 0 ? 0.1 : -0.1))
        }
        let first = try HiddenMarkovModel(startingFrom: values, features: 1, states: 2, classes: 2)
        let model = try BaumWelch().fit(values, stepClasses: classes, startingFrom: first).model
        #expect(model.transitions[0] > 0.99 && model.transitions[3] > 0.99)
        #expect(model.transitions[4] < 0.01 && model.transitions[7] < 0.01)
        var filter = HiddenMarkovFilter(model)
        filter.update([4])
        #expect(largestDifference(filter.forecast(stepClasses: [1, 0, 0, 1]), [1, 0, 1, 0, 1, 0, 0, 1]) < 0.01)
    }

    @Test func prior_holdsARareClassNearItsStart_andWhatCannotHappenIsNeverLearned() throws {
        let classes = (0..<400).map { $0 == 200 ? 1 : 0 }
        var options = BaumWelch()
        options.priorSteps = 50
        let rows = [0.9, 0.1, 0.0, 0.05, 0.9, 0.05, 0.0, 0.1, 0.9]
        let first = try HiddenMarkovModel(
            start: start.start, transitions: rows + rows, means: [0, 0, 1, 0.5, 3, -1], variances: start.variances)
        let model = try options.fit(observations, stepClasses: classes, startingFrom: first).model
        #expect(largestDifference(Array(model.transitions[9...]), rows) < 0.03)
        #expect(largestDifference(Array(model.transitions[..<9]), rows) > 0.03)
        for cell in [2, 6, 11, 15] { #expect(model.transitions[cell] == 0) }
    }

    @Test func statesOfOneGroup_haveOneEmission() throws {
        var options = BaumWelch()
        options.emissionGroups = [0, 1, 0]
        let model = try options.fit(observations, startingFrom: start).model
        #expect(Array(model.means[0..<2]) == Array(model.means[4..<6]))
        #expect(Array(model.variances[0..<2]) == Array(model.variances[4..<6]))
        #expect(model.means[0] != model.means[2])
        options.emissionGroups = [0]
        #expect(throws: HiddenMarkovError.shape("1 emission groups for 3 states")) {
            try options.fit(observations, startingFrom: start)
        }
    }

    @Test func badInput_isRefusedWithAReason() throws {
        #expect(throws: HiddenMarkovError.shape("3 numbers for 2 features and 0 classes of steps")) {
            try BaumWelch().fit([1, 2, 3], startingFrom: start)
        }
        #expect(throws: HiddenMarkovError.tooShort(steps: 1, needed: 2)) {
            try BaumWelch().fit([1, 2], startingFrom: start)
        }
        #expect(throws: HiddenMarkovError.shape("a step of class 4; the model has 1")) {
            try start.likeliestStates([1, 2], stepClasses: [4])
        }
        #expect(throws: HiddenMarkovError.probabilities([0.5, 0.6])) {
            try HiddenMarkovModel(start: [0.5, 0.6], transitions: [1, 0, 0, 1], means: [0, 1], variances: [1, 1])
        }
        #expect(throws: HiddenMarkovError.tooShort(steps: 1, needed: 4)) {
            try HiddenMarkovModel(startingFrom: [1, .nan, .nan], features: 1, states: 2)
        }
    }

    @Test func constantSeries_keepsFiniteNumbers() throws {
        let flat = [Double](repeating: 2, count: 50)
        let first = try HiddenMarkovModel(startingFrom: flat, features: 1, states: 2)
        let model = try BaumWelch().fit(flat, startingFrom: first).model
        #expect((model.means + model.variances + model.transitions).allSatisfy { $0.isFinite })
        #expect(model.variances.allSatisfy { $0 > 0 })
    }
}
