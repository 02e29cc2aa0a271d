// SPDX-License-Identifier: Apache-2.0

import Energy

/// forecast.solar: power of a house's PV today and tomorrow, by planes of modules.
///
/// Source: doc.forecast.solar. Free for one plane and 12 calls an hour.
public struct ForecastSolar: FeedSource {
    /// Modules that face the same way.
    public struct Plane: Hashable, Sendable {
        /// Degrees from the horizontal, 0...90.
        public let tilt: Double
        /// Where it faces, degrees clockwise from north, 0...360.
        public let azimuth: Double
        /// Nominal power, > 0 and at most 10 MW.
        public let peak: Watts

        /// Puts a plane together.
        public init(tilt: Double, azimuth: Double, peak: Watts) {
            (self.tilt, self.azimuth, self.peak) = (tilt, azimuth, peak)
        }
    }

    /// How it is to be treated.
    public let rules = FeedRules(
        name: "forecast-solar", kind: .solar, attribution: "PV forecast by Forecast.Solar")
    /// The place as `59.33,18.07`.
    public let place: String

    private let position: GeographicPosition
    private let planes: [Plane]
    private let base: String
    private let key: String?

    /// A source for the planes of a house.
    ///
    /// - Parameters:
    ///   - planes: one, or up to three with a key that allows them; the answer is their sum.
    ///   - base: the server, without a slash at the end; nil for the source's own.
    ///   - key: of a paying customer; nil for the free service.
    public init(
        _ position: GeographicPosition, _ planes: [Plane], base: String? = nil,
        key: String? = nil
    ) {
        (self.position, self.planes, self.key) = (position, planes, key)
        self.base = base ?? "https://api.forecast.solar"
        place = WeatherAsking.place(position)
    }

    /// One question: the answer always has all that is known.
    public func questions(_ slots: Range<Slot>, now: UTCInstant) throws(FeedFault) -> [FeedQuestion] {
        try WeatherAsking.checkAhead(slots, now: now, rules)
        let (latitude, longitude) = try WeatherAsking.coordinates(position)
        guard (1...(key == nil ? 1 : 3)).contains(planes.count) else {
            throw .request("found \(planes.count) planes, expected \(key == nil ? "1 without a key" : "1 to 3")")
        }
        var url = base + "/"
        if let key { url += try WeatherAsking.key(key) + "/" }
        url += "estimate/\(latitude)/\(longitude)"
        for plane in planes { url += try Self.path(plane) }
        return [FeedQuestion(url: url + "?time=utc", slots: slots)]
    }

    /// A plane in an address: whole degrees, and azimuths from -180 at north over 0 at south to 180.
    private static func path(_ plane: Plane) throws(FeedFault) -> String {
        guard (0...90).contains(plane.tilt), (0...360).contains(plane.azimuth), plane.peak.value > 0,
            plane.peak.value <= 10_000_000
        else {
            let found = "a plane of \(plane.peak) at tilt \(plane.tilt) and azimuth \(plane.azimuth)"
            throw .request("found \(found), expected at most 10 MW, 0...90 and 0...360 degrees")
        }
        let peak = decimalText(plane.peak.value / 1000, decimals: 3, trimmed: true)
        let (tilt, azimuth) = (decimalText(plane.tilt, decimals: 0), decimalText(plane.azimuth - 180, decimals: 0))
        return "/\(tilt)/\(azimuth)/\(peak)"
    }

    /// Reads the energies between the stamps as quarter hours.
    public func read(_ body: [UInt8], to question: FeedQuestion) throws(FeedFault) -> FeedPage {
        if let refusal = Self.refusal(in: body) { throw refusal }
        let result = try FeedJSON.decode(Answer.self, from: body).result
        let energies = try Self.inOrder(result.energies, at: "result.watt_hours_period")
        let powers = try Self.inOrder(result.powers, at: "result.watts")
        guard energies.count >= 2 else {
            throw .document(
                at: "result.watt_hours_period", found: "\(energies.count) times", expected: "at least two")
        }
        var periods = ForecastSolarPeriods()
        for (previous, next) in zip(energies, energies.dropFirst()) {
            try periods.add(from: previous.time, to: next.time, wattHours: next.number)
        }
        // A series that begins or ends with no power begins or ends in the dark, and so does its quarter hour.
        if let first = energies.first, powers.first == first.with(0) { periods.addDark(before: first.time) }
        if let last = energies.last, powers.last == last.with(0) { periods.addDark(after: last.time) }
        return FeedPage([.pvPower: periods.quarterHours], nature: .forecast)
    }

    private struct Stamped: Equatable {
        let time: UTCInstant
        let number: Double?

        func with(_ number: Double) -> Stamped { Stamped(time: time, number: number) }
    }

    private static func inOrder(_ numbers: [String: Double?], at path: String) throws(FeedFault) -> [Stamped] {
        var stamped: [Stamped] = []
        for (text, number) in numbers {
            stamped.append(Stamped(time: try FeedTime.stamp(text, at: path), number: number))
        }
        stamped.sort { $0.time < $1.time }
        for (left, right) in zip(stamped, stamped.dropFirst()) where left.time == right.time {
            throw .document(at: path, found: "two numbers for \(left.time)", expected: "one")
        }
        return stamped
    }

    /// Reads the message that comes with status 400, 401, 403, 422 and 429; nil for other bodies.
    public func refusal(status: Int, body: [UInt8]) -> FeedFault? { Self.refusal(in: body) }

    private static func refusal(in body: [UInt8]) -> FeedFault? {
        struct Envelope: Decodable {
            struct Message: Decodable {
                let code: Int
                let text: String
            }
            let message: Message
        }
        guard let message = try? FeedJSON.decode(Envelope.self, from: body).message, message.code != 0 else {
            return nil
        }
        return .refused(FeedFault.quoted(message.text))
    }
}

private struct Answer: Decodable {
    let result: Result

    struct Result: Decodable {
        /// At the stamp, W.
        let powers: [String: Double?]
        /// Since the stamp before, Wh.
        let energies: [String: Double?]

        enum CodingKeys: String, CodingKey {
            case powers = "watts"
            case energies = "watt_hours_period"
        }
    }
}
