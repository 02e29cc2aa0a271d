// SPDX-License-Identifier: Apache-2.0

import Bits
import Configuration
import Energy
import FeedSimulator
import Feeds
import FetchService
import HostIO
import PlanCycle
import PlannerService
import ReadingStore

/// The fetcher and the planner's inbox of a simulated house, whose sources of prices and weather are on this machine.
///
/// All is real but the time: HTTP on a socket, documents in the inbox, their checks, the reports of the job.
final class SimulatedFeeds {
    /// Bidding zone of the simulated market.
    static let zone = "SE3"
    /// Stands in the requests to this machine.
    static let contact = "simulation"
    /// Time between two runs of the fetcher for prices and for weather, as its timers have it, s; and how far into it a run is.
    private static let (priceSeconds, weatherSeconds, fetchSecond) = (900, 3600, 187)

    /// The simulated clocks, as the fetcher reads them.
    private final class Clock {
        var now = BootInstant(seconds: 0)
        var wall = UTCInstant(secondsSinceEpoch: 0)
    }

    private let sources: SimulatedSources
    private let fetcher: Fetcher
    private let clock = Clock()
    private let outage: Range<UTCInstant>?
    private var feeds: FeedKeeper
    private var jobs: JobKeeper
    private var hasBegun = false

    /// Opens the sources.
    ///
    /// - Parameters:
    ///   - configuration: of the house; what it says of feeds is replaced.
    ///   - state: folder of the run, where the database is.
    ///   - outage: when no source gives anything.
    init(
        _ configuration: HearthConfiguration, spot: SlotSeries, start: UTCInstant, outage: Range<UTCInstant>?,
        state: String, store: ReadingStore
    ) throws {
        do {
            sources = try SimulatedSources(
                spot: spot, zone: Self.zone, position: configuration.position ?? Self.middle, now: start)
        } catch {
            throw CommandFailure.failed("--feeds: no port of this machine can be listened on: \(error)")
        }
        let house = configuration.keepingState(in: state, isDryRun: false)
            .fetching(pricesOf: Self.zone, weatherAt: configuration.position ?? Self.middle, from: sources.address)
        let clock = clock
        let wait = FeedWait(now: { clock.now }, wall: { clock.wall }, pause: { _ in !StopSignal.isRequested })
        fetcher = Fetcher(
            house, manners: FeedManners(version: ServiceVersion.text, contact: Self.contact), wait: wait,
            random: SplitMix64(seed: 1), shouldStop: { StopSignal.isRequested }, log: { _, _ in })
        self.outage = outage
        feeds = FeedKeeper(house.feedCheck, database: house.databasePath, store: store) { _, _ in }
        jobs = JobKeeper(database: house.databasePath) { _, _ in }
    }

    /// Lets the fetcher run when its timer comes, and hands the planner what it left; called once a simulated second.
    func look(planner: Planner, now: BootInstant, wall: UTCInstant) throws {
        func isDue(_ period: Int) -> Bool { wall.secondsSinceEpoch % period == Self.fetchSecond }
        guard !hasBegun || isDue(Self.priceSeconds) else { return }
        let selection: [FetchSelection] =
            !hasBegun || isDue(Self.weatherSeconds) ? [.kind(.price), .kind(.weather)] : [.kind(.price)]
        hasBegun = true
        (clock.now, clock.wall) = (now, wall)
        sources.set(now: wall, isReachable: !(outage?.contains(wall) ?? false))
        do throws(ServiceFailure) {
            for kind in selection { _ = try fetcher.run(kind) }
        } catch {
            throw CommandFailure(error)
        }
        if feeds.look(now: now, wall: wall) { planner.notePricesChanged() }
        jobs.look(now: now, planner: planner)
    }

    /// The recurring work there is reports of: the planner's own, and the fetcher's.
    static let jobs = HouseJob.table(feeds: [.price, .weather]).filter { job in
        job.runner == .planner || HouseJob(rawValue: job.name)?.feeds.isEmpty == false
    }

    /// Closes the sources.
    func stop() { sources.stop() }

    /// Where a house stands that does not say it: Stockholm.
    private static let middle = GeographicPosition(latitude: 59.33, longitude: 18.07)
}
