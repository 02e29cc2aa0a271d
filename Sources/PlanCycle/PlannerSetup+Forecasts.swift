// SPDX-License-Identifier: Apache-2.0

import Energy
import Forecasting

/// What is forecast from: the planner at work and the training of its models use the same.
extension PlannerSetup {
    /// The clock and the holidays the household lives by.
    var calendar: LocalCalendar { LocalCalendar(zone: site.timeZone, holidays: holidays) }

    /// Inputs of a forecast of demand, W.
    func demand(_ load: SlotSeries, heatPump: SlotSeries?) -> HouseInputs {
        .demand(StepSeries(load), heatPump: heatPump.map { StepSeries($0) }, calendar: calendar)
    }

    /// Inputs of a forecast of solar yield, W.
    func solar(_ pv: SlotSeries) -> HouseInputs { .solar(StepSeries(pv), site: array, irradiance: nil) }

    /// Inputs of a forecast of spot prices.
    func prices(_ spot: SlotSeries) -> PriceInputs {
        PriceInputs(history: spot, calendar: LocalCalendar(zone: site.marketZone, holidays: holidays))
    }

    /// Everything stored that a model of a target can learn from; nil for one that a house has no records of.
    ///
    /// - Parameters:
    ///   - slots: at most; a history may begin later.
    ///   - store: the database.
    public func history(
        _ target: ForecastTarget, slots: Range<Slot>, store: any ReadingStoring
    ) throws -> ForecastInputs? {
        switch target {
        case .price:
            let spot = try store.prices(slots: slots)
            return .price(prices(spot.trimmed))
        case .demand, .solar:
            let recording = try HouseRecording(slots, devices: devices, store: store)
            func series(_ values: [Double]) -> SlotSeries {
                SlotSeries(firstSlot: slots.lowerBound, values: values)
            }
            let measured = series(target == .demand ? recording.load : recording.pv).trimmed
            guard target == .demand else { return .house(solar(measured)) }
            let heatPump = recording.heatPump.map { values in
                SlotSeries(
                    firstSlot: measured.firstSlot,
                    values: Array(values.dropFirst(slots.lowerBound.distance(to: measured.firstSlot)))
                        .prefix(measured.slots.count).map { $0 })
            }
            return .house(demand(measured, heatPump: heatPump))
        case .carbon: return nil
        }
    }
}

extension SlotSeries {
    /// The series from its first number to its last.
    fileprivate var trimmed: SlotSeries {
        let known = slots.filter { self[$0] != nil }
        guard let first = known.first, let last = known.last else {
            return SlotSeries(firstSlot: firstSlot, values: [Double]())
        }
        return SlotSeries(firstSlot: first, values: (first..<last.advanced(by: 1)).map { rawValue(at: $0) })
    }
}
