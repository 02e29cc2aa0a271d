// SPDX-License-Identifier: Apache-2.0

import Configuration
import Devices
import FoundationEssentials
import StrictTOML
import Testing

/// Configurations and profiles on disk.
final class LoadingTests {
    private let folder: String

    init() throws {
        folder = FileManager.default.temporaryDirectory.path + "/hearth-configuration-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private func write(_ text: String, to name: String) throws -> String {
        let path = folder + "/" + name
        try Data(text.utf8).write(to: URL(filePath: path))
        return path
    }

    private func error(_ path: String, profiles: ProfileLibrary = shipped) -> ConfigurationError? {
        #expect(throws: ConfigurationError.self) { try HearthConfiguration.load(path: path, profiles: profiles) }
    }

    @Test func file_isRead() throws {
        let path = try write(HearthConfiguration.sampleText, to: "hearth.toml")
        let configuration = try HearthConfiguration.load(path: path, profiles: shipped)
        #expect(configuration == (try decode(HearthConfiguration.sampleText)))
    }

    @Test func missingFile_isOneLine() {
        let path = folder + "/nowhere.toml"
        #expect(error(path).map { "\($0)" } == "\(path): no such file")
    }

    @Test func folderInPlaceOfAFile_isOneLine() {
        #expect(error(folder).map { "\($0)" } == "\(folder): a folder, expected a file")
    }

    @Test func hugeFile_isNotRead() throws {
        let path = try write(String(repeating: "# nothing\n", count: 200_000), to: "hearth.toml")
        #expect(error(path).map { "\($0)" } == "\(path): larger than 1048576 bytes")
    }

    @Test func bytesThatAreNotUTF8_areAFault() throws {
        let path = folder + "/hearth.toml"
        try Data([0x5B, 0xFF, 0xFE]).write(to: URL(filePath: path))
        guard case .faulty(let faults)? = error(path) else { return #expect(Bool(false)) }
        #expect(faults.faults.map(\.file) == [path])
    }

    @Test func profileByItsPath_isRead() throws {
        let text = try String(
            decoding: #require(FileManager.default.contents(atPath: shipped.folder + "/eastron-sdm630.toml")),
            as: UTF8.self)
        let profile = try write(text, to: "my-meter.toml")
        let path = try write(sample(("\"eastron-sdm630\"", "\"\(profile)\"")), to: "hearth.toml")
        let configuration = try HearthConfiguration.load(path: path, profiles: shipped)
        #expect(configuration.devices[0].profile.id == "eastron-sdm630")
        // Another text of a profile is another configuration, if only by a comment: what it means is not looked into.
        _ = try write(text + "# mine\n", to: "my-meter.toml")
        #expect(try HearthConfiguration.load(path: path, profiles: shipped).hash != configuration.hash)
    }

    @Test func faultsOfAProfile_areListedBesideThose_ofTheConfiguration() throws {
        _ = try write("[identity]\nid = 7\n", to: "eastron-sdm630.toml")
        let path = try write(
            sample(("\"thermia-genesis\"", "\"eastron-sdm630\""), ("main_fuse_a = 25", "main_fuse_a = 1")),
            to: "hearth.toml")
        guard case .faulty(let faults)? = error(path, profiles: ProfileLibrary(folder: folder)) else {
            return #expect(Bool(false))
        }
        let own = faults.faults.filter { $0.file == path }
        #expect(own.map(\.key) == ["site.main_fuse_a", "device[0].profile", "device[1].profile", "device[2].profile"])
        #expect(own[1].expected == "a device profile without faults")
        #expect(own[2].expected == "a device profile that exists: eastron-sdm630, hearth")
        let other = faults.faults.filter { $0.file == folder + "/eastron-sdm630.toml" }
        #expect(other.contains { $0.key == "identity.id" && $0.line == 2 })
        #expect(Set(other).count == other.count)
    }

    @Test func library_listsItsProfiles() {
        #expect(shipped.names.contains("sunspec-hybrid"))
        #expect(ProfileLibrary(folder: folder + "/nowhere").names.isEmpty)
    }
}
