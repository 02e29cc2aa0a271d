// SPDX-License-Identifier: Apache-2.0

import Devices
import Glibc
import HostIO
import StrictTOML

/// A device profile with the hash of its source text.
public struct LoadedProfile: Hashable, Sendable {
    /// What the registers mean.
    public let profile: DeviceProfile
    /// FNV-1a of the source text.
    public let hash: UInt64
    /// Where it was read from.
    public let file: String

    /// Reads a profile from its source text.
    ///
    /// - Parameters:
    ///   - text: TOML, as bytes.
    ///   - file: its name for messages.
    /// - Throws: every fault at once.
    public init(_ text: [UInt8], file: String) throws(TOMLFaults) {
        // Says so where the bytes are not UTF-8, which decoding them would hide.
        _ = try TOMLDocument(parsing: text, file: file)
        profile = try DeviceProfile(toml: String(decoding: text, as: UTF8.self), file: file)
        hash = FNV1a.hash(text)
        self.file = file
    }
}

/// Why a profile could not be had.
public enum ProfileFailure: Error, Hashable, Sendable {
    /// There is none of that name; what there is instead.
    case missing(available: [String])
    /// It could not be read.
    case unreadable(FileError)
    /// It has faults.
    case faulty(TOMLFaults)
}

/// The device profiles of a folder.
public struct ProfileLibrary: Hashable, Sendable {
    /// The folder, for example `/usr/share/hearth/devices`.
    public let folder: String

    /// Names a folder; it is read when a profile is asked for.
    public init(folder: String) { self.folder = folder }

    /// A profile by its file's name without `.toml`, or by the absolute path of its file.
    public func profile(named name: String) throws(ProfileFailure) -> LoadedProfile {
        let path = name.hasPrefix("/") ? name : "\(folder)/\(name).toml"
        let text: [UInt8]
        do { text = try TextFile.read(path) } catch {
            throw error.systemError == ENOENT ? .missing(available: names) : .unreadable(error)
        }
        do { return try LoadedProfile(text, file: path) } catch { throw .faulty(error) }
    }

    /// The profiles of the folder by name, in alphabetical order; none where it cannot be read.
    public var names: [String] { DataFolder.names(in: folder, suffix: ".toml") }
}
