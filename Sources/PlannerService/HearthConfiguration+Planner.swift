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
    public var jobs: [JobDescription] { HouseJob.table(feeds: feeds.kinds, market: site.marketZone) }

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
