// SPDX-License-Identifier: Apache-2.0

import Devices
import FoundationEssentials
import StrictTOML
import Testing

/// Every table of the format, with one key too many in each.
private let everyTable = """
    zzzzzzzz = 1
    [identity]
    zzzzzzzz = 1
    [identity.points]
    zzzzzzzz = 1
    [transport]
    zzzzzzzz = 1
    [transport.tcp]
    zzzzzzzz = 1
    [transport.rtu]
    zzzzzzzz = 1
    [signals]
    zzzzzzzz = 1
    gridImport = [{ zzzzzzzz = 1 }]
    [controls]
    zzzzzzzz = 1
    [controls.battery]
    zzzzzzzz = 1
    release = [{ zzzzzzzz = 1 }]
    [controls.output]
    zzzzzzzz = 1
    [[block]]
    zzzzzzzz = 1
    points = [{ zzzzzzzz = 1 }]
    [[model]]
    zzzzzzzz = 1
    points = [{ zzzzzzzz = 1 }]
    [model.repeat]
    zzzzzzzz = 1
    points = [{ zzzzzzzz = 1 }]
    """

@Suite struct SchemaTests {
    /// What the test needs of a JSON Schema.
    private final class Schema: Decodable {
        let properties: [String: Schema]?
        let items: Schema?
        let ref: String?
        let defs: [String: Schema]?
        let additionalProperties: Bool?

        enum CodingKeys: String, CodingKey {
            case properties, items, additionalProperties
            case ref = "$ref"
            case defs = "$defs"
        }
    }

    /// The keys of each table by its path, array indices left out, as the schema has them.
    private func keys(_ schema: Schema, path: String, root: Schema, into found: inout [String: Set<String>]) throws {
        if let ref = schema.ref {
            let target = try #require(root.defs?[String(ref.dropFirst("#/$defs/".count))])
            return try keys(target, path: path, root: root, into: &found)
        }
        if let items = schema.items { return try keys(items, path: path, root: root, into: &found) }
        guard let properties = schema.properties else { return }
        #expect(schema.additionalProperties == false, "\(path) allows unknown keys")
        found[path] = Set(properties.keys)
        for (key, property) in properties {
            try keys(property, path: path.isEmpty ? key : path + "." + key, root: root, into: &found)
        }
    }

    /// The keys that the decoder names in its faults about unknown ones.
    private func decoderKeys() -> [String: Set<String>] {
        var found: [String: Set<String>] = [:]
        do { _ = try DeviceProfile(toml: everyTable, file: "") } catch {
            for fault in error.faults where fault.found == "an unknown key" {
                let path = fault.key.split(separator: ".").dropLast().map { $0.prefix { $0 != "[" } }
                let known = fault.expected.dropFirst(fault.expected.hasPrefix("one of: ") ? "one of: ".count : 0)
                found[path.joined(separator: ".")] = Set(known.split(separator: ", ").map(String.init))
            }
        }
        return found
    }

    @Test func schemaAndDecoder_knowTheSameKeys() throws {
        let text = try repositoryFile("devices/profile.schema.json")
        let root = try JSONDecoder().decode(Schema.self, from: Data(text.utf8))
        var schemaKeys: [String: Set<String>] = [:]
        try keys(root, path: "", root: root, into: &schemaKeys)
        let decoderKeys = decoderKeys()
        #expect(decoderKeys.count == 18)
        for (path, keys) in schemaKeys {
            #expect(decoderKeys[representative(path)] == keys, "\(path)")
        }
        for path in decoderKeys.keys { #expect(schemaKeys[path] != nil, "\(path)") }
    }

    /// One signal stands for all of them, one release for both.
    private func representative(_ path: String) -> String {
        if path.hasPrefix("signals.") { return "signals.gridImport" }
        return path == "controls.output.release" ? "controls.battery.release" : path
    }
}
