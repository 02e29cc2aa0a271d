// SPDX-License-Identifier: Apache-2.0

/// Rows of text in aligned columns; the first column to the left, the others to the right.
struct TextTable {
    private var rows: [[String]] = []
    private let leftColumns: Int

    /// - Parameter leftColumns: how many columns, from the first, are aligned to the left.
    init(leftColumns: Int = 1) { self.leftColumns = leftColumns }

    mutating func add(_ cells: String...) { rows.append(cells) }

    /// The table, two spaces between its columns.
    var text: String {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        return rows.map { line($0, widths: widths) }.joined(separator: "\n")
    }

    private func line(_ row: [String], widths: [Int]) -> String {
        var cells: [String] = []
        for (column, cell) in row.enumerated() {
            let padding = String(repeating: " ", count: widths[column] - cell.count)
            cells.append(column < leftColumns ? cell + padding : padding + cell)
        }
        var text = cells.joined(separator: "  ")
        while text.last == " " { text.removeLast() }
        return text
    }
}
