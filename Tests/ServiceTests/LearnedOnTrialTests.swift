// SPDX-License-Identifier: Apache-2.0

import Energy
import HostIO
import Learning
import Policies
import Testing

/// A learned policy in the planner: by verdict into use and out of it, and not at all where its weights are not what was
/// judged.
@Suite struct LearnedOnTrialTests {
    private let house: TriedHouse

    init() throws { house = try TriedHouse(days: 3) }

    /// Weights of a small network that has learned nothing.
    private static func weights(inputs: Int = LearnedObservation.count, seed: UInt64 = 1) throws -> LearnedWeights {
        LearnedWeights(
            model: try RecurrentActorCritic(
                parameters: .init(
                    observationCount: inputs, actionSpace: BatteryEnvironment.Control.options.actionSpace,
                    memoryWidth: 4, headWidth: 4), seed: seed),
            doubt: 0.05,
            optimiser: RollingOptimiser.Parameters(horizonSlots: 80, gridNodes: 51, uncertainGridNodes: 21))
    }

    @Test func promotedNetwork_drivesAndSaysWhy_untilItIsDemoted() throws {
        try house.putLearnedPolicy("night", weights: Self.weights().encoded(training: nil))
        let before = try house.livePlanner()
        #expect(before.policy?.candidate == "night" && before.warnings.allSatisfy { !$0.contains("cannot be used") })
        #expect(before.decision?.policy == "optimiser" && before.decision?.learned == nil)

        try house.store(.promote, "promoted", daysAgo: 2)
        let promoted = try house.livePlanner()
        #expect(promoted.decision?.policy == "night" && promoted.policy?.driver == "night", "\(house.told)")
        #expect(promoted.decision?.learned != nil, "it decided without a plan")

        try house.store(.demote, "demoted", daysAgo: 1)
        let demoted = try house.livePlanner()
        #expect(demoted.decision?.policy == "optimiser" && demoted.policy?.driver == "optimiser", "\(house.told)")
        #expect(demoted.decision?.learned == nil && demoted.policy?.sentence == "demoted")
    }

    /// It is compared every night, configured or not; where it cannot be used the others are.
    @Test func learnedPolicyThatComesWithHearth_isComparedWhereItCanBeUsed() throws {
        let house = try TriedHouse(days: 29)
        try house.putLearnedPolicy("recurrent-ppo", weights: Self.weights().encoded(training: nil))
        let whole = try house.replay(days: 22)
        #expect(whole.code == 0 && whole.output.contains("recurrent-ppo"), "\(whole.log)")
        try DurableFile.write([1, 2, 3], to: house.folder["policies/recurrent-ppo.model"])
        let damaged = try house.replay(days: 22)
        #expect(damaged.code == 0 && damaged.output.contains("night"), "\(damaged.log)")
        #expect(!damaged.output.contains("recurrent-ppo") && damaged.log.contains("not compared: "), "\(damaged.log)")
        #expect(damaged.log.contains("left for the planner"))
        _ = try house.livePlanner()
        let told = house.told.filter { $0.contains("recurrent-ppo is not compared: ") }
        #expect(told.count == 1 && told.allSatisfy { $0.contains("recurrent-ppo.model") }, "\(house.told)")
    }

    /// What may have become of the file with the weights.
    enum Damage: CaseIterable {
        case cut, flippedBit, otherInputs, otherNetwork, missing
    }

    /// The damaged file, nil for none, and what is said of it.
    private static func damaged(_ damage: Damage) throws -> (bytes: [UInt8]?, fault: String) {
        var bytes = try weights().encoded(training: nil)
        switch damage {
        case .cut:
            return (Array(bytes.dropLast(7)), "model file truncated: \(bytes.count - 7) bytes of \(bytes.count)")
        case .flippedBit:
            bytes[bytes.count / 2] ^= 0x10
            return (bytes, "model file damaged: CRC-32 0x")
        case .otherInputs:
            var file = try ModelFile(decoding: bytes)
            file.featureSchemaHash ^= 1
            return (file.encoded(), "model trained on feature schema 0x")
        case .otherNetwork:
            let fault = "\"network\" of the model has shape [3, 8], expected [\(LearnedObservation.count), 8]"
            return (try weights(inputs: 3).encoded(training: nil), fault)
        case .missing: return (nil, "No such file or directory")
        }
    }

    @Test(arguments: Damage.allCases)
    func promotedNetworkWhoseWeightsAreDamaged_leavesTheFallbackDriving_andTellsTheFile(damage: Damage) throws {
        try house.putLearnedPolicy("night", weights: Self.weights().encoded(training: nil))
        try house.store(.promote, "promoted", daysAgo: 1)
        let path = house.folder["policies/night.model"]
        let (bytes, fault) = try Self.damaged(damage)
        if let bytes {
            try DurableFile.write(bytes, to: path)
        } else {
            try DurableFile.remove(path)
        }
        let status = try house.livePlanner()
        #expect(status.decision?.policy == "optimiser" && status.policy?.driver == "optimiser")
        #expect(status.decision?.learned == nil && status.policy?.candidate == nil)
        #expect(status.policy?.sentence == "the file of night cannot be used")
        let start = "policy night cannot be used, optimiser runs instead: "
        let trouble = try #require(status.warnings.first { $0.hasPrefix(start) }, "\(status.warnings)")
        #expect(trouble.contains("policies/night.toml:3: weights: found night.model: "), "\(trouble)")
        #expect(trouble.contains(fault), "\(trouble)")
        #expect(house.told.contains("error \(trouble)"), "\(house.told)")
    }

    @Test func otherWeightsThanThoseThatWerePromoted_haveShownNothingYet() throws {
        try house.putLearnedPolicy("night", weights: Self.weights().encoded(training: nil))
        try house.store(.promote, "promoted", daysAgo: 1)
        try house.putLearnedPolicy("night", weights: Self.weights(seed: 2).encoded(training: nil))
        let status = try house.livePlanner()
        #expect(status.decision?.policy == "optimiser" && status.policy?.candidate == "night")
        #expect(status.policy?.sentence.contains("has to beat self-consumption and the optimiser") == true)
    }
}
