// SPDX-License-Identifier: Apache-2.0

import Energy

/// The price of a quarter hour in one series.
struct EntsoeQuarter {
    let slot: Slot
    /// The delivery day that holds it.
    let day: CivilDate
    let sequence: Int
    /// Resolution of the series, s.
    let step: Int
    /// Per MWh.
    let price: Double
}

/// A period whose times and points fit together.
struct EntsoeCurve {
    /// Longest period, s: a leap year and a day.
    private static let longest = 367 * 86_400
    /// Resolutions that prices come in, s.
    private static let steps = ["PT15M": 900, "PT30M": 1800, "PT60M": 3600]

    private let start: UTCInstant
    private let step: Int
    /// By position, from 1 on; nil for one that is left out.
    private var prices: [Double?]

    /// How many quarter hours it spans.
    var slotCount: Int { prices.count * step / Slot.seconds }

    /// Checks a period and puts its points in place.
    ///
    /// - Parameter series: the one it is of, which says what an omitted position means.
    init(
        _ period: EntsoeDocument.Period, of series: EntsoeDocument.Series, at place: String
    ) throws(FeedFault) {
        guard let step = Self.steps[period.resolution] else {
            let found = FeedFault.quoted(period.resolution)
            throw .document(at: "\(place), resolution", found: found, expected: "PT15M, PT30M or PT60M")
        }
        guard let start = period.start, let end = period.end else {
            throw .document(at: "\(place), timeInterval", found: "none", expected: "its start and end")
        }
        let seconds = end.secondsSinceEpoch - start.secondsSinceEpoch
        guard start.secondsSinceEpoch % Slot.seconds == 0, seconds > 0, seconds <= Self.longest, seconds % step == 0
        else {
            throw .document(
                at: "\(place), timeInterval", found: "\(start) to \(end)",
                expected: "quarter hours, a multiple of \(period.resolution) and at most a year")
        }
        (self.start, self.step) = (start, step)
        prices = [Double?](repeating: nil, count: seconds / step)
        for (index, point) in period.points.enumerated() {
            try add(point, at: "\(place), Point \(index + 1)")
        }
        switch series.members["curveType"] {
        // Fixed blocks, which hold where no type is said: what is left out is missing.
        case nil, "A01": break
        case "A03": try repeatOmitted(at: place)
        case let type?:
            throw .document(at: "\(place), curveType", found: FeedFault.quoted(type), expected: "A01 or A03")
        }
    }

    private mutating func add(_ point: EntsoeDocument.Point, at place: String) throws(FeedFault) {
        guard let position = point.position, let amount = point.amount else {
            let found = point.position == nil ? "no position" : "no price.amount"
            throw .document(at: place, found: found, expected: "both")
        }
        guard (1...prices.count).contains(position) else {
            throw .document(at: place, found: "position \(position)", expected: "1 to \(prices.count)")
        }
        guard prices[position - 1] ?? amount == amount else {
            throw .document(at: place, found: "position \(position) again with another price", expected: "one price")
        }
        prices[position - 1] = amount
    }

    /// Variable blocks: a position that is left out has the price of the one before.
    private mutating func repeatOmitted(at place: String) throws(FeedFault) {
        guard var last = prices[0] else {
            throw .document(at: place, found: "no position 1", expected: "one, as others may repeat it")
        }
        for index in prices.indices {
            if let price = prices[index] { last = price } else { prices[index] = last }
        }
    }

    /// Every quarter hour with a price.
    func quarters(sequence: Int) -> [EntsoeQuarter] {
        let first = Slot(containing: start)
        let perPrice = step / Slot.seconds
        var day = LocalDay(containing: first, in: DeliveryDays.zone)
        var quarters: [EntsoeQuarter] = []
        for (index, price) in prices.enumerated() {
            guard let price else { continue }
            for k in 0..<perPrice {
                let slot = first.advanced(by: index * perPrice + k)
                if !day.slots.contains(slot) { day = LocalDay(containing: slot, in: DeliveryDays.zone) }
                quarters.append(EntsoeQuarter(slot: slot, day: day.date, sequence: sequence, step: step, price: price))
            }
        }
        return quarters
    }
}
