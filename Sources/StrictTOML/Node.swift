// SPDX-License-Identifier: Apache-2.0

import TOMLKit

/// A value of the document with the line it stands on.
struct Node {
    enum Content {
        case string(String)
        case integer(Int)
        case float(Double)
        case boolean(Bool)
        /// A date, a time or both, as text.
        case dateTime(String)
        case array([Node])
        case table([String: Node])
    }

    let line: Int
    let content: Content

    /// The value as it is named after "found".
    var text: String {
        switch content {
        case .string(let string): quoted(string)
        case .integer(let integer): "\(integer)"
        case .float(let float): "\(float)"
        case .boolean(let boolean): "\(boolean)"
        case .dateTime(let text): text
        case .array(let elements): "an array of \(elements.count)"
        case .table: "a table"
        }
    }

    /// The entries when this is a table.
    var entries: [String: Node]? {
        if case .table(let entries) = content { entries } else { nil }
    }

    /// The elements when this is an array.
    var elements: [Node]? {
        if case .array(let elements) = content { elements } else { nil }
    }
}

extension Node {
    /// Copies a TOMLKit value into a plain tree and gives each value its line.
    ///
    /// TOMLKit answers every question with a new C object that is never freed, so the tree is walked once here.
    init(_ value: any TOMLValueConvertible, path: String, parentLine: Int, lines: [String: Int]) {
        let line = lines[path] ?? parentLine
        self.line = line
        if let string = value.string {
            content = .string(string)
        } else if let integer = value.int {
            content = .integer(integer)
        } else if let float = value.double {
            content = .float(float)
        } else if let boolean = value.bool {
            content = .boolean(boolean)
        } else if let array = value.array {
            content = .array(
                array.enumerated().map { index, element in
                    Node(element, path: indexed(path, index), parentLine: line, lines: lines)
                })
        } else if let table = value.table {
            content = .table(Node.entries(of: table, path: path, line: line, lines: lines))
        } else {
            content = .dateTime(value.debugDescription)
        }
    }

    private static func entries(
        of table: TOMLTable, path: String, line: Int, lines: [String: Int]
    ) -> [String: Node] {
        var entries: [String: Node] = [:]
        for key in table.keys {
            guard let value = table[key] else { continue }
            entries[key] = Node(value, path: joined(path, key), parentLine: line, lines: lines)
        }
        return entries
    }
}
