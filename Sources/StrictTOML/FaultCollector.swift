// SPDX-License-Identifier: Apache-2.0

/// What the readers of one document share: the faults so far, and which keys were asked for.
final class FaultCollector {
    let file: String
    private var faults: Set<TOMLFault> = []
    /// Tables handed out, by path.
    private var tables: [String: [String: Node]] = [:]
    /// Keys asked for, in that order, by the path of their table.
    private var asked: [String: [String]] = [:]

    init(file: String) { self.file = file }

    func add(line: Int, key: String, found: String, expected: String) {
        faults.insert(TOMLFault(file: file, line: line, key: key, found: found, expected: expected))
    }

    func handOut(_ entries: [String: Node], path: String) { tables[path] = entries }

    func ask(_ key: String, path: String) {
        if asked[path]?.contains(key) != true { asked[path, default: []].append(key) }
    }

    /// Every fault by line, the keys nobody asked for included.
    func allFaults() -> [TOMLFault] {
        for (path, entries) in tables {
            let known = asked[path] ?? []
            for (key, node) in entries where !known.contains(key) {
                add(
                    line: node.line, key: joined(path, key), found: "an unknown key",
                    expected: FaultCollector.suggestion(for: key, known: known, present: entries))
            }
        }
        return faults.sorted { ($0.line, $0.key, $0.expected) < ($1.line, $1.key, $1.expected) }
    }

    private static func suggestion(for key: String, known: [String], present: [String: Node]) -> String {
        if let near = nearest(to: key, in: known.filter { present[$0] == nil }) { return near }
        guard let first = known.first else { return "no key here" }
        return known.count == 1 ? first : "one of: " + known.joined(separator: ", ")
    }
}
