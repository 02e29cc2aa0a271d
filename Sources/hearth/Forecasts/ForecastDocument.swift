// SPDX-License-Identifier: Apache-2.0

import Energy

/// What `hearth forecast` tells.
struct ForecastDocument: Encodable {
    let target, model, unit: String
    let madeAt: String
    /// Why it is not the model's; nil where it is.
    let fallback: String?
    let slots: [SlotRow]
    /// The heat pump's part where it is metered.
    let heatPump: Part?
    /// Courses of the slots, each as likely as the others; empty where none were asked for.
    let scenarios: [[Double]]

    /// A part of what is forecast, by slot.
    struct Part: Encodable {
        let model: String
        let p10, p50, p90: [Double]
    }

    /// A quarter hour.
    struct SlotRow: Encodable {
        let start: UTCInstant
        let p10, p50, p90: Double
        /// What came; nil where that is not known.
        let actual: Double?

        private enum CodingKeys: String, CodingKey { case start, p10, p50, p90, actual }

        func encode(to encoder: any Encoder) throws {
            var row = encoder.container(keyedBy: CodingKeys.self)
            try row.encode(start.iso8601, forKey: .start)
            try row.encode(p10, forKey: .p10)
            try row.encode(p50, forKey: .p50)
            try row.encode(p90, forKey: .p90)
            try row.encode(actual, forKey: .actual)
        }
    }

    private enum CodingKeys: String, CodingKey {
        case target, model, unit, fallback, slots, scenarios
        case madeAt = "made_at"
        case heatPump = "heat_pump"
    }

    func encode(to encoder: any Encoder) throws {
        var document = encoder.container(keyedBy: CodingKeys.self)
        try document.encode(target, forKey: .target)
        try document.encode(model, forKey: .model)
        try document.encode(unit, forKey: .unit)
        try document.encode(madeAt, forKey: .madeAt)
        try document.encode(fallback, forKey: .fallback)
        try document.encode(slots, forKey: .slots)
        try document.encodeIfPresent(heatPump, forKey: .heatPump)
        if !scenarios.isEmpty { try document.encode(scenarios, forKey: .scenarios) }
    }

    private let decimals: Int

    init(_ made: ForecastMaking.Made, _ data: ForecastData) {
        let forecast = made.forecast
        (target, model) = (data.target.rawValue, forecast.model)
        (unit, madeAt, fallback) = (data.target.unit(currency: "EUR"), forecast.madeAt.iso8601, made.fallback)
        slots = forecast.slots.enumerated().map { place, slot in
            SlotRow(
                start: slot.start, p10: forecast.p10[place], p50: forecast.p50[place], p90: forecast.p90[place],
                actual: data.history[slot])
        }
        heatPump = made.heatPump.map { Part(model: $0.model, p10: $0.p10, p50: $0.p50, p90: $0.p90) }
        scenarios = made.scenarios
        switch data.target {
        case .price: decimals = 5
        case .demand, .solar: decimals = 0
        case .carbon: decimals = 1
        }
    }

    /// Which model made it, and why not another.
    var origin: String { "made at \(madeAt) by \(model)" + (fallback.map { " (\($0))" } ?? "") }

    /// For people.
    var text: String {
        var table = TextTable()
        table.add("FROM", "P10", "P50", "P90", "ACTUAL")
        func text(_ value: Double) -> String { decimalText(value, decimals: decimals) }
        for slot in slots {
            table.add(
                slot.start.iso8601, text(slot.p10), text(slot.p50), text(slot.p90), slot.actual.map(text) ?? "-")
        }
        return "\(target) in \(unit), \(origin)\n" + table.text
    }
}
