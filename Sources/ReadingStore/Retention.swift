// SPDX-License-Identifier: Apache-2.0

/// How long the database keeps what; models, the decisions on them, and what promoted or demoted a policy are few
/// and stay for ever.
public struct Retention: Hashable, Sendable {
    /// Quarter-hour rows, days: ten years, because forecasts learn from the same season of earlier years.
    public var readingDays = 3653
    /// Prices, days: as long as the rows they belong to.
    public var priceDays = 3653
    /// Decisions and nightly verdicts that changed nothing, days: two years, so that a bill can be explained.
    public var decisionDays = 731
    /// Events, days: two years, the time proof of dimming is asked for.
    public var eventDays = 731
    /// Forecasts as they were issued, days: a month, by when they are long scored; 11.4 MiB for demand and solar.
    public var forecastDays = 30
    /// Scores of forecasts, days: as long as the rows they were made from; 10.2 MiB for two forecasters.
    public var scoreDays = 3653
    /// Facts that were fetched, days: as long as the rows they explain.
    public var feedActualDays = 3653
    /// Forecasts that were fetched, days: two years, so that each season is there twice to learn from; 20 MiB for eight
    /// quantities of weather.
    public var feedForecastDays = 731
    /// Reports of job runs, days: a year, so that what comes once a year can be looked up.
    public var jobRunDays = 366
    /// Identities of stored slices, days of boot time: one more than the guard keeps slices to send again.
    public var sliceDays = 8

    /// The durations above.
    public init() {}
}
