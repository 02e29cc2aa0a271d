// SPDX-License-Identifier: Apache-2.0

import Devices
import Energy
import FoundationEssentials
import Testing

/// The text of a file of the repository.
func repositoryFile(_ path: String) throws -> String {
    let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
    let data = try #require(FileManager.default.contents(atPath: root + "/" + path))
    return String(decoding: data, as: UTF8.self)
}

/// A profile of the `devices` folder.
func shippedProfile(_ id: String) throws -> DeviceProfile {
    try DeviceProfile(toml: repositoryFile("devices/\(id).toml"), file: "\(id).toml")
}

/// The ids of the `devices` folder.
let shippedIDs = ["sunspec-hybrid", "eastron-sdm630", "thermia-genesis"]

extension RegisterImage {
    /// Sets a point by name.
    mutating func set(_ name: String, to value: Double) throws {
        try set(#require(handle(name)), to: value)
    }

    /// Reads and decodes a whole poll.
    func poll() throws -> PointValues {
        var values = layout.makeValues()
        for (index, range) in layout.reads.enumerated() {
            let words = try read(range)
            #expect(layout.decode(read: index, words: words, into: &values) == .decoded)
        }
        return values
    }
}

extension PointValues {
    /// A point by name.
    func reading(_ name: String, _ profile: DeviceProfile) throws -> SignalReading {
        self[try #require(profile.slot(of: name))]
    }
}
