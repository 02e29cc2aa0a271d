// SPDX-License-Identifier: Apache-2.0

import Energy

/// `/api/v1/forecasts`: the forecasts of the last decision.
enum ForecastDocument {
    /// The document as one object.
    static func bytes(_ forecasts: [NamedForecast]) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.array("forecasts") { json in
                for named in forecasts.prefix(16) { json.object { write(named, into: &$0) } }
            }
        }
        return json.bytes
    }

    private static func write(_ named: NamedForecast, into json: inout JSONWriter) {
        let forecast = named.forecast
        json.put("name", named.name)
        json.put("unit", named.unit)
        json.put("model", forecast.model)
        json.put("made_at", forecast.madeAt.iso8601)
        json.put("first_slot", forecast.firstSlot.description)
        json.put("slot_s", Slot.seconds)
        for (key, values) in [("p10", forecast.p10), ("p50", forecast.p50), ("p90", forecast.p90)] {
            json.array(key) { json in
                for value in values.prefix(672) { json.put(nil, value, decimals: named.unit == "W" ? 0 : 5) }
            }
        }
    }
}

/// `/api/v1/prices`: what a kWh costs and earns, one entry for each quarter hour of the span.
enum PriceDocument {
    /// The document as one object.
    static func bytes(_ prices: [PricedSlot], span: Range<Slot>, currency: String) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.put("first_slot", span.lowerBound.description)
            json.put("slot_s", Slot.seconds)
            json.put("currency", currency)
            write("spot_per_kwh", prices.map(\.spot), into: &json)
            write("import_per_kwh", prices.map(\.importPrice), into: &json)
            write("export_per_kwh", prices.map(\.exportPrice), into: &json)
        }
        return json.bytes
    }

    private static func write(_ key: String, _ prices: [PricePerKWh?], into json: inout JSONWriter) {
        json.array(key) { json in
            for price in prices { json.put(nil, price?.value, decimals: 5) }
        }
    }
}

/// `/api/v1/interventions`: what the guard did or noticed, newest first.
enum InterventionDocument {
    /// The document as one object.
    ///
    /// - Parameter events: newest first, of any kind; those that only document routine are left out.
    static func bytes(_ events: [HouseEvent], limit: Int) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.array("interventions") { json in
                for event in events.lazy.filter(\.kind.isIntervention).prefix(limit) {
                    json.object { write(event, into: &$0) }
                }
            }
        }
        return json.bytes
    }

    private static func write(_ event: HouseEvent, into json: inout JSONWriter) {
        json.put("time", event.time.iso8601)
        json.put("kind", event.kind.word)
        json.put("device", event.device)
        json.put("interlock", event.interlock?.description)
        json.put("sentence", event.sentence)
        json.put("detail", event.detail)
    }
}

/// `/healthz`: whether the guard's cycle runs, and what is wrong beside it.
enum HealthDocument {
    /// 200 while the last cycle is young enough, else 503.
    ///
    /// - Parameters:
    ///   - age: of the last cycle, s, nil before the first.
    ///   - maxAge: the oldest that is healthy, s.
    ///   - alarms: told, but no reason to start anything anew: the house is steered all the same.
    static func answer(age: Double?, maxAge: Double, alarms: [HouseAlarm]) -> Answer {
        let isHealthy = age.map { $0 <= maxAge } ?? false
        var json = JSONWriter()
        json.object {
            $0.put("is_healthy", isHealthy)
            $0.put("cycle_age_s", age, decimals: 1)
            $0.put("max_age_s", maxAge, decimals: 1)
            $0.array("alarms") { json in
                for alarm in alarms {
                    json.object {
                        $0.put("kind", alarm.kind.description)
                        $0.put("since", alarm.since.iso8601)
                        $0.put("sentence", alarm.text)
                    }
                }
            }
        }
        return .json(json.bytes, status: isHealthy ? 200 : 503)
    }
}
