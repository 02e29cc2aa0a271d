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
    /// Its content is not a model of the target.
    case content(path: String, ModelFileError)

    /// Where, and what is wrong.
    public var description: String {
        switch self {
        case .file(let failure): failure.description
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
    /// What a model may be long at most, bytes.
    public static let longestModel = 64 << 20

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
        try Self.read(path: file(id), target: target)
    }

    /// Reads a model from a file wherever it is.
    public static func read(
        path: String, target: ForecastTarget
    ) throws(ModelFolderError) -> StoredModel {
        let bytes: [UInt8]
        do throws(FileFailure) {
            bytes = try DurableFile.read(path, limit: longestModel, isRegular: true)
        } catch {
            throw .file(error)
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
        try storing { () throws(FileFailure) in
            try DurableFile.write(Array(wish.text.utf8), to: "\(incoming)/\(wish.name).wish")
        }
    }

    /// The wishes that wait, with what is wrong with those that are none; in the order of their names.
    public func wishes() -> [(name: String, wish: Result<ModelWish, ModelWishFault>)] {
        DataFolder.names(in: incoming, suffix: ".wish").map { name in
            let path = "\(incoming)/\(name).wish"
            guard let bytes = try? DurableFile.read(path, limit: 64 << 10, isRegular: true) else {
                return (name, .failure(ModelWishFault(found: "a file that cannot be read")))
            }
            return (name, Result { () throws(ModelWishFault) in try ModelWish(String(decoding: bytes, as: UTF8.self)) })
        }
    }

    /// Takes a wish away.
    public func remove(wish name: String) { unlink("\(incoming)/\(name).wish") }

    private func storing(_ work: () throws(FileFailure) -> Void) throws(ModelFolderError) {
        do throws(FileFailure) { try work() } catch { throw .file(error) }
    }
}
