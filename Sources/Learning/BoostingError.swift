// SPDX-License-Identifier: Apache-2.0

/// Why boosted trees cannot be trained or asked: every case is an input of the caller that cannot be worked with.
public enum BoostingError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A table needs at least one row and one column.
    case emptyTable(rowCount: Int, columnCount: Int)
    /// More rows than the packed histogram sums can count.
    case tooManyRows(found: Int, limit: Int)
    /// More columns than a node of a tree can name.
    case tooManyColumns(found: Int, limit: Int)
    /// A column has another number of values than the table has rows.
    case columnLength(column: Int, expected: Int, found: Int)
    /// The table has another number of columns than its binning or model.
    case columnCount(expected: Int, found: Int)
    /// The targets are not as many as the rows.
    case targetCount(expected: Int, found: Int)
    /// A target that is not finite, or so large that differences of targets overflow.
    case targetOutOfRange(row: Int, found: Float, limit: Float)
    /// A hyper-parameter outside its range.
    case parameter(name: String, found: Double, expected: String)
    /// A validation table that was not made with the binning of the training table.
    case differentBinning
    /// Early stopping was asked for without a validation table.
    case validationMissing

    /// What was found where, and what was expected.
    public var description: String {
        switch self {
        case .emptyTable(let rowCount, let columnCount):
            "a table of \(rowCount) rows and \(columnCount) columns; at least one of each is needed"
        case .tooManyRows(let found, let limit): "\(found) rows; at most \(limit) can be trained on"
        case .tooManyColumns(let found, let limit): "\(found) columns; at most \(limit) can be trained on"
        case .columnLength(let column, let expected, let found):
            "column \(column) has \(found) values, expected one for each of \(expected) rows"
        case .columnCount(let expected, let found): "\(found) columns, expected \(expected)"
        case .targetCount(let expected, let found): "\(found) targets, expected one for each of \(expected) rows"
        case .targetOutOfRange(let row, let found, let limit):
            "target of row \(row) is \(found), expected a finite number of magnitude at most \(limit)"
        case .parameter(let name, let found, let expected): "\(name) is \(found), expected \(expected)"
        case .differentBinning: "the validation table has another binning than the training table"
        case .validationMissing: "early stopping needs a validation table"
        }
    }
}
