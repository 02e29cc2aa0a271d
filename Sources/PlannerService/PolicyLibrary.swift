// SPDX-License-Identifier: Apache-2.0

import HostIO
import Policies
import StrictTOML

/// The policies in a folder, by name.
public struct PolicyLibrary: Sendable {
    private let folder: String

    /// The policies of a folder; those that come with Hearth by default.
    public init(folder: String = DataFolder.policies) { self.folder = folder }

    /// A policy's file.
    ///
    /// - Throws: why it cannot be used: it is missing, has faults, or says another name than its file's.
    func file(_ name: String) throws -> PolicyFile {
        let path = "\(folder)/\(name).toml"
        let text = String(decoding: try DurableFile.read(path), as: UTF8.self)
        let file = try PolicyFile(toml: text, file: path) { name in try DurableFile.read("\(folder)/\(name)") }
        guard file.name == name else { throw MisnamedPolicy(path: path, found: file.name, expected: name) }
        return file
    }

    /// What drives where no other policy may: the optimiser, and self-consumption where not even that can be used.
    func fallback() -> (policy: any Policy, trouble: String?) {
        do {
            return (try file(RollingOptimiser.name).makePolicy(), nil)
        } catch {
            return (SelfConsumption(), "the optimiser cannot be used, self-consumption runs instead: \(error)")
        }
    }
}

/// A policy's file that says another name than its own: what is on trial by one name would drive by another.
struct MisnamedPolicy: Error, Hashable, CustomStringConvertible {
    let path: String
    let found: String
    let expected: String

    var description: String { "\(path): name: found \"\(found)\", expected \"\(expected)\", as the file is called" }
}
