// SPDX-License-Identifier: Apache-2.0

/// A table of features as bin numbers, one byte per value: what boosted trees are trained on.
///
/// Eight columns at a time lie row by row (`[group][row][lane]`), because the histograms of eight columns (16 KiB) fit the
/// first-level cache of any processor, and one 64-bit load brings a row's bins for all eight.
public struct BinnedTable: Sendable {
    /// How values became bins.
    public let binning: Binning
    /// Number of rows.
    public let rowCount: Int
    /// Number of columns.
    public var columnCount: Int { binning.columnCount }
    let bytes: [UInt8]

    /// Columns per group.
    static let laneCount = 8
    /// A row's count has 24 bits in a packed sum.
    static let maximumRowCount = 1 << 24 - 1

    var groupCount: Int { (columnCount + Self.laneCount - 1) / Self.laneCount }

    /// Chooses bins for some columns and sorts them in.
    ///
    /// Columns are asked for one at a time, so that a table need never exist as floating-point numbers as a whole.
    /// - Parameters:
    ///   - maximumBins: most bins of a column, 2...255.
    ///   - column: the `rowCount` values of a column; values that are not finite are missing.
    public init(
        rowCount: Int, columnCount: Int, maximumBins: Int = Binning.maximumBinCount, column: (Int) -> [Float]
    ) throws(BoostingError) {
        guard (2...Binning.maximumBinCount).contains(maximumBins) else {
            throw .parameter(name: "maximumBins", found: Double(maximumBins), expected: "2...255")
        }
        var bounds: [[Float]] = []
        var writer = try Writer(rowCount: rowCount, columnCount: columnCount)
        for index in 0..<columnCount {
            let values = column(index)
            bounds.append(Binning.bounds(of: values, maximumBins: maximumBins))
            try writer.write(values, column: index, bounds: BoundSearch(bounds[index]))
        }
        self.init(binning: Binning(bounds: bounds), writer)
    }

    /// Sorts some columns into the bins of another table, for validation.
    public init(binning: Binning, rowCount: Int, column: (Int) -> [Float]) throws(BoostingError) {
        var writer = try Writer(rowCount: rowCount, columnCount: binning.columnCount)
        for index in 0..<binning.columnCount {
            try writer.write(column(index), column: index, bounds: BoundSearch(binning.bounds[index]))
        }
        self.init(binning: binning, writer)
    }

    private init(binning: Binning, _ writer: Writer) {
        self.binning = binning
        rowCount = writer.rowCount
        bytes = writer.bytes
    }

    /// Index in `bytes` of a column's bin of the first row; the next row's is `laneCount` further.
    func start(of column: Int) -> Int { Self.start(of: column, rowCount: rowCount) }

    fileprivate static func start(of column: Int, rowCount: Int) -> Int {
        column / laneCount * rowCount * laneCount + column % laneCount
    }

    /// The bin of one value.
    func bin(row: Int, column: Int) -> UInt8 { bytes[start(of: column) + row * Self.laneCount] }
}

/// The bytes of a table while its columns come in.
private struct Writer {
    let rowCount: Int
    var bytes: [UInt8]

    init(rowCount: Int, columnCount: Int) throws(BoostingError) {
        guard rowCount > 0, columnCount > 0 else {
            throw .emptyTable(rowCount: rowCount, columnCount: columnCount)
        }
        guard rowCount <= BinnedTable.maximumRowCount else {
            throw .tooManyRows(found: rowCount, limit: BinnedTable.maximumRowCount)
        }
        guard columnCount <= TreeNode.maximumColumnCount else {
            throw .tooManyColumns(found: columnCount, limit: TreeNode.maximumColumnCount)
        }
        let lanes = BinnedTable.laneCount
        self.rowCount = rowCount
        bytes = [UInt8](repeating: 0, count: (columnCount + lanes - 1) / lanes * lanes * rowCount)
    }

    mutating func write(_ values: [Float], column: Int, bounds: BoundSearch) throws(BoostingError) {
        guard values.count == rowCount else {
            throw .columnLength(column: column, expected: rowCount, found: values.count)
        }
        let start = BinnedTable.start(of: column, rowCount: rowCount)
        for row in values.indices { bytes[start + row * BinnedTable.laneCount] = bounds.bin(of: values[row]) }
    }
}
