// SPDX-License-Identifier: Apache-2.0

import Energy

/// An answer of Open-Meteo: tables whose columns belong together, and their units.
struct OpenMeteoAnswer: Decodable {
    /// Seconds that its stamps are ahead of UTC.
    let utcOffset: Int

    private let tables: [String: Table]
    private let units: [String: [String: String]]

    private struct Table: Decodable {
        let time: [Int]
        let columns: [String: [Double?]]

        init(from decoder: any Decoder) throws {
            let members = try decoder.container(keyedBy: WeatherMember.self)
            time = try members.decode([Int].self, forKey: WeatherMember(stringValue: "time"))
            columns = try members.allKeys.filter { $0.stringValue != "time" }.reduce(into: [:]) { columns, name in
                columns[name.stringValue] = try members.decode([Double?].self, forKey: name)
            }
        }
    }

    init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: WeatherMember.self)
        utcOffset = try members.decode(Int.self, forKey: WeatherMember(stringValue: "utc_offset_seconds"))
        var tables: [String: Table] = [:]
        var units: [String: [String: String]] = [:]
        for name in ["minutely_15", "hourly"] where members.contains(WeatherMember(stringValue: name)) {
            tables[name] = try members.decode(Table.self, forKey: WeatherMember(stringValue: name))
            units[name] = try members.decode([String: String].self, forKey: WeatherMember(stringValue: name + "_units"))
        }
        (self.tables, self.units) = (tables, units)
    }

    /// The numbers of a table.
    func intervals(_ section: OpenMeteo.Section) throws(FeedFault) -> [FeedQuantity: [FeedInterval]] {
        let name = section.name
        guard let table = tables[name], let units = units[name] else {
            throw .document(at: "the answer", found: "no member \(name)", expected: "one")
        }
        guard units["time"] == "unixtime" else {
            let found = units["time"].map { FeedFault.quoted($0) } ?? "no unit"
            throw .document(at: "\(name)_units.time", found: found, expected: "unixtime")
        }
        let (stamps, step) = try Self.axis(table.time, at: "\(name).time")
        var intervals: [FeedQuantity: [FeedInterval]] = [:]
        for variable in section.variables {
            let values = try Self.column(variable, in: table, at: name)
            // What no model of a place has comes without a unit, and without a number.
            if units[variable.name] == "undefined", values.allSatisfy({ $0 == nil }) { continue }
            try variable.check(unit: units[variable.name], at: "\(name)_units")
            let length = variable.quantity.measure == .instant ? 0 : step
            intervals[variable.quantity] = zip(stamps, values).map { stamp, value in
                FeedInterval(
                    stamp.advanced(bySeconds: -length), seconds: length, value.map(variable.converted))
            }
        }
        return intervals
    }

    private static func column(
        _ variable: WeatherVariable, in table: Table, at name: String
    ) throws(FeedFault) -> [Double?] {
        guard let values = table.columns[variable.name] else {
            throw .document(at: name, found: "no member \(variable.name)", expected: "one")
        }
        guard values.count == table.time.count else {
            throw .document(
                at: "\(name).\(variable.name)", found: "\(values.count) numbers",
                expected: "\(table.time.count), one for each time")
        }
        return values
    }

    /// The stamps and what lies between any two of them, s.
    private static func axis(_ times: [Int], at path: String) throws(FeedFault) -> (stamps: [UTCInstant], step: Int) {
        var stamps: [UTCInstant] = []
        stamps.reserveCapacity(times.count)
        for time in times {
            guard let stamp = FeedTime.read(seconds: time) else {
                throw .document(at: path, found: "\(time)", expected: "seconds since 1970")
            }
            stamps.append(stamp)
        }
        guard times.count >= 2 else {
            throw .document(at: path, found: "\(times.count) times", expected: "at least two")
        }
        let step = times[1] - times[0]
        for (left, right) in zip(times, times.dropFirst()) where step <= 0 || right - left != step {
            throw .document(
                at: path, found: "\(left) and then \(right)",
                expected: step > 0 ? "\(step) s between any two" : "times that ascend")
        }
        return (stamps, step)
    }
}
