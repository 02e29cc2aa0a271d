// SPDX-License-Identifier: Apache-2.0

import Energy

/// What a request asks for.
enum Route: Hashable {
    case asset(PageAsset)
    case status
    case events
    case readings(Range<Slot>, onlyTotals: Bool)
    case decisions(Range<Slot>)
    case prices(Range<Slot>)
    case plan
    case forecasts
    case devices
    case interventions(limit: Int)
    /// Healthy while the last cycle is at most this old, s.
    case health(maxAge: Double)
    case metrics

    /// True for whatever tells something of the house.
    var isData: Bool { if case .asset = self { false } else { true } }

    /// Days one answer may span.
    static let mostDays = 31

    /// Reads a checked target.
    ///
    /// - Parameters:
    ///   - target: path and query.
    ///   - now: the planner's wall time, around which the spans begin that a request leaves out.
    ///   - zone: clock of the house.
    init(target: String, now: UTCInstant, zone: TimeZoneRule) throws(RequestFault) {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var query = try Query(parts.count > 1 ? String(parts[1]) : "")
        let slot = Slot(containing: now)
        switch parts[0] {
        case "/api/v1/status": self = .status
        case "/api/v1/events": self = .events
        case "/api/v1/readings":
            let span = try query.slots(default: slot.advanced(by: -96)..<slot)
            self = .readings(span, onlyTotals: try query.onlyTotals())
        case "/api/v1/decisions":
            self = .decisions(try query.slots(default: slot.advanced(by: -95)..<slot.advanced(by: 1)))
        case "/api/v1/prices":
            let today = LocalDay(containing: slot, in: zone)
            self = .prices(try query.slots(default: today.slots.lowerBound..<today.next(in: zone).slots.upperBound))
        case "/api/v1/plan": self = .plan
        case "/api/v1/forecasts": self = .forecasts
        case "/api/v1/devices": self = .devices
        case "/api/v1/interventions": self = .interventions(limit: try query.limit(default: 50, most: 500))
        case "/healthz": self = .health(maxAge: try query.seconds("max_age", default: 10))
        case "/metrics": self = .metrics
        default:
            guard let asset = PageAsset(rawValue: String(parts[0])) else {
                throw RequestFault(404, "no such path; the paths are described with the API of the status endpoint")
            }
            self = .asset(asset)
        }
        try query.checkAllUsed()
    }
}

/// The parameters behind a question mark.
struct Query {
    private var values: [String: String] = [:]

    init(_ text: String) throws(RequestFault) {
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let name = Self.decoded(parts[0]), let value = Self.decoded(parts[1]) else {
                throw RequestFault(400, "the query is not of the form name=value&name=value")
            }
            guard values.updateValue(value, forKey: name) == nil else {
                throw RequestFault(400, "the query has \(Self.quoted(name)) twice")
            }
        }
    }

    /// Quarter hours from `from` to `to`, both widened to whole ones.
    mutating func slots(default span: Range<Slot>) throws(RequestFault) -> Range<Slot> {
        let to = try instant("to")
        let upper = to.map { Slot(containing: $0.advanced(bySeconds: Slot.seconds - 1)) }
        let lower = try instant("from").map { Slot(containing: $0) }
        let end = upper ?? max(span.upperBound, lower.map { $0.advanced(by: 96) } ?? span.upperBound)
        let start = lower ?? min(span.lowerBound, end.advanced(by: -96))
        guard start < end else {
            throw RequestFault(400, "from is \(start) and to is \(end), expected from before to")
        }
        guard start.distance(to: end) <= Route.mostDays * 96 else {
            throw RequestFault(
                400, "from \(start) to \(end) is more than \(Route.mostDays) days, expected at most that")
        }
        return start..<end
    }

    /// A positive number of seconds.
    mutating func seconds(_ name: String, default standard: Double) throws(RequestFault) -> Double {
        guard let text = values.removeValue(forKey: name) else { return standard }
        guard let value = Double(text), value > 0, value <= 86_400 else {
            throw RequestFault(400, "\(name) is \(Self.quoted(text)), expected seconds above 0, at most 86400")
        }
        return value
    }

    /// A number of entries.
    mutating func limit(default standard: Int, most: Int) throws(RequestFault) -> Int {
        guard let text = values.removeValue(forKey: "limit") else { return standard }
        guard let value = Int(text), (1...most).contains(value) else {
            throw RequestFault(400, "limit is \(Self.quoted(text)), expected 1...\(most)")
        }
        return value
    }

    /// Whether `only=totals` leaves the rows out.
    mutating func onlyTotals() throws(RequestFault) -> Bool {
        guard let text = values.removeValue(forKey: "only") else { return false }
        guard text == "totals" else {
            throw RequestFault(400, "only is \(Self.quoted(text)), expected totals")
        }
        return true
    }

    /// Refuses what no one asked for, so that a misspelled name is noticed.
    func checkAllUsed() throws(RequestFault) {
        if let name = values.keys.min() {
            throw RequestFault(400, "this path has no parameter \(Self.quoted(name))")
        }
    }

    private mutating func instant(_ name: String) throws(RequestFault) -> UTCInstant? {
        guard let text = values.removeValue(forKey: name) else { return nil }
        guard let instant = UTCInstant(iso8601: text) else {
            throw RequestFault(
                400, "\(name) is \(Self.quoted(text)), expected a UTC date or time as 2026-01-31 or 2026-01-31T23:00Z")
        }
        return instant
    }

    /// Text of a request for a message: short and plain.
    private static func quoted(_ text: String) -> String {
        "\"" + String(text.unicodeScalars.prefix(40).map { $0.isASCII && $0.value >= 32 ? Character($0) : "?" }) + "\""
    }

    /// Percent decoding of RFC 3986; nil for a broken code, a control character or what is no UTF-8.
    private static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8.makeIterator()
        while let byte = rest.next() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.next().flatMap(ASCII.hexValue), let low = rest.next().flatMap(ASCII.hexValue)
            else { return nil }
            bytes.append(high << 4 | low)
        }
        guard !bytes.contains(where: { $0 < 32 || $0 == 127 }) else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }
}
