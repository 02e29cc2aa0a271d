// SPDX-License-Identifier: Apache-2.0

import Energy
import Forecasting

/// What a recorded house can be forecast from, any part of it, as its own planner would have it.
struct HouseRecords {
    /// Load with the heat pump, W.
    let load: SlotSeries
    /// Spot prices; nil where the tariff needs none or there are none.
    let spot: SlotSeries?
    private let heatPump: SlotSeries?
    private let pv: SlotSeries
    private let calendar: LocalCalendar
    private let marketCalendar: LocalCalendar
    private let array: ArraySite?
    /// Quarter hours that one row of the recording was spread over.
    private let quarters: Int

    /// The records of a house.
    ///
    /// - Parameters:
    ///   - marketZone: the clock of the day-ahead market.
    ///   - surroundings: what is known of the place.
    init(_ house: BacktestHouse, marketZone: TimeZoneRule, surroundings: Surroundings) {
        let home = house.home
        let load = SlotSeries(
            firstSlot: home.slots.lowerBound,
            values: home.slots.map { home.load.rawValue(at: $0) + home.heatPump.rawValue(at: $0) })
        (self.load, pv) = (load, home.pv)
        heatPump = home.heatPump.slots.contains { (home.heatPump[$0] ?? 0) != 0 } ? home.heatPump : nil
        spot = house.tariff.needsSpot ? home.spotPrice : nil
        calendar = LocalCalendar(zone: house.site.timeZone, holidays: surroundings.holidays)
        marketCalendar = LocalCalendar(zone: marketZone, holidays: surroundings.holidays)
        array = surroundings.array
        // The first quarter hour of a row that was an hour tells what the other three will be: such a recording is
        // forecast by hours, of which only those that are over are known.
        quarters = [4, 2].first { quarters in [load, home.pv].allSatisfy { $0.repeats(every: quarters) } } ?? 1
    }

    /// Inputs of a forecast of demand, W.
    func demand(_ slots: Range<Slot>) -> HouseInputs {
        .demand(steps(load, slots), heatPump: heatPump.map { steps($0, slots) }, calendar: calendar)
    }

    /// Inputs of a forecast of solar yield, W.
    func solar(_ slots: Range<Slot>) -> HouseInputs { .solar(steps(pv, slots), site: array, irradiance: nil) }

    /// Inputs of a forecast of spot prices; nil where the tariff needs none.
    func prices(_ slots: Range<Slot>) -> PriceInputs? {
        spot.map { PriceInputs(history: $0.part(slots.clamped(to: $0.slots)), calendar: marketCalendar) }
    }

    /// What a model of a target learns from; nil where there is nothing of the kind.
    func inputs(_ target: ForecastTarget, _ slots: Range<Slot>) -> ForecastInputs? {
        let recorded = slots.clamped(to: load.slots)
        return switch target {
        case .demand: .house(demand(recorded))
        case .solar: .house(solar(recorded))
        case .price: prices(slots).map { .price($0) }
        case .carbon: nil
        }
    }

    private func steps(_ series: SlotSeries, _ slots: Range<Slot>) -> StepSeries {
        StepSeries(series.part(slots), quarters: quarters)
    }
}

/// What a recording does not say about the place it was made at, and forecasts can make use of.
public struct Surroundings: Hashable, Sendable {
    /// The public holidays, nil where they are not known.
    public let holidays: HolidayCalendar?
    /// Where the PV array stands, nil where that is not known.
    public let array: ArraySite?

    /// Surroundings; nothing is known by default.
    public init(holidays: HolidayCalendar? = nil, array: ArraySite? = nil) {
        (self.holidays, self.array) = (holidays, array)
    }
}

extension SlotSeries {
    /// True when the numbers come in whole runs of so many equal ones, counted from the hour.
    fileprivate func repeats(every quarters: Int) -> Bool {
        slots.allSatisfy { slot in
            let first = slot.advanced(by: -((slot.index % quarters + quarters) % quarters))
            return first < slots.lowerBound || self[slot] == self[first]
        }
    }
}
