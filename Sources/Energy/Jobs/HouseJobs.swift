// SPDX-License-Identifier: Apache-2.0

/// The recurring work of a house by its names.
public enum HouseJob: String, CaseIterable, Hashable, Sendable {
    /// Stores the house's own numbers.
    case houseData = "house-data"
    /// Fetches day-ahead prices.
    case fetchPrices = "fetch-prices"
    /// Fetches forecasts of weather and sun.
    case fetchWeather = "fetch-weather"
    /// Fetches carbon intensity.
    case fetchCarbon = "fetch-carbon"
    /// Says how good the forecasts were.
    case scoreForecasts = "score-forecasts"
    /// Trains the model of prices.
    case trainPrice = "train-price"
    /// Trains the model of demand.
    case trainDemand = "train-demand"
    /// Says what other policies would have made of the days.
    case shadow
    /// Deletes what is older than it is kept.
    case prune
    /// Copies the database.
    case backup
}

extension HouseJob {
    /// What the planner runs itself.
    public static let ofPlanner = table(feeds: []).filter { $0.runner == .planner }

    /// All of it with when, by whom and what may go wrong.
    ///
    /// - Parameters:
    ///   - feeds: the kinds that are fetched; the jobs of the others are left out.
    ///   - watched: the data whose age or reach is looked at; that of a house whose prices are no spot prices is not known.
    ///   - publication: when the price source has the next day's prices, by `market`.
    ///   - market: the clock of the price source.
    public static func table(
        feeds: Set<FeedKind>, watched: Set<DataKind> = Set(DataKind.allCases),
        pricesFrom publication: TimeOfDay = TimeOfDay(13),
        market: TimeZoneRule = .centralEuropean
    ) -> [JobDescription] {
        let jobs = [
            job(
                .houseData, "Stores what was read in the last quarter hour.",
                .every(quarterHours: 1), by: .planner, needsTrustedClock: false, timeout: 600, tolerated: 3,
                freshness: .age(.readings, hours: 1)),
            job(
                .fetchPrices, "Fetches the next day's electricity prices.",
                .published(publication, in: market, everyMinutes: 15), by: .unit("hearth-fetch@price"),
                timeout: 600, retries: .network, tolerated: 7, freshness: .reach(.prices, hours: 4)),
            job(
                .fetchWeather, "Fetches forecasts of weather and sun.",
                .every(quarterHours: 4), by: .unit("hearth-fetch@weather"),
                timeout: 600, retries: .network, tolerated: 2, freshness: .age(.weather, hours: 6)),
            job(
                .fetchCarbon, "Fetches the carbon intensity of the grid.",
                .every(quarterHours: 4), by: .unit("hearth-fetch@carbon"),
                timeout: 600, retries: .network, tolerated: 2, freshness: .age(.carbon, hours: 6)),
            job(
                .scoreForecasts, "Compares the forecasts for the day before with what came.",
                .daily(TimeOfDay(6)), by: .planner, timeout: 300, retries: .later),
            job(
                .trainPrice, "Trains the price forecast anew.",
                .weekly(.sunday, TimeOfDay(2)), by: .unit("hearth-train@price"),
                timeout: hours(4), retries: .training, after: [.fetchPrices]),
            job(
                .trainDemand, "Trains the demand forecast anew.",
                .weekly(.monday, TimeOfDay(2)), by: .unit("hearth-train@demand"),
                timeout: hours(4), retries: .training),
            job(
                .shadow, "Replays the last days with every policy.",
                .daily(TimeOfDay(2, 40)), by: .unit("hearth-shadow"), timeout: hours(4), tolerated: 1),
            job(
                .prune, "Deletes what is older than it is kept.",
                .daily(TimeOfDay(3, 10)), by: .planner, timeout: 300, tolerated: 1),
            job(
                .backup, "Copies the database.",
                .weekly(.wednesday, TimeOfDay(3, 30)), by: .unit("hearth-backup"), timeout: 3600),
        ]
        let left = Set(
            HouseJob.allCases.filter { !$0.feeds.isEmpty && $0.feeds.isDisjoint(with: feeds) }.map(\.rawValue))
        return jobs.filter { !left.contains($0.name) }.map { job in
            job.freshness.map { watched.contains($0.data) } ?? true ? job : job.withoutFreshness
        }
    }

    /// The kinds of sources that it fetches from; none for a job that fetches nothing.
    public var feeds: Set<FeedKind> {
        switch self {
        case .fetchPrices: [.price]
        case .fetchWeather: [.weather, .solar]
        case .fetchCarbon: [.carbon]
        default: []
        }
    }

    private static func hours(_ count: Int) -> Int { 3600 * count }

    private static func job(
        _ job: HouseJob, _ purpose: String, _ schedule: JobSchedule, by runner: JobRunner,
        needsTrustedClock: Bool = true, timeout: Int, retries: JobRetries = .none, after dependencies: [HouseJob] = [],
        tolerated: Int = 0, freshness: FreshnessLimit? = nil
    ) -> JobDescription {
        JobDescription(
            job.rawValue, purpose, schedule, by: runner, needsTrustedClock: needsTrustedClock, timeout: timeout,
            retries: retries, after: dependencies.map(\.rawValue), tolerated: tolerated, freshness: freshness)
    }
}

extension JobRetries {
    /// As public services ask for it: 1, 4, 16 and 60 s.
    fileprivate static let network = JobRetries(most: 4, first: 1, factor: 4, highest: 60)
    /// For what is the same an hour later: 1, 4, 16 and 60 min.
    fileprivate static let later = JobRetries(most: 4, first: 60, factor: 4, highest: 3600)
    /// For what takes long: 10 and 30 min.
    fileprivate static let training = JobRetries(most: 2, first: 600, factor: 3, highest: 3600)
}
