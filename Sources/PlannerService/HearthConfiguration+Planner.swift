// SPDX-License-Identifier: Apache-2.0

import Configuration
import Energy
import Forecasting
import HostIO
import PlanCycle

extension HearthConfiguration {
    /// Everything the planner needs before its first step, where no timers run beside it.
    public var plannerSetup: PlannerSetup { plannerSetup(jobs: HouseJob.ofPlanner) }

    /// Everything the planner needs before its first step.
    ///
    /// - Parameter jobs: the recurring work that it runs or expects reports of.
    public func plannerSetup(jobs: [JobDescription]) -> PlannerSetup {
        PlannerSetup(
            configurationHash: hash, devices: deviceDescriptions, batteries: batteries.map(\.description), site: site,
            tariff: tariff, canLimitPV: canLimitPV,
            array: position.map { ArraySite(position: $0) }, holidays: holidays, jobs: jobs)
    }

    /// The recurring work of the installed house: the planner's own, and what timers of systemd start.
    public var jobs: [JobDescription] {
        let table = HouseJob.table(feeds: feeds.kinds, watched: watchedData, market: site.marketZone)
        return tariff.needsSpot ? table : table.filter { $0.name != HouseJob.trainPrice.rawValue }
    }

    /// The data of which the planner can tell how old it is: forecasts of the sun alone are no weather, and what a kWh costs
    /// in all is no spot price.
    private var watchedData: Set<DataKind> {
        var data: Set<DataKind> = [.readings]
        if feeds.kinds.contains(.weather) { data.insert(.weather) }
        if feeds.kinds.contains(.carbon) { data.insert(.carbon) }
        if feeds.sources.contains(where: \.feed.hasSpotPrices) { data.insert(.prices) }
        return data
    }

    /// By what documents of sources are judged before they are taken in.
    public var feedCheck: FeedCheck {
        FeedCheck(marketZone: site.marketZone, currency: tariff.currency, places: feedPlaces)
    }

    /// What of the house does not change while the planner runs.
    var statusHouse: HouseStatus.House {
        HouseStatus.House(
            version: ServiceVersion.text, site: site, currency: tariff.currency,
            devices: deviceDescriptions.map { ($0.id, $0.role) }, batteries: batteries.map(\.description))
    }
}
