// SPDX-License-Identifier: Apache-2.0

import HostIO
import Policies
import StrictTOML

/// The policies that come with Hearth, by name.
enum PolicyLibrary {
    /// The policy of a name.
    ///
    /// A file that is missing or has faults costs the policy, not the house: the baseline takes its place.
    ///
    /// - Returns: the policy, and why it is not the one that was asked for.
    static func policy(_ name: String) -> (policy: any Policy, trouble: String?) {
        let path = "\(DataFolder.policies)/\(name).toml"
        do {
            let text = String(decoding: try DurableFile.read(path), as: UTF8.self)
            return (try PolicyFile(toml: text, file: path).makePolicy(), nil)
        } catch {
            return (SelfConsumption(), "policy \(name) cannot be used, self-consumption runs instead: \(error)")
        }
    }
}
