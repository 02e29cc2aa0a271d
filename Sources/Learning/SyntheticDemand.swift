// SPDX-License-Identifier: Apache-2.0

/// The regression task of the boosted-tree benchmark: load of the synthetic house from 40 features.
///
/// Row `r` describes quarter hour `672 + r`. Train on the first `trainingCount` rows, test on the rest; equal, bit for
/// bit, to `features` of the peers' `perf/p1_gbdt.py`.
public struct SyntheticDemand: Sendable {
    /// Names of the columns.
    public private(set) var names: [String] = []
    /// Values, one array of `target.count` per column.
    public private(set) var columns: [[Float]] = []
    /// What is to be forecast, kW.
    public let target: [Float]
    /// Number of rows that the benchmark trains on.
    public static let trainingCount = 70_000
    /// Number of rows of the benchmark: 70,000 for training and 8,640 (90 days) for the test.
    public static let benchmarkCount = 78_640
    /// The longest look back, quarter hours: one week.
    private static let longestLag = 672

    /// The task with some number of rows.
    public init(rowCount: Int = benchmarkCount) {
        let rows = Self.longestLag..<Self.longestLag + rowCount
        let house = SyntheticHouse(count: rows.upperBound)
        target = rows.map { Float(house.load[$0]) }
        appendCalendar(house, rows)
        appendWeather(house, rows)
        appendLoadHistory(house.load, rows)
        append("temp_diff4", rows) { house.temperature[$0] - house.temperature[$0 - 4] }
    }

    /// The rows that the benchmark trains on, binned, with their targets.
    ///
    /// - Parameter count: number of rows from the first on, at most all.
    public func training(
        count: Int = trainingCount
    ) throws(BoostingError) -> (table: BinnedTable, target: [Float]) {
        let count = min(count, target.count)
        let table = try BinnedTable(rowCount: count, columnCount: columns.count) { Array(columns[$0][0..<count]) }
        return (table, Array(target[0..<count]))
    }

    /// The features of some rows, `[row][column]`, as a predictor takes them.
    public func features(_ rows: Range<Int>) -> [Float] { rows.flatMap { row in columns.map { $0[row] } } }

    /// What the benchmark trains: 500 trees of depth 6 and 64 leaves on the squared loss, learning rate 0.05.
    ///
    /// Fewest rows of a leaf and penalty are those of LightGBM: 20 and 0.
    public static var benchmarkParameters: BoostingParameters {
        var parameters = BoostingParameters()
        (parameters.treeCount, parameters.learningRate) = (500, 0.05)
        (parameters.maximumDepth, parameters.maximumLeaves) = (6, 64)
        (parameters.minimumChildCount, parameters.lambda) = (20, 0)
        return parameters
    }

    private mutating func append(_ name: String, _ rows: Range<Int>, _ value: (Int) -> Double) {
        names.append(name)
        columns.append(rows.map { Float(value($0)) })
    }

    private mutating func appendCalendar(_ house: SyntheticHouse, _ rows: Range<Int>) {
        append("quarter", rows) { house.quarter[$0] }
        append("dow", rows) { house.dayOfWeek[$0] }
        append("weekend", rows) { house.weekend[$0] }
        append("hour", rows) { (house.quarter[$0] / 4).rounded(.down) }
        append("day_s", rows) { SyntheticNoise.periodic(house.quarter[$0] / 96) }
        append("day_c", rows) { SyntheticNoise.periodic(house.quarter[$0] / 96 + 0.25) }
        append("year_s", rows) { SyntheticNoise.periodic(house.year[$0]) }
        append("year_c", rows) { SyntheticNoise.periodic(house.year[$0] + 0.25) }
    }

    private mutating func appendWeather(_ house: SyntheticHouse, _ rows: Range<Int>) {
        for lag in [0, 4, 96] { append("temp_lag\(lag)", rows) { house.temperature[$0 - lag] } }
        append("irr", rows) { house.irradiance[$0] }
        append("irr_lag4", rows) { house.irradiance[$0 - 4] }
        append("cloud", rows) { house.cloud[$0] }
        append("price", rows) { house.price[$0] }
        append("price_lag96", rows) { house.price[$0 - 96] }
    }

    private mutating func appendLoadHistory(_ load: [Double], _ rows: Range<Int>) {
        for lag in [1, 2, 3, 4, 8, 12, 16, 24, 48, 92, 95, 96, 97, 192, 288, 672] {
            append("load_lag\(lag)", rows) { load[$0 - lag] }
        }
        var sums = [0.0]
        for value in load { sums.append(sums[sums.count - 1] + value) }
        for width in [4, 16, 96, 672] {
            append("load_mean\(width)", rows) { (sums[$0] - sums[$0 - width]) / Double(width) }
        }
        for lag in [1, 4, 96] { append("load_diff\(lag)", rows) { load[$0 - 1] - load[$0 - 1 - lag] } }
    }
}
