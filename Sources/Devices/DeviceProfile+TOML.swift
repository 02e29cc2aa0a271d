// SPDX-License-Identifier: Apache-2.0

import StrictTOML

extension DeviceProfile {
    /// Reads a profile; `devices/profile.schema.json` describes the format.
    ///
    /// - Parameters:
    ///   - text: the TOML source.
    ///   - file: its name for messages.
    /// - Throws: every fault at once, with file, line, key, found and expected.
    public init(toml text: String, file: String) throws(TOMLFaults) {
        self = try TOMLDocument.decode(text, file: file) { root in
            var decoder = ProfileDecoder(root: root)
            return decoder.profile()
        }
    }
}
