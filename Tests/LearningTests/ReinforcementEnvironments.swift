// SPDX-License-Identifier: Apache-2.0

import Bits
import Learning

/// Tells a cue at the first step and asks for it eight steps later: 1 for the right answer.
///
/// The last observation is the same whatever the cue was, so that who remembers nothing gets 1/2 on average.
struct RecallEnvironment: VectorEnvironment {
    static let length = 9
    let observationCount = 2
    let actionSpace = ActionSpace.discrete(2)
    private(set) var cues: [Int]
    private var time = 0
    private var generator = SplitMix64(seed: 5)

    init(count: Int) { cues = [Int](repeating: 0, count: count) }

    var count: Int { cues.count }

    mutating func reset(into step: inout VectorStep) {
        time = 0
        for index in cues.indices { cues[index] = generator.nextUniform() < 0.5 ? 0 : 1 }
        observe(&step)
    }

    mutating func step(_ actions: [Float], into step: inout VectorStep) {
        let isLast = time == Self.length - 1
        for index in cues.indices {
            step.rewards[index] = isLast && Int(actions[index]) == cues[index] ? 1 : 0
            step.ends[index] = isLast ? .terminated : .none
        }
        time += 1
        if isLast { reset(into: &step) } else { observe(&step) }
    }

    private func observe(_ step: inout VectorStep) {
        for index in cues.indices {
            step.observations[2 * index] = time == 0 ? Float(2 * cues[index] - 1) : 0
            step.observations[2 * index + 1] = time == Self.length - 1 ? 1 : 0
        }
    }
}

/// Shows a number and rewards who names it by minus the square of the distance, in episodes of one step.
struct AimEnvironment: VectorEnvironment {
    let observationCount = 1
    let actionSpace = ActionSpace.continuous(1)
    let count: Int
    private var generator = SplitMix64(seed: 6)

    init(count: Int) { self.count = count }

    mutating func reset(into step: inout VectorStep) {
        for index in 0..<count { step.observations[index] = Float(1.6 * generator.nextUniform() - 0.8) }
    }

    mutating func step(_ actions: [Float], into step: inout VectorStep) {
        for index in 0..<count {
            let error = actions[index] - step.observations[index]
            step.rewards[index] = -error * error
            step.ends[index] = .terminated
        }
        reset(into: &step)
    }
}

/// Three clocks: the first and the last are over after 5 and 7 steps, the middle one is cut off after 4; on even steps the last
/// of three actions is forbidden, on odd ones held unlikely.
struct ClockEnvironment: VectorEnvironment {
    let observationCount = 2
    let actionSpace = ActionSpace.discrete(3)
    let hasActionPrior = true
    let count = 3
    static let lengths = [5, 4, 7]
    private var times = [0, 0, 0]
    private var episodes = [0, 0, 0]

    private func observation(_ index: Int) -> [Float] {
        [0.2 * Float(times[index]) - 0.4, 0.3 * Float(index) - 0.1 * Float(episodes[index] % 5)]
    }

    private func observe(_ step: inout VectorStep) {
        for index in 0..<count {
            step.observations.replaceSubrange(2 * index..<2 * index + 2, with: observation(index))
            step.actionPrior[3 * index + 2] = times[index] % 2 == 0 ? 0 : 0.25
        }
    }

    mutating func reset(into step: inout VectorStep) { observe(&step) }

    mutating func step(_ actions: [Float], into step: inout VectorStep) {
        for index in 0..<count {
            step.rewards[index] = 0.3 * actions[index] + 0.05 * Float(times[index])
            times[index] += 1
            let isOver = times[index] == Self.lengths[index]
            step.ends[index] = !isOver ? .none : index == 1 ? .truncated : .terminated
            guard isOver else { continue }
            step.finalObservations.replaceSubrange(2 * index..<2 * index + 2, with: observation(index))
            times[index] = 0
            episodes[index] += 1
        }
        observe(&step)
    }
}
