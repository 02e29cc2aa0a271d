// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy
import Learning

/// Batteries of many houses, driven at once: where a learned policy is trained.
///
/// Each environment plays some days of an episode, from a slot and a charge that are drawn, and goes on with others. The reward
/// is what a choice saved against the optimiser's in the same slot, when the optimiser drives on after either, in units of
/// `HouseScale.money`: it is money, and all houses count alike. Its sum is what the policy saved against the optimiser
/// (Kakade and Langford 2002, performance difference), as the cost to go is the potential that shapes it (Ng, Harada and
/// Russell 1999); nothing of a day's luck is in it, and following the optimiser gives exactly 0.
public struct BatteryEnvironment: VectorEnvironment {
    /// What the policy chooses.
    public enum Control: Hashable, Sendable {
        /// One of the options that the optimiser weighs, held likely beforehand as it rates them.
        case options
        /// A power: -1 for the highest charge to 1 for the highest discharge, cut to what charge and limits allow.
        case power
    }

    /// How it is played.
    public struct Parameters: Hashable, Sendable {
        /// What is chosen.
        public var control = Control.options
        /// Quarter hours played before another start is drawn, at least 1.
        public var length = 192
        /// How much the optimiser's ratings are doubted, in units of `HouseScale.money`, > 0; see `RatedOptions.prior`.
        public var doubt = LearnedObservation.usualDoubt

        /// Two days, options.
        public init() {}
    }

    /// Environments.
    public var count: Int { plays.count }
    /// Inputs of a policy.
    public var observationCount: Int { LearnedObservation.count }
    /// Options or one power.
    public var actionSpace: ActionSpace { parameters.control.actionSpace }
    /// True for options.
    public var hasActionPrior: Bool { parameters.control == .options }

    private let episodes: [PolicyEpisode]
    private let parameters: Parameters
    private var generators: [SplitMix64]
    private var plays: [Play] = []

    /// One environment's standing.
    private struct Play {
        let episode: Int
        var slot: Int
        let end: Int
        var stored: WattHours
        /// The month's highest import so far, kW.
        var peak: Double
        var rated: RatedOptions
    }

    /// Environments over episodes, at least one.
    public init(_ episodes: [PolicyEpisode], count: Int, parameters: Parameters = Parameters(), seed: UInt64) {
        precondition(!episodes.isEmpty && parameters.length > 0 && parameters.doubt > 0, "\(episodes.count) episodes")
        (self.episodes, self.parameters) = (episodes, parameters)
        // Not the numbers that the actions are drawn by, which begin with the same seed.
        var seeds = SplitMix64.stream(1, of: seed)
        generators = (0..<count).map { _ in SplitMix64(seed: seeds.next()) }
        for index in generators.indices { plays.append(draw(index)) }
    }

    /// Draws where each environment begins.
    public mutating func reset(into step: inout VectorStep) {
        for index in plays.indices {
            plays[index] = draw(index)
            observe(index, &step.observations, &step.actionPrior)
        }
    }

    /// Lives through a quarter hour everywhere.
    public mutating func step(_ actions: [Float], into step: inout VectorStep) {
        var unused: [Float] = []
        for index in plays.indices {
            let play = plays[index]
            let episode = episodes[play.episode]
            let outcome = outcome(play, action: actions[index])
            let optimiser = episode.outcome(
                play.slot, play.rated.bestIntent, stored: play.stored, peak: play.peak)
            let saving =
                episode.cost(play.slot, optimiser, peak: play.peak) - episode.cost(play.slot, outcome, peak: play.peak)
            step.rewards[index] = Float(saving / episode.steps[play.slot].scale.money)
            let isLast = play.slot + 1 == episode.count
            if isLast {
                step.ends[index] = .terminated
                plays[index] = draw(index)
            } else {
                let peak = episode.bill(play.slot, outcome, peak: play.peak).peak
                plays[index].slot += 1
                plays[index].stored = outcome.stored
                plays[index].peak = episode.peak(before: play.slot + 1, after: peak)
                plays[index].rated = episode.rated(play.slot + 1, stored: outcome.stored)
                step.ends[index] = play.slot + 1 == play.end ? .truncated : .none
                if step.ends[index] == .truncated {
                    observe(index, &step.finalObservations, &unused)
                    plays[index] = draw(index)
                }
            }
            observe(index, &step.observations, &step.actionPrior)
        }
    }

    private func outcome(_ play: Play, action: Float) -> SlotBattery.Outcome {
        let episode = episodes[play.episode]
        return switch parameters.control {
        case .options:
            episode.outcome(play.slot, play.rated.intent(Int(action)), stored: play.stored, peak: play.peak)
        case .power: episode.outcome(play.slot, power: Double(action), stored: play.stored)
        }
    }

    private mutating func draw(_ index: Int) -> Play {
        func below(_ count: Int) -> Int { Int(generators[index].nextUniform() * Double(count)) }
        let number = below(episodes.count)
        let episode = episodes[number]
        // The last start plays the episode's last slot.
        let slot = below(max(1, episode.count - parameters.length + 1))
        let battery = episode.chooser.battery
        let stored = battery.lowest + generators[index].nextUniform() * (battery.highest - battery.lowest)
        return Play(
            episode: number, slot: slot, end: min(episode.count, slot + parameters.length), stored: stored,
            peak: episode.peak(before: slot, after: episode.steps[slot].peakSoFar),
            rated: episode.rated(slot, stored: stored))
    }

    private func observe(_ index: Int, _ observations: inout [Float], _ prior: inout [Float]) {
        let play = plays[index]
        let episode = episodes[play.episode]
        let step = episode.steps[play.slot]
        let first = index * observationCount
        observations.withUnsafeMutableBufferPointer { observations in
            guard let start = observations.baseAddress else { return }
            LearnedObservation.write(
                step.outlook, charge: episode.chooser.battery.charge(play.stored), play.rated, step.scale,
                to: start + first)
        }
        guard !prior.isEmpty else { return }
        let unit = parameters.doubt * step.scale.money
        for option in IntentOption.allCases.indices {
            prior[index * IntentOption.allCases.count + option] = play.rated.prior(option, unit: unit)
        }
    }
}

extension BatteryEnvironment.Control {
    /// What a policy under this control gives.
    public var actionSpace: ActionSpace {
        switch self {
        case .options: .discrete(IntentOption.allCases.count)
        case .power: .continuous(1)
        }
    }
}

extension SlotBattery {
    /// What an energy is of what the battery holds between its limits, 0...1.
    func charge(_ stored: WattHours) -> Double {
        let width = highest - lowest
        return width.value > 0 ? max(0, min(1, (stored - lowest) / width)) : 0
    }
}
