// SPDX-License-Identifier: Apache-2.0

/// Reads the values of one table and notes what is wrong with them.
///
/// Every method takes the key as written in the document. A method with `default:` accepts a missing key when the
/// default is not nil and notes a fault otherwise; the `...IfPresent` variants answer nil when the key is absent and
/// only then. After a fault a method answers a placeholder: the lower end of a range, the first case, an empty
/// string, array or table. Do not build on relations between placeholders (`low...high` traps when they cross).
public struct TOMLTableReader {
    /// Dotted path of the table, empty for the document's top level.
    public let path: String
    /// Last key of the path: the name of a table found by `namedTables`.
    public let name: String
    /// Line of the table's header or opening brace, from 1.
    public let line: Int
    /// Nil where the table itself is missing or faulty, which was noted already: everything below is silent.
    let entries: [String: Node]?
    let collector: FaultCollector

    init(path: String, name: String, line: Int, entries: [String: Node]?, collector: FaultCollector) {
        self.path = path
        self.name = name
        self.line = line
        self.entries = entries
        self.collector = collector
        if let entries { collector.handOut(entries, path: path) }
    }

    // MARK: Keys

    /// True when the table holds the key, whatever its value.
    public func contains(_ key: String) -> Bool { entries?[key] != nil }

    /// Accepts keys without reading them or what is below them, for a reader that has no use for them.
    public func ignore(_ keys: String...) {
        for key in keys { collector.ask(key, path: path) }
    }

    /// Notes a fault the caller found, for example between two values.
    ///
    /// - Parameters:
    ///   - key: the key to blame; empty for the table itself.
    ///   - found: a phrase; nil for the value in the document.
    ///   - expected: a phrase that fits after "expected".
    public func fault(_ key: String, found: String? = nil, expected: String) {
        guard let entries else { return }
        let node = entries[key]
        collector.add(
            line: node?.line ?? line, key: key.isEmpty ? path : joined(path, key),
            found: found ?? (key.isEmpty ? "a table" : node?.text ?? "nothing"), expected: expected)
    }

    // MARK: Tables

    /// A table that must be there.
    public func table(_ key: String) -> TOMLTableReader {
        tableIfPresent(key) ?? missingTable(key)
    }

    /// A table, nil when the key is absent.
    public func tableIfPresent(_ key: String) -> TOMLTableReader? {
        guard let node = node(key) else { return nil }
        if node.entries == nil { fault(key, expected: "a table") }
        return reader(node.entries, name: key, path: joined(path, key), line: node.line)
    }

    /// A table whose keys are read as absent when the table is.
    public func tableOrEmpty(_ key: String) -> TOMLTableReader {
        tableIfPresent(key) ?? reader(entries == nil ? nil : [:], name: key, path: joined(path, key), line: line)
    }

    /// The tables of an array, written as `[[key]]` or as inline tables; none when the key is absent.
    public func tables(_ key: String, atLeast minimum: Int = 0) -> [TOMLTableReader] {
        let expected =
            "an array of tables ([[\(joined(path, key))]])" + (minimum > 0 ? " with at least \(minimum)" : "")
        guard let node = node(key) else {
            if minimum > 0 { fault(key, expected: expected) }
            return []
        }
        guard let elements = node.elements, elements.count >= minimum else {
            fault(key, expected: expected)
            return []
        }
        return elements.enumerated().map { index, element in
            let elementPath = indexed(joined(path, key), index)
            if element.entries == nil {
                collector.add(line: element.line, key: elementPath, found: element.text, expected: "a table")
            }
            return reader(element.entries, name: key, path: elementPath, line: element.line)
        }
    }

    /// The tables below a table, `[key.first]`, `[key.second]` and so on, in the order of the document; see `name`.
    public func namedTables(_ key: String) -> [TOMLTableReader] {
        guard let parent = tableIfPresent(key), let children = parent.entries else { return [] }
        return children.sorted { ($0.value.line, $0.key) < ($1.value.line, $1.key) }.map { parent.table($0.key) }
    }

    private func missingTable(_ key: String) -> TOMLTableReader {
        fault(key, expected: "a table")
        return reader(nil, name: key, path: joined(path, key), line: line)
    }

    private func reader(_ entries: [String: Node]?, name: String, path: String, line: Int) -> TOMLTableReader {
        TOMLTableReader(path: path, name: name, line: line, entries: entries, collector: collector)
    }

    /// The value of a key, which counts as asked for from now on.
    func node(_ key: String) -> Node? {
        collector.ask(key, path: path)
        return entries?[key]
    }
}
