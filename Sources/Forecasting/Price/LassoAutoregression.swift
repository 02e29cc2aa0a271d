// SPDX-License-Identifier: Apache-2.0

import Learning

/// LASSO autoregression of day-ahead prices (LEAR): 24 sparse linear models, one for each hour, over the same inputs.
///
/// Fitted anew before every forecast on the latest days (Lago et al., Applied Energy 293, 2021, 116983). The penalty of each
/// hour is chosen along the whole path by Akaike's criterion only now and then; in between yesterday's coefficients are
/// the start for the same penalty, which costs a tenth.
public struct LassoAutoregression: Hashable, Sendable {
    /// How it is fitted.
    public struct Parameters: Hashable, Sendable {
        /// Days it is fitted on, the latest; fewer where there are not as many.
        public var window: Int
        /// Days of the spread that prices are taken relative to, with the level of the last week, 1...28; nil for prices as they
        /// are.
        public var spreadDays: Int?
        /// Days between two choices of the penalties, at least 1.
        public var selectionInterval: Int
        /// Penalties of a path.
        public var steps = 100
        /// Steps along the path without a better criterion after which it ends.
        public var patience = 15

        /// A window of days and the published way of fitting, with penalties chosen weekly.
        public init(window: Int, spreadDays: Int? = nil, selectionInterval: Int = 7) {
            (self.window, self.spreadDays, self.selectionInterval) = (window, spreadDays, selectionInterval)
        }

        /// Fewest days with all lags that are worth fitting on.
        static let fewestDays = 28
    }

    /// How it is fitted.
    public let parameters: Parameters
    private(set) var inputs: LassoAutoregressionInputs
    private(set) var models: [LinearModel]
    private var penalties: [Double] = []
    private var fits = 0

    init(parameters: Parameters, inputs: LassoAutoregressionInputs, models: [LinearModel]) {
        (self.parameters, self.inputs, self.models) = (parameters, inputs, models)
    }

    /// Fits the days before one; nil where there are too few.
    public init?(_ market: MarketDays, before day: Int, parameters: Parameters) {
        let unfitted = LassoAutoregressionInputs(spreadDays: parameters.spreadDays, scales: [])
        self.init(parameters: parameters, inputs: unfitted, models: [])
        guard refit(market, before: day) else { return nil }
    }

    /// Fits the days before one anew, from the coefficients it has; false, and nothing changed, where there are too few.
    @discardableResult
    public mutating func refit(_ market: MarketDays, before day: Int) -> Bool {
        let first = max(LassoAutoregressionInputs.reach, day - parameters.window)
        guard day - first >= Parameters.fewestDays, day <= market.count else { return false }
        let scaled = LassoAutoregressionInputs(market, window: first..<day, spreadDays: parameters.spreadDays)
        let targets = (first..<day).flatMap { scaled.targets(market, day: $0) }
        let equations = try? NormalEquations(
            inputs: scaled.rows(market, days: first..<day), targets: targets, rows: day - first,
            inputs: LassoAutoregressionInputs.count(exogenous: market.exogenous.count), targets: MarketDays.hours)
        guard let equations else { return false }
        inputs = scaled
        fit(equations)
        return true
    }

    private mutating func fit(_ equations: NormalEquations) {
        var options = LassoPath.Options()
        (options.steps, options.patience) = (parameters.steps, parameters.patience)
        let chooses = penalties.isEmpty || fits % max(1, parameters.selectionInterval) == 0
        let points = (0..<MarketDays.hours).map { hour in
            chooses
                ? LassoPath(equations, target: hour, options: options).best
                : LassoPath.point(
                    equations, target: hour, penalty: penalties[hour], startingFrom: models[hour].coefficients,
                    options: options)
        }
        penalties = points.map(\.penalty)
        models = points.enumerated().map { $1.model(equations, target: $0) }
        fits += 1
    }

    /// The prices of a day from those of the days before, of the exogenous series from that day too.
    public func forecast(_ market: MarketDays, day: Int) -> [Double] {
        let row = inputs.rows(market, days: day..<day + 1)
        return inputs.prices(models.map { $0.predict(row) ?? 0 }, market, day: day)
    }
}
