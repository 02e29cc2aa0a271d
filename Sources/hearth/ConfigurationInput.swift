// SPDX-License-Identifier: Apache-2.0

import Configuration
import HostIO

/// A configuration from a file, or the one of the simulated house.
enum ConfigurationInput {
    /// Loads and checks a configuration; every fault is listed, exit code 2.
    ///
    /// - Parameter path: nil for the simulated house.
    static func load(_ path: String?) throws -> HearthConfiguration {
        let library = ProfileLibrary(folder: DataFolder.devices)
        do {
            guard let path else {
                return try HearthConfiguration.decode(
                    HearthConfiguration.sampleText.utf8, file: "the simulated house"
                ) { name throws(ProfileFailure) in try library.profile(named: name) }
            }
            return try HearthConfiguration.load(path: path, profiles: library)
        } catch {
            throw CommandFailure.usage("\(error)")
        }
    }
}
