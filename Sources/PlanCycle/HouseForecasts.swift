// SPDX-License-Identifier: Apache-2.0

import Energy
import Forecasting

/// The forecasts of the house: made anew each quarter hour, prices when some have come.
struct HouseForecasts {
    /// The models in use.
    private(set) var models = ForecastersInUse()
    /// What was measured.
    private(set) var history: HouseHistory
    private let setup: PlannerSetup
    private var price: PriceForecast?
    private var calibratedDay: CivilDate?

    init(_ setup: PlannerSetup) {
        self.setup = setup
        history = HouseHistory(devices: setup.devices)
    }

    /// Forecasts with other models from now on; prices anew.
    mutating func use(_ change: (inout ForecastersInUse) -> Void) {
        change(&models)
        (price, calibratedDay) = (nil, nil)
    }

    /// Moves the history to the slots before `now`.
    ///
    /// - Parameter isClockTrusted: false keeps the bands as they are: a day that a wrong clock takes to be over is not.
    mutating func advance(to now: Slot, isClockTrusted: Bool, reading store: any ReadingStoring) throws {
        try history.advance(to: now, reading: store)
        // The day that is over is known; once is enough, as it takes some tens of milliseconds.
        guard isClockTrusted, calibratedDay != now.start.date else { return }
        calibratedDay = now.start.date
        models.calibrate(setup.demand(history.load, heatPump: history.heatPump))
        models.calibrate(setup.solar(history.pv))
    }

    /// Reads slots again whose rows have changed.
    mutating func refresh(_ slots: Range<Slot>, reading store: any ReadingStoring) throws {
        try history.refresh(slots, reading: store)
    }

    /// Demand from `now` on.
    mutating func demand(now: Slot) -> ForecastRecord? {
        models.forecast(
            setup.demand(history.load, heatPump: history.heatPump), now: now, count: setup.horizonSlots)
    }

    /// Solar yield from `now` on.
    mutating func solar(now: Slot) -> ForecastRecord? {
        models.forecast(setup.solar(history.pv), now: now, count: setup.horizonSlots)
    }

    /// Spot prices from `now` on, the published ones among them.
    ///
    /// - Returns: with the forecast whether it is a new one; an earlier one serves until prices have come or its end is near.
    mutating func prices(now: Slot, reading store: any ReadingStoring) throws -> (record: ForecastRecord, isNew: Bool)?
    {
        let end = now.advanced(by: setup.horizonSlots)
        let coming = try store.prices(slots: now..<end)
        let basis = PriceForecast.Basis(coming, now: now)
        if let price, price.serves(now: now, until: end, basis) { return price.record.map { ($0, false) } }
        let begin = now.advanced(by: -96 * PriceForecaster.historyDays)
        let inputs = setup.prices(try store.prices(slots: begin..<end))
        // A day more than is asked for, so that a day can pass without a new one.
        let record = models.forecast(inputs, now: now, count: setup.horizonSlots + 96)
        price = PriceForecast(record: record, madeAt: now, basis: basis)
        return record.map { ($0, true) }
    }
}

/// A forecast of prices with what it rests on: the model is read from its file for each, so that it is made as rarely as may be.
private struct PriceForecast {
    /// The published prices that are still to come.
    enum Basis: Equatable {
        /// All from the moment of the forecast up to a slot.
        case known(until: Slot)
        /// Not even that of the moment, as in an outage of the feed; the last one that is known.
        case outage(last: Slot?)

        init(_ coming: SlotSeries, now: Slot) {
            let run = coming.runLength(from: now)
            self =
                run > 0 ? .known(until: now.advanced(by: run)) : .outage(last: coming.slots.last { coming[$0] != nil })
        }
    }

    /// Nil where none could be made.
    let record: ForecastRecord?
    let madeAt: Slot
    let basis: Basis

    /// One that does not reach far enough, or could not be made at all, is tried again once an hour.
    func serves(now: Slot, until end: Slot, _ basis: Basis) -> Bool {
        guard self.basis == basis, madeAt <= now else { return false }
        if let record, record.forecast.slots.upperBound >= end { return true }
        return madeAt.index / 4 == now.index / 4
    }
}
