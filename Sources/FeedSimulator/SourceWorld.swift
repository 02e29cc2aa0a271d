// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy

/// What a source answers.
struct SourceAnswer: Hashable, Sendable {
    var status = 200
    var body = ""
    /// The entity tag; nil for an answer without one.
    var tag: String?

    /// The servers are ill.
    static let unavailable = SourceAnswer(status: 503)
}

/// What the simulated sources know, by the simulated clock.
struct SourceWorld: Sendable {
    /// From when on the next day's prices are there, s of the local day.
    private static let publicationSecond = 13 * 3600

    let spot: SlotSeries
    let zone: String
    let position: GeographicPosition
    var now: UTCInstant
    var isReachable = true

    private let clock = TimeZoneRule.centralEuropean

    init(spot: SlotSeries, zone: String, position: GeographicPosition, now: UTCInstant) {
        (self.spot, self.zone, self.position, self.now) = (spot, zone, position, now)
    }

    /// Answers a request.
    ///
    /// - Parameters:
    ///   - target: path and query.
    ///   - knownTag: the entity tag of what the client has.
    func answer(_ target: String, knownTag: String?) -> SourceAnswer {
        guard isReachable else { return .unavailable }
        let parts = target.split(separator: "?", maxSplits: 1)
        guard let path = parts.first else { return SourceAnswer(status: 404) }
        var answer: SourceAnswer
        if path == "/v1/forecast" {
            answer = weather(parts.count > 1 ? String(parts[1]) : "")
        } else {
            answer = prices(String(path))
        }
        guard answer.status == 200 else { return answer }
        let tag = "\"\(String(CRC32.checksum(answer.body.utf8), radix: 16))\""
        if tag == knownTag { answer = SourceAnswer(status: 304) }
        answer.tag = tag
        return answer
    }

    /// A date such as `2026-02-01`.
    private static func date(_ text: String) -> CivilDate? { UTCInstant(iso8601: "\(text)T00:00Z")?.date }

    // MARK: - Prices

    /// The file of a day, such as `/api/v1/prices/2026/02-01_SE3.json`.
    private func prices(_ path: String) -> SourceAnswer {
        let words = path.split(separator: "/")
        guard words.count == 5, words[..<3].elementsEqual(["api", "v1", "prices"]),
            words[4].hasSuffix("_\(zone).json"),
            let date = Self.date("\(words[3])-\(words[4].prefix(5))"), isPublished(date)
        else { return SourceAnswer(status: 404) }
        let slots = LocalDay(date, in: clock).slots
        let entries = slots.compactMap { slot in spot[slot].map { entry(slot, $0) } }
        return entries.isEmpty ? SourceAnswer(status: 404) : SourceAnswer(body: "[\(entries.joined(separator: ","))]")
    }

    private func isPublished(_ date: CivilDate) -> Bool {
        let today = clock.localDate(at: now)
        let isLate = clock.localSecondOfDay(at: now) >= Self.publicationSecond
        return date.dayNumber <= today.dayNumber + (isLate ? 1 : 0)
    }

    /// Krona and euro at one rate, so that either can be checked by the other.
    private func entry(_ slot: Slot, _ price: Double) -> String {
        let rate = 11.0
        return "{\"SEK_per_kWh\":\(price * rate),\"EUR_per_kWh\":\(price),\"EXR\":\(rate),"
            + "\"time_start\":\"\(local(slot.start))\",\"time_end\":\"\(local(slot.end))\"}"
    }

    /// As `2026-02-02T00:15:00+01:00`.
    private func local(_ instant: UTCInstant) -> String {
        let offset = clock.offset(at: instant)
        let text = instant.advanced(bySeconds: offset).iso8601.dropLast()
        return "\(text)+0\(offset / 3600):00"
    }

    // MARK: - Weather

    /// Today and the days after it: a sky that is always a little cloudy, and air that is warmest in the afternoon.
    private func weather(_ query: String) -> SourceAnswer {
        let values = query.split(separator: "&").reduce(into: [String: String]()) { values, pair in
            let words = pair.split(separator: "=", maxSplits: 1)
            if words.count == 2 { values[String(words[0])] = String(words[1]) }
        }
        guard let first = values["start_date"].flatMap(Self.date), let last = values["end_date"].flatMap(Self.date),
            first <= last,
            last.dayNumber - first.dayNumber < 20
        else {
            return SourceAnswer(status: 400, body: "{\"error\":true,\"reason\":\"start_date or end_date is missing\"}")
        }
        let begin = first.startUTC
        let end = CivilDate(dayNumber: last.dayNumber + 1).startUTC
        let tables = [("minutely_15", 900), ("hourly", 3600)].compactMap { name, step in
            values[name].map { table(name, $0.split(separator: ",").map(String.init), begin, end, step) }
        }
        return SourceAnswer(body: "{\"utc_offset_seconds\":0,\(tables.joined(separator: ","))}")
    }

    private func table(
        _ name: String, _ columns: [String], _ begin: UTCInstant, _ end: UTCInstant, _ step: Int
    ) -> String {
        let stamps = stride(from: begin.secondsSinceEpoch, to: end.secondsSinceEpoch, by: step)
            .map { UTCInstant(secondsSinceEpoch: $0) }
        let units = columns.map { "\"\($0)\":\"\(SimulatedSky.units[$0] ?? "undefined")\"" }
        let rows = columns.map { column in
            // A number of a time is that of its middle, and stamped with its end.
            let values = stamps.map { stamp in
                SimulatedSky(at: stamp.advanced(bySeconds: -step / 2), over: position).value(column).map { "\($0)" }
                    ?? "null"
            }
            return "\"\(column)\":[\(values.joined(separator: ","))]"
        }
        let time = stamps.map { "\($0.secondsSinceEpoch)" }.joined(separator: ",")
        return "\"\(name)_units\":{\"time\":\"unixtime\",\(units.joined(separator: ","))},"
            + "\"\(name)\":{\"time\":[\(time)],\(rows.joined(separator: ","))}"
    }
}
