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
    /// - Throws: why it cannot be used: it is missing or has faults.
    func file(_ name: String) throws -> PolicyFile {
        let path = "\(folder)/\(name).toml"
        return try PolicyFile(toml: String(decoding: try DurableFile.read(path), as: UTF8.self), file: path) { name in
            try DurableFile.read("\(folder)/\(name)")
        }
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
