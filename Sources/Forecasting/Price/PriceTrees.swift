// SPDX-License-Identifier: Apache-2.0

import Learning

/// Boosted trees of day-ahead prices relative to their recent level, the mean of several trainings.
public struct PriceTrees: Hashable, Sendable {
    /// How they are trained.
    public struct Parameters: Hashable, Sendable {
        /// Days they are trained on, the latest.
        public var window = 1456
        /// Trainings with other draws of rows and columns.
        public var members = 1
        /// Trees and their growth; the seed of the first member.
        public var boosting: BoostingParameters
        /// Days of the spread that prices are divided by, 1...28; nil for prices that are shifted by the level only.
        public var spreadDays: Int?

        /// The values chosen on the validation windows.
        public init(spreadDays: Int? = nil) {
            self.spreadDays = spreadDays
            boosting = BoostingParameters()
            boosting.loss = .absolute
            boosting.treeCount = 400
            boosting.minimumChildCount = 5
            (boosting.rowFraction, boosting.columnFraction) = (0.8, 0.5)
        }

        /// Fewest days that are worth training on.
        static let fewestDays = 56
    }

    /// Days of the spread that prices are divided by; nil for prices that are shifted by the level only.
    public let spreadDays: Int?
    /// The trainings.
    public let members: [TreeEnsemble]

    init(spreadDays: Int?, members: [TreeEnsemble]) { (self.spreadDays, self.members) = (spreadDays, members) }

    /// Trains on the days before one; nil where there are too few.
    public init?(_ market: MarketDays, before day: Int, parameters: Parameters) {
        let first = max(PriceTreeFeatures.reach, day - parameters.window)
        guard day - first >= Parameters.fewestDays, day <= market.count else { return nil }
        let features = PriceTreeFeatures(market: market, spreadDays: parameters.spreadDays)
        let rows = (first..<day).flatMap { features.rows($0) }
        let target = (first..<day).flatMap { day in
            let level = features.level(day)
            return market[day].map { Float(level.relative($0)) }
        }
        let columns = PriceTreeFeatures.schema(exogenous: market.exogenous.count).features.count
        let table = try? BinnedTable(rowCount: target.count, columnCount: columns) { column in
            target.indices.map { rows[$0 * columns + column] }
        }
        guard let table else { return nil }
        let members = (0..<max(1, parameters.members)).compactMap { member in
            var boosting = parameters.boosting
            boosting.seed &+= UInt64(member) &* 0x9E37_79B9
            return try? Boosting.train(table, target: target, parameters: boosting)
        }
        guard members.count == max(1, parameters.members) else { return nil }
        self.init(spreadDays: parameters.spreadDays, members: members)
    }

    /// The prices of a day from those of the days before, of the exogenous series from that day too.
    public func forecast(_ market: MarketDays, day: Int) -> [Double] {
        let features = PriceTreeFeatures(market: market, spreadDays: spreadDays)
        let level = features.level(day)
        let rows = features.rows(day)
        var sums = [Double](repeating: 0, count: MarketDays.hours)
        var values = [Float](repeating: 0, count: MarketDays.hours)
        for member in members {
            var predictor = TreePredictor(member, maximumRows: MarketDays.hours)
            predictor.predict(rows, into: &values)
            for hour in sums.indices { sums[hour] += Double(values[hour]) }
        }
        return sums.map { level.price($0 / Double(members.count)) }
    }
}
