// SPDX-License-Identifier: Apache-2.0

import Configuration
import StrictTOML
import Testing

/// The profiles that are shipped.
let shipped = ProfileLibrary(
    folder: #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
        + "/devices")

/// Each of them read once.
private let loaded: [String: LoadedProfile] = shipped.names.reduce(into: [:]) {
    $0[$1] = try? shipped.profile(named: $1)
}

/// Decodes a text against the profiles that are shipped.
func decode(_ text: String) throws -> HearthConfiguration {
    try HearthConfiguration.decode(text.utf8, file: "hearth.toml") { name throws(ProfileFailure) in
        if let profile = loaded[name] { return profile }
        return try shipped.profile(named: name)
    }
}

/// The sample with some of its text replaced, each piece once.
func sample(_ changes: (String, String)...) throws -> String {
    var text = HearthConfiguration.sampleText
    for (old, new) in changes {
        let place = try #require(text.firstRange(of: old), "the sample does not hold \(old)")
        text.replaceSubrange(place, with: new)
    }
    return text
}

/// The faults of a text.
func faults(_ text: String) throws -> [TOMLFault] {
    let error = #expect(throws: ConfigurationError.self) { try decode(text) }
    guard case .faulty(let faults)? = error else { return [] }
    return faults.faults
}

/// The number of the first line that begins with some text.
func line(_ beginning: String, in text: String) throws -> Int {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return 1 + (try #require(lines.firstIndex { $0.hasPrefix(beginning) }))
}
