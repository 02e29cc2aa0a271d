// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy
import Learning
import Testing

@testable import Policies

@Suite struct BatteryEnvironmentTests {
    private static let episodes = SurprisedHouse.episodes()

    private func environment(_ control: BatteryEnvironment.Control = .options, seed: UInt64 = 1) -> BatteryEnvironment {
        var parameters = BatteryEnvironment.Parameters()
        (parameters.control, parameters.length) = (control, 48)
        return BatteryEnvironment(Self.episodes, count: 3, parameters: parameters, seed: seed)
    }

    /// Some option that is open, by a generator.
    private func draw(_ step: VectorStep, _ generator: inout SplitMix64) -> [Float] {
        (0..<3).map { row in
            let open = (0..<8).filter { step.actionPrior[8 * row + $0] > 0 }
            return Float(open[Int(generator.nextUniform() * Double(open.count))])
        }
    }

    @Test func followingTheOptimiser_savesNothing_otherOptionsSaveOrCost() {
        var environment = environment()
        var step = VectorStep(for: environment)
        var generator = SplitMix64(seed: 3)
        environment.reset(into: &step)
        var others: [Float] = []
        for time in 0..<200 {
            let likeliest = (0..<3).map { row in
                Float((0..<8).max { step.actionPrior[8 * row + $0] < step.actionPrior[8 * row + $1] } ?? 0)
            }
            let random = draw(step, &generator)
            environment.step(time % 2 == 0 ? likeliest : random, into: &step)
            if time % 2 == 0 {
                #expect(step.rewards == [0, 0, 0])
            } else {
                others += step.rewards
            }
            #expect(step.observations.allSatisfy { $0.isFinite })
        }
        #expect(others.contains { $0 > 0.1 } && others.contains { $0 < -0.1 })
    }

    @Test func sameSeedAndActions_sameBits_otherSeedsOtherDays() {
        func play(_ seed: UInt64) -> [Float] {
            var environment = environment(seed: seed)
            var step = VectorStep(for: environment)
            var generator = SplitMix64(seed: 5)
            environment.reset(into: &step)
            return (0..<60).flatMap { _ in
                environment.step(draw(step, &generator), into: &step)
                return step.observations + step.rewards
            }
        }
        #expect(play(1) == play(1))
        #expect(play(1) != play(2))
    }

    /// Seven of eight slots are played: some begin with the first, and the others play the last.
    @Test func starts_lieAsLateAsTheEpisodeAllows() throws {
        let whole = try #require(Self.episodes.first)
        let short = try #require(
            PolicyEpisode(
                chooser: whole.chooser, steps: Array(whole.steps.prefix(8)), finalPrice: 0.05, peakPrice: 0))
        var parameters = BatteryEnvironment.Parameters()
        parameters.length = 7
        var environment = BatteryEnvironment([short], count: 16, parameters: parameters, seed: 1)
        var step = VectorStep(for: environment)
        environment.reset(into: &step)
        for time in 0..<7 {
            environment.step([Float](repeating: 0, count: 16), into: &step)
            #expect(step.ends.allSatisfy { ($0 == .none) == (time < 6) })
        }
        #expect(Set(step.ends) == [.truncated, .terminated])
    }

    @Test func networkThatKnowsNothing_costsNoMoreByThePlanThanItMay() throws {
        let episode = try #require(Self.episodes.first)
        let doubt = 0.1
        var driver = LearnedDriver(try smallWeights(followsOptimiser: false).model, doubt: doubt)
        let stored = 0.5 * (episode.chooser.battery.lowest + episode.chooser.battery.highest)
        var (departures, closed) = (0, 0)
        for (t, step) in episode.steps.enumerated() {
            let rated = episode.rated(t, stored: stored)
            let most = 8 * doubt * step.scale.money
            let option = driver.choose(step.outlook, charge: 0.5, rated, step.scale)
            #expect(try #require(rated.loss(option)) <= most)
            departures += option == rated.best ? 0 : 1
            closed += rated.choices.indices.count { (rated.loss($0) ?? 0) > most }
        }
        #expect(departures > 50 && closed > 50, "\(departures) departures, \(closed) closed options")
    }

    @Test func networkWhoseOutputsOverflow_followsTheOptimiser() throws {
        let episode = try #require(Self.episodes.first)
        let small = try smallWeights(followsOptimiser: false).model
        // Every hidden unit at its highest, and outputs that no Float holds.
        let large = ["actor.second.bias": Float(100), "actor.output.weight": Float.greatestFiniteMagnitude]
        let tensors = small.tensors.map { tensor in
            guard let value = large[tensor.name] else { return tensor }
            return NamedTensor(
                name: tensor.name, shape: tensor.shape, values: tensor.values.map { _ in value })
        }
        let model = try RecurrentActorCritic(parameters: small.parameters, tensors: tensors)
        var driver = LearnedDriver(model, doubt: 0.1)
        let stored = 0.5 * (episode.chooser.battery.lowest + episode.chooser.battery.highest)
        for (t, step) in episode.steps.enumerated() {
            let rated = episode.rated(t, stored: stored)
            let option = driver.choose(step.outlook, charge: 0.5, rated, step.scale)
            #expect(driver.output.outputs.contains(where: \.isNaN) && option == rated.best)
        }
    }

    @Test func power_isCutToWhatChargeAndLimitsAllow() throws {
        var environment = environment(.power)
        var step = VectorStep(for: environment)
        environment.reset(into: &step)
        #expect(step.actionPrior.isEmpty && environment.actionSpace == .continuous(1))
        let charge = try #require(LearnedObservation.names.firstIndex(of: "charge of the battery"))
        func charges() -> [Float] { (0..<3).map { step.observations[$0 * LearnedObservation.count + charge] } }
        var seen: [[Float]] = []
        // Within half a day, and so before another start is drawn: five hours fill or empty this battery.
        for _ in 0..<40 {
            environment.step([-1, 1, 0], into: &step)
            seen.append(charges())
            #expect(step.rewards.allSatisfy { $0.isFinite })
        }
        #expect(seen.joined().allSatisfy { (0...1).contains($0) })
        #expect(seen.last?[0] == 1 && seen.last?[1] == 0)
        #expect(Set(seen.map { $0[2] }).count == 1, "no power moves nothing")
    }

    @Test func episodeDrivenByPowers_isBilledAsTheyCame() throws {
        var training = LearnedPolicyTraining(seed: 4)
        (training.steps, training.environmentCount) = (512, 2)
        (training.memoryWidth, training.headWidth) = (8, 8)
        (training.environment.control, training.environment.length) = (.power, 96)
        training.optimiser = SurprisedHouse.optimiser
        let trained = try #require(try training.run(Self.episodes, triedOn: Self.episodes))
        let episode = try #require(Self.episodes.first)
        let run = episode.run(trained.weights)
        // Hardly trained, it loses against the plan nearly everywhere, by what the bill says.
        #expect(run.departures > episode.count / 2 && run.scaledSaving < 0)
        #expect(run.cost > episode.run(nil).cost)
        #expect(throws: ModelFileError.self, "no policy takes them") {
            try LearnedWeights(decoding: trained.weights.encoded(training: trained.parameters))
        }
    }

    /// Four days over a month's end, 2 EUR per kW of each month's peak; before them 1 kW is the highest.
    private static func billedEpisode() throws -> PolicyEpisode {
        let first = Slot(containing: try #require(UTCInstant(iso8601: "2016-10-29T22:00Z")))
        return try #require(SurprisedHouse.episodes(peakPrice: PricePerKWMonth(2), from: first).first)
    }

    @Test func peaksOfTheMonths_areBilledOnceEach() throws {
        let episode = try Self.billedEpisode()
        #expect(episode.steps.indices.filter { episode.steps[$0].beginsMonth } == [196], "an hour of winter time more")
        // The optimiser's days by hand: energy, what is left, and the highest import of October and of November.
        let battery = episode.chooser.battery
        var stored = 0.5 * (battery.lowest + battery.highest)
        var (energy, peaks) = (0.0, [1.0, 0.0])
        for t in episode.steps.indices {
            let month = t < 196 ? 0 : 1
            let outcome = episode.outcome(
                t, episode.rated(t, stored: stored).bestIntent, stored: stored, peak: peaks[month])
            let grid = episode.steps[t].actual.netLoad - outcome.power.value / 1000
            energy += episode.steps[t].actual.cost(batteryPower: outcome.power.value / 1000)
            peaks[month] = max(peaks[month], grid)
            stored = outcome.stored
        }
        let left = 0.05 * battery.oneWayEfficiency * (stored - battery.lowest).kWh
        let run = episode.run(nil)
        #expect(peaks[0] > 2 && peaks[1] > 2)
        #expect(abs(run.cost.value - (energy - left + 2 * (peaks[0] - 1) + 2 * peaks[1])) < 1e-6)
        // As it is expected at the start, but for what lies between the nodes.
        let middle = SlotBattery.Outcome(power: .zero, stored: 0.5 * (battery.lowest + battery.highest))
        let idle = episode.outcome(0, .idle, stored: middle.stored)
        #expect(abs(episode.cost(0, idle, peak: 1) - run.cost.value) < 0.1 * abs(run.cost.value))
        #expect(episode.cost(0, idle, peak: 99) < episode.cost(0, idle, peak: 1) - 1)
    }

    /// Where no peak is billed: what the optimiser does changes from node to node, and a peak with it by a whole kW.
    @Test func savingsOfTheSlots_areWhatTheWholeRunSaves() throws {
        let weights = try smallWeights(followsOptimiser: false)
        let episode = try #require(Self.episodes.first)
        let (mine, rival) = (episode.run(weights), episode.run(nil))
        #expect(rival.departures == 0 && rival.scaledSaving == 0)
        #expect(mine.departures > 20)
        // All days have the same mean price here, so that the scale is one number but for rounding.
        let unit = try #require(episode.steps.first).scale.money
        let saved = (rival.cost - mine.cost).value
        #expect(abs(saved) > 0.2)
        // The cost to go is interpolated between nodes half a kWh apart.
        #expect(abs(mine.scaledSaving * unit - saved) < 0.1 * abs(saved))
    }

    @Test func trainedPolicy_learnsWhatTheForecastsNeverSee_theSameForASeed() throws {
        var training = LearnedPolicyTraining(seed: 2)
        (training.steps, training.environmentCount) = (16_000, 2)
        (training.memoryWidth, training.headWidth) = (8, 8)
        (training.environment.length, training.environment.doubt) = (96, 3)
        training.optimiser = SurprisedHouse.optimiser
        let trained = try #require(try training.run(Self.episodes, triedOn: Self.episodes))
        #expect(try training.run(Self.episodes, triedOn: Self.episodes) == trained)
        #expect(trained.best.saving > 0)
        let episode = try #require(Self.episodes.first)
        #expect(episode.run(trained.weights).cost < episode.run(nil).cost)
        #expect(try training.run(Self.episodes, triedOn: Self.episodes, progress: { _ in false }) == nil)
        #expect(zip(trained.trials, trained.trials.dropFirst()).allSatisfy { $0.steps < $1.steps })
        #expect(trained.trials.dropFirst().contains(trained.best) && trained.parameters.seed == 2)
        let warmUp = trained.parameters.criticWarmUp * training.environmentCount * trained.parameters.rolloutLength
        #expect(trained.trials.filter { $0.steps > warmUp }.map(\.assured).max() == trained.best.assured)
        // Some days of one house are no measure of what is usual in all.
        var further = LearnedPolicyTraining(continuing: trained.weights, seed: 3)
        (further.steps, further.environmentCount, further.environment.length) = (512, 2, 96)
        let next = try #require(
            try further.run(Self.episodes, triedOn: Self.episodes, from: trained.weights)?.weights)
        #expect(next.model.normalisation == trained.weights.model.normalisation)
        #expect(next.doubt == 3 && next.optimiser == SurprisedHouse.optimiser)
    }
}
