// SPDX-License-Identifier: Apache-2.0

import Devices
import StrictTOML

extension HearthConfiguration {
    /// Reads the configuration and the device profiles it names from disk.
    ///
    /// - Parameters:
    ///   - path: of `hearth.toml`.
    ///   - profiles: where the profiles are.
    /// - Throws: one line when the file cannot be read, otherwise every fault of it and of the profiles at once.
    public static func load(path: String, profiles: ProfileLibrary) throws(ConfigurationError) -> HearthConfiguration {
        let text: [UInt8]
        do { text = try TextFile.read(path) } catch { throw .unreadable(error) }
        return try decode(text, file: path) { name throws(ProfileFailure) in try profiles.profile(named: name) }
    }

    /// Decodes a configuration from text.
    ///
    /// - Parameters:
    ///   - text: TOML.
    ///   - file: its name for messages.
    ///   - profile: answers a device profile by its name in the text.
    /// - Throws: every fault at once.
    public static func decode(
        _ text: some Sequence<UInt8>, file: String,
        profile: (String) throws(ProfileFailure) -> LoadedProfile
    ) throws(ConfigurationError) -> HearthConfiguration {
        let document: TOMLDocument
        do { document = try TOMLDocument(parsing: text, file: file) } catch { throw .faulty(error) }
        var decoder = ConfigurationDecoder(root: document.root)
        let configuration = decoder.decode(profile)
        var faults: [TOMLFault] = []
        do { try document.finish() } catch { faults = error.faults }
        faults += decoder.profileFaults
        guard faults.isEmpty, let configuration else { throw .faulty(TOMLFaults(faults)) }
        return configuration
    }
}
