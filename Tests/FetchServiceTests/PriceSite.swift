// SPDX-License-Identifier: Apache-2.0

import Energy
import HearthTestKit
import Synchronization

/// Day-ahead prices of days that a test publishes, as elprisetjustnu and energy-charts answer with them.
final class PriceSite: Sendable {
    private struct State {
        var days: Set<CivilDate> = []
        var missing: Set<Slot> = []
    }

    private let state = Mutex(State())

    /// Publishes days, such as `2026-11-24`.
    func publish(_ days: String...) {
        state.withLock { state in
            for day in days { UTCInstant(iso8601: day).map { _ = state.days.insert($0.date) } }
        }
    }

    /// Leaves some quarter hours out, or gives them again.
    func leaveOut(_ slots: some Sequence<Slot>) { state.withLock { $0.missing = Set(slots) } }

    /// EUR per kWh: another one in each quarter hour, some of them negative.
    static func price(_ slot: Slot) -> Double { Double(slot.index % 96 - 10) / 1000 }

    private func slots(_ first: CivilDate, _ end: CivilDate) -> [Slot] {
        let (days, missing) = state.withLock { ($0.days, $0.missing) }
        return (first.dayNumber..<max(first.dayNumber, end.dayNumber)).map { CivilDate(dayNumber: $0) }
            .filter(days.contains).flatMap { LocalDay($0, in: .centralEuropean).slots }
            .filter { !missing.contains($0) }
    }

    /// A file of elprisetjustnu, `/api/v1/prices/2026/11-24_SE4.json`.
    func elprisetJustNu(_ request: SwitchedServer.Request) -> SwitchedServer.Answer {
        let parts = request.target.split(separator: "/")
        guard parts.count == 5, let date = UTCInstant(iso8601: "\(parts[3])-\(parts[4].prefix(5))")?.date else {
            return .http(400)
        }
        let slots = slots(date, CivilDate(dayNumber: date.dayNumber + 1))
        guard !slots.isEmpty else { return .http(404, ["Content-Type: text/html"], "<html>nothing yet</html>") }
        let entries = slots.map { slot in
            let price = Self.price(slot)
            return """
                {"SEK_per_kWh":\(price * 8),"EUR_per_kWh":\(price),"EXR":8,"time_start":"\(slot.start)",\
                "time_end":"\(slot.end)"}
                """
        }
        return .http(200, ["Content-Type: application/json"], "[\(entries.joined(separator: ","))]")
    }

    /// An answer of energy-charts, `/price?bzn=SE4&start=2026-11-23&end=2026-11-25`.
    func energyCharts(_ request: SwitchedServer.Request) -> SwitchedServer.Answer {
        func date(_ name: String) -> CivilDate? {
            request.target.split { $0 == "?" || $0 == "&" }.first { $0.hasPrefix(name + "=") }
                .flatMap { UTCInstant(iso8601: $0.dropFirst(name.count + 1))?.date }
        }
        guard let first = date("start"), let end = date("end") else { return .http(400) }
        let slots = slots(first, end)
        guard !slots.isEmpty else { return .http(404) }
        let starts = slots.map { "\($0.start.secondsSinceEpoch)" }.joined(separator: ",")
        let prices = slots.map { "\(Self.price($0) * 1000)" }.joined(separator: ",")
        return .http(200, [], #"{"unix_seconds":[\#(starts)],"price":[\#(prices)],"unit":"EUR / MWh"}"#)
    }
}
