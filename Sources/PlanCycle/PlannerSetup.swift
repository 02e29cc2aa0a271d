// SPDX-License-Identifier: Apache-2.0

import Energy
import Forecasting

/// Everything the planner needs before its first step.
public struct PlannerSetup: Sendable {
    /// Days of measurements before the first step that naive forecasts make use of, begun days counted whole; models look back
    /// on `HouseForecaster.historyDays`.
    public static let historyDays =
        max(NaiveForecast.load(zone: .utc).days.upperBound, NaiveForecast.pv.days.upperBound) + 1

    /// Hash of the configuration; without an equal one on the guard's side no intents are sent.
    public let configurationHash: UInt64
    /// The devices, in the order of the configuration.
    public let devices: [DeviceDescription]
    /// The batteries, in the order of the configuration.
    public let batteries: [BatteryDescription]
    /// The connection to the grid and the clocks of house and market.
    public let site: Site
    /// How spot prices become what the house pays and earns.
    public let tariff: Tariff
    /// How many quarter hours ahead a policy is told about, >= 1.
    public let horizonSlots: Int
    /// True when the one inverter offers an output limit; with several, one figure could not say which should give how much.
    public let canLimitPV: Bool
    /// Where the PV array stands, nil where that is not known.
    public let array: ArraySite?
    /// The public holidays of the house's country, nil where they are not known.
    public let holidays: HolidayCalendar?
    /// The recurring work: what the planner runs itself, and what it expects reports of.
    public let jobs: [JobDescription]

    /// Puts a setup together; a horizon outside 1...1000 slots is cut to it.
    public init(
        configurationHash: UInt64, devices: [DeviceDescription], batteries: [BatteryDescription], site: Site,
        tariff: Tariff, horizonSlots: Int = 192, canLimitPV: Bool = false,
        array: ArraySite? = nil, holidays: HolidayCalendar? = nil, jobs: [JobDescription] = HouseJob.ofPlanner
    ) {
        self.configurationHash = configurationHash
        self.devices = devices
        self.batteries = batteries
        self.site = site
        self.tariff = tariff
        self.horizonSlots = max(1, min(1000, horizonSlots))
        self.canLimitPV = canLimitPV
        (self.array, self.holidays, self.jobs) = (array, holidays, jobs)
    }
}
