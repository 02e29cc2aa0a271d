// SPDX-License-Identifier: Apache-2.0

import Bits
import Testing

@testable import Learning

/// A model file's bytes with a new checksum, so that what is spoilt before it is looked at.
func sealed(_ bytes: [UInt8]) -> [UInt8] {
    let body = Array(bytes.dropLast(4))
    let checksum = CRC32.checksum(body)
    return body + (0..<4).map { UInt8(truncatingIfNeeded: checksum >> (8 * UInt32($0))) }
}

@Suite struct ModelFileTests {
    private let file = ModelFile(
        kind: "sample", name: "näme", seed: 7, featureSchemaHash: 0xABCD_EF01_2345_6789,
        trainingRange: -5..<1_700_000_000, metrics: ["mae": 0.25, "rmse": .nan.magnitude],
        tensors: [
            NamedTensor(name: "w", shape: [2, 3], values: [1, 2, 3, 4, 5, -6]), NamedTensor(name: "b", values: []),
            NamedTensor(name: "s", shape: [], values: [9]),
        ],
        integers: ["steps": [1, -2, .max], "none": []], doubles: ["means": [1e-300, 2.5]])

    private func failure(_ bytes: [UInt8]) -> ModelFileError? {
        do {
            _ = try ModelFile(decoding: bytes)
            return nil
        } catch {
            return error
        }
    }

    @Test func writtenFile_isReadBackWhole() throws {
        let bytes = file.encoded()
        let read = try ModelFile(decoding: bytes)
        #expect(read.encoded() == bytes)
        #expect(read.name == "näme" && read.trainingRange == file.trainingRange && read.seed == 7)
        #expect(read.tensors == file.tensors && read.integers == file.integers && read.doubles == file.doubles)
        #expect(read.metrics["mae"] == 0.25 && read.featureSchemaHash == 0xABCD_EF01_2345_6789)
    }

    @Test func layout_isTheDocumentedOne() {
        let bytes = ModelFile(kind: "k", name: "").encoded()
        #expect(bytes.count == 20 + 3 + 2 + 32 + 16 + 4)
        #expect(Array(bytes[0..<23]) == Array("HRTHMODL".utf8) + [1, 0, 0, 0, 53, 0, 0, 0, 0, 0, 0, 0, 1, 0, 107])
    }

    @Test func everyTruncation_isRefusedAsSuch() {
        let bytes = file.encoded()
        for length in bytes.indices {
            guard case .truncated(let expected, length) = failure(Array(bytes[0..<length])) else {
                Issue.record("\(length) bytes were not refused as truncated")
                return
            }
            #expect(length < 20 || expected == bytes.count)
        }
    }

    @Test func everyFlippedBit_isRefused() {
        let bytes = file.encoded()
        for index in bytes.indices {
            for bit in 0..<8 {
                var spoilt = bytes
                spoilt[index] ^= 1 << bit
                #expect(failure(spoilt) != nil)
            }
        }
    }

    @Test func damageUnderAGoodChecksum_neverCrashes() {
        let bytes = file.encoded()
        var generator = SplitMix64(seed: 11)
        var refused = 0
        for _ in 0..<20_000 {
            var spoilt = bytes
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let index = Int.random(in: 20..<bytes.count - 4, using: &generator)
                spoilt[index] = Bool.random(using: &generator) ? 0xFF : UInt8.random(in: 0...255, using: &generator)
            }
            if failure(sealed(spoilt)) != nil { refused += 1 }
        }
        #expect(refused > 5000)
    }

    @Test func eachFault_hasItsOwnMessage() {
        let bytes = file.encoded()
        var newer = bytes
        newer[8] = 2
        #expect(failure(newer)?.description == "model file of format version 2; this program reads version 1")
        #expect(failure(Array("SQLite format 3".utf8)) == .notAModelFile)
        #expect(failure([])?.description == "model file truncated: 0 bytes of 24")
        #expect(failure(bytes + [0]) == .trailingBytes(expected: bytes.count, found: bytes.count + 1))
        var flipped = bytes
        flipped[30] ^= 1
        #expect(failure(flipped)?.description.hasPrefix("model file damaged: CRC-32 0x") == true)
    }

    @Test func absurdSizes_areRefusedWithoutTakingMemory() {
        var bytes = ModelFile(kind: "k", name: "", tensors: [NamedTensor(name: "w", shape: [1, 1], values: [0])])
            .encoded()
        let dimensions = bytes.count - 4 - 8 - 4 - 8
        for index in dimensions..<dimensions + 8 { bytes[index] = 0xFF }
        #expect(
            failure(sealed(bytes))
                == .malformed(field: "w", offset: dimensions + 8, reason: "shape [4294967295, 4294967295]"))
        for index in dimensions + 4..<dimensions + 8 { bytes[index] = index == dimensions + 4 ? 1 : 0 }
        #expect(
            failure(sealed(bytes))
                == .malformed(
                    field: "w", offset: dimensions + 8, reason: "4294967295 elements do not fit the 12 bytes left"))
        var length = bytes
        for index in 12..<20 { length[index] = 0xFF }
        #expect(failure(length) == .truncated(expected: .max, found: bytes.count))
    }

    @Test func moreEntriesThanAModelHas_areRefused() {
        let most = ModelFileReader.maximumEntryCount
        func named(_ count: Int) -> ModelFile {
            ModelFile(
                kind: "k", name: "",
                integers: Dictionary(uniqueKeysWithValues: (0..<count).map { ("\($0)", [Int64]()) }))
        }
        #expect(failure(named(most).encoded()) == nil)
        #expect(failure(named(most + 1).encoded())?.description.hasSuffix("expected at most \(most)") == true)
        let tensors = (0...most).map { NamedTensor(name: "\($0)", values: []) }
        #expect(failure(ModelFile(kind: "k", name: "", tensors: tensors).encoded()) != nil)
    }

    @Test func trainingOutsideTheCalendar_isRefused() {
        for range in [0..<Int64.max, Int64.min..<0, 0..<253_402_300_801] {
            let spoilt = ModelFile(kind: "k", name: "", trainingRange: range).encoded()
            #expect(failure(spoilt)?.description.contains("outside the calendar") == true)
        }
        #expect(failure(ModelFile(kind: "k", name: "", trainingRange: 0..<253_402_300_800).encoded()) == nil)
    }

    @Test func model_isAskedForWhatItHas() throws {
        #expect(throws: ModelFileError.wrongKind(expected: "trees", found: "sample")) {
            try file.require(kind: "trees")
        }
        #expect(throws: ModelFileError.wrongSchema(expected: 1, found: 0xABCD_EF01_2345_6789)) {
            try file.require(featureSchemaHash: 1)
        }
        #expect(throws: ModelFileError.wrongShape(name: "w", expected: [6], found: [2, 3])) {
            try file.tensor("w", shape: [6])
        }
        #expect(throws: ModelFileError.missing(name: "v")) { try file.tensor("v", shape: [6]) }
        #expect(throws: ModelFileError.wrongShape(name: "steps", expected: [2], found: [3])) {
            try file.integers("steps", count: 2)
        }
        #expect(try file.doubles("means") == [1e-300, 2.5])
    }
}
