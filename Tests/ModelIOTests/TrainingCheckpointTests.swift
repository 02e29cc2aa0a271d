// SPDX-License-Identifier: Apache-2.0

import Energy
import Forecasting
import Foundation
import Learning
import ModelIO
import Testing

@Suite struct TrainingCheckpointTests {
    /// A folder of its own that goes away with the test.
    private final class Folder {
        let path = FileManager.default.temporaryDirectory.path + "/hearth-checkpoint-\(UInt64.random(in: 0 ... .max))"
        init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
        deinit { try? FileManager.default.removeItem(atPath: path) }
        var file: String { path + "/demand.model.part" }
        var names: [String] { get throws { try FileManager.default.contentsOfDirectory(atPath: path) } }
    }

    private static func part(_ value: Float) -> ModelFile {
        ModelFile(kind: "weights", name: "", tensors: [NamedTensor(name: "all", values: [value])])
    }

    @Test func parts_areThereAgain_inTheirLastState() throws {
        let folder = try Folder()
        let first = TrainingCheckpoint(path: folder.file, key: "a")
        #expect(!first.save(), "nothing is finished yet")
        first.keep(Self.part(1), as: "0.band")
        first.keep(Self.part(2), as: "0.band")
        first.keep(ModelFile(kind: "empty", name: ""), as: "1")
        #expect(try folder.names.isEmpty, "not yet ten seconds")
        #expect(first.save())
        let second = TrainingCheckpoint(path: folder.file, key: "a")
        #expect(second.part("0.band", kind: "weights")?.tensors == Self.part(2).tensors)
        #expect(second.part("1", kind: "empty") != nil && second.part("0", kind: "weights") == nil)
        #expect(second.note?.contains("goes on where it was interrupted") == true)
        second.remove()
        #expect(try folder.names.isEmpty)
        #expect(TrainingCheckpoint(path: folder.file, key: "a").note == nil)
    }

    @Test func fileOfOtherInputs_orDamaged_isRemovedAndTold() throws {
        let folder = try Folder()
        let first = TrainingCheckpoint(path: folder.file, key: "a")
        first.keep(Self.part(1), as: "0")
        first.save()
        let bytes = try Data(contentsOf: URL(fileURLWithPath: folder.file))
        let other = TrainingCheckpoint(path: folder.file, key: "b")
        #expect(other.part("0", kind: "weights") == nil)
        #expect(other.note?.contains("of a training on other inputs; removed") == true)
        #expect(try folder.names.isEmpty)
        try bytes.dropLast(3).write(to: URL(fileURLWithPath: folder.file))
        let damaged = TrainingCheckpoint(path: folder.file, key: "a")
        #expect(damaged.part("0", kind: "weights") == nil && damaged.note?.contains("removed") == true)
        #expect(try folder.names.isEmpty)
    }
}
