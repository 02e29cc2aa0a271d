// SPDX-License-Identifier: Apache-2.0

import HostIO

extension HearthConfiguration {
    /// Reads the configuration of a service, with the profiles that came with it.
    ///
    /// - Parameter path: of `hearth.toml`.
    /// - Throws: exit code 2 with every fault at once.
    public static func forService(_ path: String) throws(ServiceFailure) -> HearthConfiguration {
        do throws(ConfigurationError) {
            return try load(path: path, profiles: ProfileLibrary(folder: DataFolder.devices))
        } catch {
            throw .usage("\(error)")
        }
    }
}
