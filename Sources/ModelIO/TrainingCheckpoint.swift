// SPDX-License-Identifier: Apache-2.0

import Energy
import Forecasting
import Glibc
import HostIO
import Learning

/// What an interrupted training has finished, in one file beside the model that is to come.
///
/// A model file of its own kind, named by the training's key; it is replaced whole every ten seconds at most, so that a power
/// cut costs no more than that. A file of another training, or a damaged one, is taken away.
public final class TrainingCheckpoint: TrainingStore {
    /// Time between two writes, s: a flash card is not to be worn by a training.
    static let interval = 10.0
    /// What a checkpoint may be long at most, bytes: it holds the trees of trials beside those of the model.
    private static let longest = 64 << 20
    private static let kind = "training-checkpoint"

    /// The file.
    public let path: String
    /// What was found in its place, for people; nil for nothing.
    public let note: String?
    private var parts: ModelFile
    private var savedAt = MachineClock.now()
    private var isSaved = true

    /// Opens the checkpoint of a training.
    ///
    /// - Parameters:
    ///   - path: of the file, which need not be there.
    ///   - key: of the training, with all that its bits depend on.
    public init(path: String, key: String) {
        self.path = path
        let found = Self.read(path, key: key)
        parts = found.parts ?? ModelFile(kind: Self.kind, name: key)
        note = found.note
        if found.parts == nil { unlink(path) }
    }

    private static func read(_ path: String, key: String) -> (parts: ModelFile?, note: String?) {
        let bytes: [UInt8]
        do throws(FileFailure) { bytes = try DurableFile.read(path, limit: longest) } catch {
            return (nil, error.systemError == ENOENT ? nil : "\(error); the training begins anew")
        }
        do throws(ModelFileError) {
            let file = try ModelFile(decoding: bytes)
            try file.require(kind: kind)
            guard file.name == key else {
                return (nil, "\(path): of a training on other inputs; removed, the training begins anew")
            }
            return (file, "\(path): the training goes on where it was interrupted")
        } catch {
            return (nil, "\(path): \(error); removed, the training begins anew")
        }
    }

    /// A part that this training or the interrupted one has finished.
    public func part(_ name: String, kind: String) -> ModelFile? {
        parts.integers[Self.mark(name)].map { _ in parts.part(name, kind: kind) }
    }

    /// Takes in a part, and writes all of them where ten seconds have passed.
    public func keep(_ part: ModelFile, as name: String) {
        parts.add(part, as: name)
        parts.integers[Self.mark(name)] = []
        isSaved = false
        if MachineClock.now().seconds(since: savedAt) >= Self.interval { save() }
    }

    /// Writes what has been finished; false where there is nothing or it cannot be written, which costs only time later.
    @discardableResult public func save() -> Bool {
        savedAt = MachineClock.now()
        if !isSaved { isSaved = (try? DurableFile.write(parts.encoded(), to: path)) != nil }
        return isSaved && !parts.integers.isEmpty
    }

    /// Takes the file away, once the model is written.
    public func remove() { unlink(path) }

    /// Some parts have no whole numbers of their own.
    private static func mark(_ name: String) -> String { "finished/\(name)" }
}
