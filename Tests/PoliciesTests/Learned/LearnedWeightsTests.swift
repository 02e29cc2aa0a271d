// SPDX-License-Identifier: Apache-2.0

import Energy
import Learning
import StrictTOML
import Testing

@testable import Policies

@Suite struct LearnedWeightsTests {
    private static let toml = """
        name = "night-school"
        kind = "recurrent-ppo"
        weights = "night-school.model"
        [card]
        does = "Learns."
        data = "generated houses"
        command = "hearth train policy"
        seed = 1
        [[card.results]]
        home = "home_de_a"
        from = "2016-10-31T23:00Z"
        to = "2016-12-31T23:00Z"
        forecast = "naive"
        no_battery = 240
        cost = 210
        self_consumption = 215
        optimiser = 210
        perfect_foresight = 200
        """

    private func fault(_ text: String = Self.toml, _ companion: (String) throws -> [UInt8]) -> TOMLFault? {
        do {
            _ = try PolicyFile(toml: text, file: "night-school.toml", companion: companion)
            return nil
        } catch {
            return error.faults.count == 1 ? error.faults[0] : nil
        }
    }

    @Test func writtenWeights_areReadAgain() throws {
        let weights = try smallWeights(followsOptimiser: false)
        let bytes = weights.encoded(training: LearnedPolicyTraining(seed: 3).parameters)
        #expect(try LearnedWeights(decoding: bytes) == weights)
        #expect(bytes.count < LearnedWeights.largestFile)
    }

    @Test func weightsOfOtherInputs_areRefused() throws {
        var file = try ModelFile(decoding: try smallWeights().encoded(training: nil))
        file.featureSchemaHash ^= 1
        #expect(throws: ModelFileError.self) { try LearnedWeights(decoding: file.encoded()) }
        let other = try RecurrentActorCritic(
            parameters: .init(observationCount: 3, actionSpace: .discrete(2), memoryWidth: 4, headWidth: 4), seed: 1)
        var wrong = other.modelFile(name: "other")
        wrong.featureSchemaHash = LearnedObservation.schemaHash
        #expect(
            throws: ModelFileError.wrongShape(name: "network", expected: [LearnedObservation.count, 8], found: [3, 2])
        ) { try LearnedWeights(decoding: wrong.encoded()) }
    }

    @Test(arguments: [[192, 101, 0], [0, 101, 101], [192, 20_000, 101]])
    func optimiserThatCannotBe_isRefused(sizes: [Int64]) throws {
        var file = try ModelFile(decoding: try smallWeights().encoded(training: nil))
        file.integers["optimiser"] = sizes
        #expect(throws: ModelFileError.self) { try LearnedWeights(decoding: file.encoded()) }
        file.integers["optimiser"] = [192, 101, 101]
        #expect(try LearnedWeights(decoding: file.encoded()).optimiser.gridNodes == 101)
        file.doubles["optimiser"] = [1, 1.5]
        #expect(throws: ModelFileError.self) { try LearnedWeights(decoding: file.encoded()) }
    }

    @Test(arguments: [0, -0.1, 1.01, .infinity, .nan])
    func doubtThatBoundsNothing_isRefused(doubt: Double) throws {
        var file = try ModelFile(decoding: try smallWeights().encoded(training: nil))
        file.doubles["doubt"] = [doubt]
        #expect(throws: ModelFileError.self) { try LearnedWeights(decoding: file.encoded()) }
    }

    @Test func learnedPolicy_alwaysNeedsProof_andLendsItToNoOtherWeights() throws {
        func file(_ seed: UInt64, _ text: String = Self.toml) throws -> PolicyFile {
            let bytes = try smallWeights(seed: seed).encoded(training: nil)
            return try PolicyFile(toml: text, file: "night-school.toml") { name in
                #expect(name == "night-school.model")
                return bytes
            }
        }
        let (one, again, two) = (try file(1), try file(1), try file(2))
        #expect(one.needsProof && one.makePolicy().name == "night-school")
        #expect(one.fingerprint == again.fingerprint && one.fingerprint != two.fingerprint)
        let trusting = Self.toml.replacing("[card]", with: "needs_proof = false\n[card]")
        let bytes = try smallWeights().encoded(training: nil)
        let tooTrusting = fault(trusting) { _ in bytes }
        #expect(tooTrusting?.key == "needs_proof")
    }

    @Test func weightsThatCannotBeUsed_areAFaultOfTheirFile() throws {
        let bytes = try smallWeights().encoded(training: nil)
        var damaged = bytes
        damaged[damaged.count / 2] ^= 0x10
        let missing = fault { name in throw NoCompanion(name: name) }
        #expect(missing?.found == "night-school.model: night-school.model is not there")
        let broken = fault { _ in damaged }
        #expect(broken?.found.contains("CRC-32") == true)
        let cut = fault { _ in Array(bytes.dropLast()) }
        #expect(cut?.found.contains("truncated") == true)
        let huge = fault { _ in [UInt8](repeating: 0, count: LearnedWeights.largestFile + 1) }
        #expect(huge?.key == "weights")
        let outside = Self.toml.replacing("\"night-school.model\"", with: "\"../night-school.model\"")
        let stranger = fault(outside) { _ in bytes }
        #expect(stranger?.expected == "the name of a file in the same folder")
    }
}
