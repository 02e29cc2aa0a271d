// SPDX-License-Identifier: Apache-2.0

import Configuration
import HostIO

/// A copy of the last configuration that was whole, with the profiles it names, so that the batteries can be given back
/// even after somebody saved a file with a mistake in it.
struct LastGoodConfiguration {
    private let folder: String

    /// - Parameter stateFolder: the guard's, which exists.
    init(stateFolder: String) { folder = stateFolder + "/last-good" }

    /// Keeps the files a configuration was read from.
    func save(_ configuration: HearthConfiguration, path: String) throws(FileFailure) {
        try DurableFile.makeFolder(folder)
        for profile in Set(configuration.devices.map(\.profilePath)) {
            let name = profile.split(separator: "/").last.map(String.init) ?? profile
            try DurableFile.write(DurableFile.read(profile), to: "\(folder)/\(name)")
        }
        try DurableFile.write(DurableFile.read(path), to: "\(folder)/hearth.toml")
    }

    /// Reads the copy.
    func load() throws(ConfigurationError) -> HearthConfiguration {
        try HearthConfiguration.load(path: "\(folder)/hearth.toml", profiles: ProfileLibrary(folder: folder))
    }
}
