// SPDX-License-Identifier: Apache-2.0

import Energy
import Forecasting
import Glibc
import HostIO
import Learning

/// Why a model file is not used.
public enum ModelFolderError: Error, Equatable, Sendable, CustomStringConvertible {
    /// It cannot be read or written.
    case file(FileFailure)
    /// It is longer than a model is, bytes.
    case tooLong(path: String, found: Int, expected: Int)
    /// Its content is not a model of the target.
    case content(path: String, ModelFileError)

    /// Where, and what is wrong.
    public var description: String {
        switch self {
        case .file(let failure): failure.description
        case .tooLong(let path, let found, let expected):
            "\(path): file of \(found) bytes; a model has at most \(expected)"
        case .content(let path, let error): "\(path): \(error)"
        }
    }
}

/// A model out of its file.
public struct StoredModel: Sendable {
    /// The model.
    public let model: ForecastModel
    /// How what it forecasts was distributed in training; nil where the file does not say.
    public let drift: InputDrift?
    /// Size of the file.
    public let bytes: Int
}

/// The folder of the trained models: one file each, and the wishes of people and trainings in `incoming`.
///
/// The trainer leaves a model, then its wish; the planner carries the wish out and takes it away. Files are replaced whole, so
/// that neither sees a half.
public struct ModelFolder: Sendable {
    /// What a model of the house may be long at most, bytes; the planner, which reads it, is to stay within 22 MiB.
    ///
    /// On real data a model of prices alone takes 3.7 MiB, one of demand 2.8 MiB and one of solar yield 1.6 MiB.
    public static let longestModel = 8 << 20
    /// The same of a file that a person names to a command, bytes: it may have learned from other series too.
    private static let longestNamed = 64 << 20

    /// The folder.
    public let path: String

    /// The folder `models` beside a database.
    public init(besideDatabase database: String) {
        let folder = database.lastIndex(of: "/").map { String(database[..<$0]) } ?? "."
        path = "\(folder)/models"
    }

    private var incoming: String { "\(path)/incoming" }

    /// Makes the folders where they are not.
    public func make() throws(ModelFolderError) {
        try storing { () throws(FileFailure) in
            try DurableFile.makeFolder(path)
            try DurableFile.makeFolder(incoming)
        }
    }

    /// Where the file of a model is.
    public func file(_ id: String) -> String { "\(path)/\(id).model" }

    /// Writes a model's file.
    ///
    /// - Returns: its size, bytes.
    @discardableResult public func write(_ file: ModelFile, id: String) throws(ModelFolderError) -> Int {
        let bytes = file.encoded()
        try storing { () throws(FileFailure) in try DurableFile.write(bytes, to: self.file(id)) }
        return bytes.count
    }

    /// Reads a model.
    public func read(
        _ id: String, target: ForecastTarget
    ) throws(ModelFolderError) -> StoredModel {
        try Self.read(path: file(id), target: target, limit: Self.longestModel, followsLink: false)
    }

    /// Reads a model from a file wherever it is.
    public static func read(
        path: String, target: ForecastTarget
    ) throws(ModelFolderError) -> StoredModel {
        try read(path: path, target: target, limit: longestNamed, followsLink: true)
    }

    private static func read(
        path: String, target: ForecastTarget, limit: Int, followsLink: Bool
    ) throws(ModelFolderError) -> StoredModel {
        let bytes: [UInt8]
        do throws(FileFailure) {
            bytes = try DurableFile.read(path, limit: limit, isRegular: true, followsLink: followsLink)
        } catch {
            guard error.systemError == EFBIG else { throw .file(error) }
            throw .tooLong(path: path, found: DurableFile.size(path) ?? 0, expected: limit)
        }
        do throws(ModelFileError) {
            let file = try ModelFile(decoding: bytes)
            return StoredModel(
                model: try ForecastModel(file, target: target), drift: InputDrift(file), bytes: bytes.count)
        } catch {
            throw .content(path: path, error)
        }
    }

    /// Leaves a wish; one of the same name is replaced.
    public func leave(_ wish: ModelWish) throws(ModelFolderError) {
        try storing { () throws(FileFailure) in try wishes.leave(wish.text, as: wish.name) }
    }

    /// The files of the wishes.
    var wishes: WaitingFiles { WaitingFiles(in: incoming, suffix: ".wish", limit: 64 << 10) }

    /// Deletes a model's file where there is one.
    func remove(_ id: String) throws(FileFailure) { try DurableFile.remove(file(id)) }

    /// False where a model has no file; one that cannot be looked for is taken to be there.
    public func holds(_ id: String) -> Bool {
        FileIdentity(file(id)) != nil || errno != ENOENT || !DataFolder.isFolder(path)
    }

    private func storing(_ work: () throws(FileFailure) -> Void) throws(ModelFolderError) {
        do throws(FileFailure) { try work() } catch { throw .file(error) }
    }
}
