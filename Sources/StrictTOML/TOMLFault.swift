// SPDX-License-Identifier: Apache-2.0

/// One thing wrong with a TOML document: where it is, what was found, what was expected.
public struct TOMLFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The document's name as the user gave it, for example `hearth.toml`.
    public let file: String
    /// Line of the key, from 1; of the table it belongs to where the key is missing.
    public let line: Int
    /// Dotted path such as `site.main_fuse_a` or `point[3].address` (indices from 0); empty for the whole document.
    public let key: String
    /// What the document holds, for example `-3`, `"foo"` or `nothing`.
    public let found: String
    /// What would have been accepted, for example `a number in 6...125 A`.
    public let expected: String

    /// Describes a fault; `found` and `expected` are phrases that fit into `found ..., expected ...`.
    public init(file: String, line: Int, key: String, found: String, expected: String) {
        self.file = file
        self.line = line
        self.key = key
        self.found = found
        self.expected = expected
    }

    /// As `hearth.toml:12: site.main_fuse_a: found -3, expected a number in 6...125 A`.
    public var description: String {
        "\(file):\(line): \(key.isEmpty ? "" : key + ": ")found \(found), expected \(expected)"
    }
}

/// Everything wrong with one or more TOML documents.
public struct TOMLFaults: Error, Hashable, Sendable, CustomStringConvertible {
    /// The faults, for each document in the order of its lines.
    public let faults: [TOMLFault]

    /// Wraps a list of faults.
    public init(_ faults: [TOMLFault]) { self.faults = faults }

    /// One fault a line.
    public var description: String { faults.map(\.description).joined(separator: "\n") }
}
