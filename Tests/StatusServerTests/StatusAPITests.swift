// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

@testable import StatusServer

@Suite struct StatusAPITests {
    @Test func status_tellsPowerBatteryAndDecision() throws {
        let json = try ServedHouse().get("/api/v1/status").json()
        let power = try #require(json["power"])
        let expected = [
            "grid_import_w": -760.0, "pv_production_w": 6240, "battery_discharge_w": -3000, "load_w": 2480,
            "heat_pump_w": 1450, "grid_import_l1_w": -380,
        ]
        for (key, value) in expected {
            #expect(power[key]?["value"] == .number(value), "\(key)")
            #expect(power[key]?["quality"] == .text("good"))
            #expect(power[key]?["age_s"] == .number(0.4))
        }
        let battery = try #require(json["batteries"]?[0])
        #expect(battery["state_of_charge"]?["value"] == .number(0.624))
        #expect(battery["control"]?["allowed"]?["lower_w"] == .number(-5000))
        #expect(battery["floor"] == .number(0.1) && battery["backup_reserve"] == .number(0.1))
        let decision = try #require(json["decision"])
        #expect(decision["intents"]?[0]?["kind"] == .text("charge"))
        #expect(decision["intents"]?[0]?["power_w"] == .number(2000))
        #expect(decision["alternative"]?["kind"] == .text("self_consume"))
        #expect(decision["alternative_extra_cost"] == .number(0.84))
        #expect(json["time"] == .text("2026-05-17T11:37:30Z") && json["utc_offset_s"] == .number(7200))
        #expect(json["cycle_age_s"] == .number(0.4) && json["is_stale"] == .flag(false))
    }

    @Test func today_isASumThatSaysWhatItIsKnownFor() throws {
        let served = try ServedHouse()
        let whole = try #require(try served.get("/api/v1/status").json()["today"])
        #expect(whole["saved_against_self_consumption"] == .number(1.08) && whole["quarter_hours"] == .number(54))
        #expect(whole["saved_against_self_consumption_quarter_hours"] == .number(54))
        #expect(whole["from"] == .text("2026-05-16T22:00:00Z") && whole["known_from"] == whole["from"])
        let metrics = try served.get("/metrics").text
        #expect(metrics.contains("\nhearth_saved_today{currency=\"EUR\",dry_run=\"false\"} 1.08\n"))
        #expect(metrics.contains("\nhearth_saved_today_quarter_hours 54\n"))
        #expect(metrics.contains("\nhearth_today_quarter_hours 54\n"))

        served.house.change { $0.today = FixtureHouse.today(known: 0) }
        let blind = try #require(try served.get("/api/v1/status").json()["today"])
        #expect(blind["saved_against_self_consumption"] == .null && blind["known_from"] == .null)
        #expect(try !served.get("/metrics").text.contains("hearth_saved_today{"))
        served.house.change { $0.time = $0.time.advanced(bySeconds: 86_400) }
        #expect(try served.get("/api/v1/status").json()["today"] == .null, "yesterday's sum is not today's")
    }

    @Test func valueThatIsNotGood_isNullWithItsQuality_alsoInTheSumsItBelongsTo() throws {
        let served = try ServedHouse()
        served.house.change {
            $0.snapshot = FixtureHouse.snapshot(at: $0.bootTime, wall: $0.time, pv: nil)
        }
        let power = try #require(try served.get("/api/v1/status").json()["power"])
        for key in ["pv_production_w", "load_w"] {
            #expect(power[key]?["value"] == .null && power[key]?["quality"] == .text("stale"), "\(key)")
        }
        #expect(power["pv_production_w"]?["age_s"] == .number(14.4))
        let metrics = try served.get("/metrics").text
        #expect(!metrics.contains("hearth_pv_production_watts") && !metrics.contains("hearth_load_watts"))
        #expect(metrics.contains("hearth_measurement_good{quantity=\"pv_production\"} 0\n"))
    }

    @Test func oldCycle_hasNoValues_andIsUnhealthy() throws {
        let served = try ServedHouse()
        served.house.advance(seconds: 9.5)
        #expect(try served.get("/healthz").status == 200)
        #expect(try served.get("/healthz?max_age=5").status == 503)
        served.house.advance(seconds: 0.5)
        #expect(try served.get("/healthz").status == 503)
        #expect(try served.get("/healthz?max_age=60").status == 200)
        let json = try served.get("/api/v1/status").json()
        #expect(json["is_stale"] == .flag(true) && json["cycle_age_s"] == .number(10.4))
        #expect(json["power"]?["grid_import_w"]?["value"] == .null)
        #expect(json["power"]?["grid_import_w"]?["quality"] == .text("stale"))
        #expect(json["batteries"]?[0]?["state_of_charge"]?["value"] == .null)
        #expect(json["batteries"]?[0]?["control"] == .null)
        #expect(json["devices"]?[0]?["is_connected"] == .null)
        let metrics = try served.get("/metrics").text
        for name in ["grid_import_watts", "device_connected"] {
            #expect(!metrics.contains("hearth_\(name)"), "\(name)")
        }
    }

    @Test func beforeTheFirstCycle_everythingIsUnknown_andUnhealthy() throws {
        let served = try ServedHouse()
        served.house.change { $0 = HouseStatus(house: $0.house, time: $0.time, bootTime: $0.bootTime) }
        let json = try served.get("/api/v1/status").json()
        #expect(json["cycle_age_s"] == .null && json["is_dry_run"] == .null && json["decision"] == .null)
        #expect(json["power"]?["load_w"]?["quality"] == .text("no_cycle"))
        #expect(json["power"]?["load_w"]?["value"] == .null && json["link"] == .text("waiting"))
        #expect(try served.get("/healthz?max_age=86400").status == 503)
        #expect(try served.get("/api/v1/plan").json()["first_slot"] == .null)
        #expect(try served.get("/metrics").status == 200)
    }

    @Test func readings_holdEveryRow_andTheSumsKnowTheirGaps() throws {
        let json = try ServedHouse().get("/api/v1/readings").json()
        let rows = try #require(json["readings"]?.list)
        // One slot of the day, at 03:00, is missing.
        #expect(rows.count == 3 * 95 && json["from"] == .text("2026-05-16T11:30:00Z"))
        #expect(rows[0]["device"] == .text("meter") && rows[0]["observed_s"] == .number(900))
        #expect(rows[0]["signals"]?["imported_energy_wh"]?["first"] == .number(1_234_000))
        #expect(rows[2]["quality"] == .list([.text("partial")]))
        let totals = try #require(json["totals"])
        #expect(totals["quarter_hours"] == .number(96) && totals["produced_quarter_hours"] == .number(95))
        let slots = rows.filter { $0["device"] == .text("inverter") }
        let produced = slots.compactMap { $0["signals"]?["pv_production_w"]?["mean"]?.number }.reduce(0, +) / 4
        #expect(totals["produced_wh"] == .number(produced.rounded()))
    }

    @Test func month_comesInPieces_andIsWhole() throws {
        let served = try ServedHouse()
        let response = try served.get("/api/v1/readings?from=2026-04-16&to=2026-05-17")
        #expect(response["transfer-encoding"] == "chunked")
        #expect(try response.json()["readings"]?.list.count == 3 * 31 * 95)
        let totals = try served.get("/api/v1/readings?from=2026-04-16&to=2026-05-17&only=totals").json()
        #expect(totals["readings"]?.list.isEmpty == true)
        #expect(try totals["totals"] == response.json()["totals"])
        let old = try served.answer(to: "GET /api/v1/decisions HTTP/1.0\r\nHost: localhost\r\n\r\n")
        #expect(try old.json()["decisions"]?.list.count == 96 && old["transfer-encoding"] == nil)
    }

    @Test func decisions_comeWithWhatBecameOfThem_andTheirSum() throws {
        let json = try ServedHouse().get("/api/v1/decisions").json()
        let decisions = try #require(json["decisions"]?.list)
        #expect(decisions.count == 96 && json["currency"] == .text("EUR"))
        #expect(decisions[95]["outcome"] == .null, "this quarter hour has not ended")
        let outcome = try #require(decisions[94]["outcome"])
        #expect(outcome["is_dry_run"] == .flag(true) && outcome["paid"] == .number(0.05))
        #expect(outcome["commanded"]?[0]?["verdict"] == .text("setpoint"))
        #expect(outcome["commanded"]?[0]?["lower_w"] == .number(-2000))
        // The withheld decision: 0.15 less 0.4 kWh at 0.3; self-consumption: 0.02 and 0.2 kWh more.
        #expect(outcome["saved_against_no_battery"] == .number(0.05))
        #expect(outcome["saved_against_self_consumption"] == .number(0.05))
        let unknown = try #require(decisions[90]["outcome"])
        #expect(unknown["paid"] == .null && unknown["saved_against_no_battery"] == .null)
        let totals = try #require(json["totals"])
        #expect(totals["saved_against_no_battery"] == .number(4.7))
        #expect(totals["saved_against_no_battery_quarter_hours"] == .number(94))
        #expect(totals["saved_against_self_consumption"] == .number(4.7) && totals["quarter_hours"] == .number(96))
    }

    @Test func prices_haveOneEntryForEachQuarterHour_unknownOnesNull() throws {
        let json = try ServedHouse().get("/api/v1/prices").json()
        let imports = try #require(json["import_per_kwh"]?.list)
        #expect(imports.count == 192 && json["first_slot"] == .text("2026-05-16T22:00:00Z"))
        #expect(imports.suffix(4).allSatisfy { $0 == .null } && imports[187] != .null)
        #expect(imports.contains { ($0.number ?? 0) < 0 })
        let first = try #require(UTCInstant(iso8601: "2026-05-16T22:00:00Z"))
        let expected = try #require(FixtureHouse.importPrice(Slot(containing: first)))
        #expect(abs(try #require(imports[0].number) - expected.value) <= 0.000_005)
    }

    @Test func plan_stopsAtAGap() throws {
        let served = try ServedHouse()
        served.house.change { $0.plan.remove(at: 10) }
        let json = try served.get("/api/v1/plan").json()
        #expect(json["battery_discharge_w"]?.list.count == 10 && json["intent"]?[0] == .text("charge"))
        #expect(
            json["first_slot"] == .text("2026-05-17T11:30:00Z") && json["battery_discharge_w"]?[0] == .number(-2000))
    }

    @Test func interventions_leaveRoutineOut_andKeepTextsAsText() throws {
        let list = try ServedHouse().get("/api/v1/interventions?limit=3").json()["interventions"]?.list ?? []
        #expect(list.map { $0["kind"]?.text } == ["interlock_cleared", "interlock_tripped", "device_connected"])
        #expect(list[1]["sentence"] == .text("Export came near its limit; the battery was held back."))
        #expect(list[2]["detail"] == .text("<b>LWP \"Compact\" & Co</b>"))
    }

    @Test func brokenDatabase_is503_andTheRestGoesOn() throws {
        let served = try ServedHouse()
        served.house.breakDatabase()
        for path in ["readings", "decisions", "prices", "forecasts", "interventions"] {
            let response = try served.get("/api/v1/\(path)")
            #expect(response.status == 503 && response["retry-after"] == "5", "\(path)")
            #expect(response.text == #"{"error":"the database did not answer"}"#)
        }
        #expect(try served.get("/api/v1/status").status == 200)
    }

    @Test func head_answersWithoutBody_onEveryPath() throws {
        let served = try ServedHouse()
        let paths = [
            "/", "/style.css", "/app.js", "/icon.svg", "/healthz", "/metrics", "/api/v1/status", "/api/v1/readings",
            "/api/v1/decisions", "/api/v1/prices", "/api/v1/plan", "/api/v1/forecasts", "/api/v1/devices",
            "/api/v1/interventions", "/api/v1/events",
        ]
        for path in paths {
            let client = try served.client()
            client.send("HEAD \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            let all = String(decoding: try client.receiveAll(), as: UTF8.self)
            #expect(all.hasPrefix("HTTP/1.1 200 ") && all.hasSuffix("\r\n\r\n"), "\(path)")
            #expect(!all.lowercased().contains("access-control-"))
        }
    }

    @Test func data_isNeverStored_andThePageIsKeptByItsTag() throws {
        let served = try ServedHouse()
        #expect(try served.get("/api/v1/status")["cache-control"] == "no-store")
        let page = try served.get("/app.js")
        let tag = try #require(page["etag"])
        #expect(page["cache-control"] == "no-cache" && page["x-content-type-options"] == "nosniff")
        let policy = try #require(try served.get("/")["content-security-policy"])
        #expect(policy.contains("script-src 'self'; style-src 'self'") && policy.hasSuffix("frame-ancestors 'none'"))
        let again = try served.get("/app.js", fields: "If-None-Match: \(tag)\r\n")
        #expect(again.status == 304 && again.body.isEmpty)
        #expect(try served.get("/api/v1/status", fields: "Sec-Fetch-Site: cross-site\r\n").status == 403)
        #expect(try served.get("/api/v1/status", fields: "Sec-Fetch-Site: same-origin\r\n").status == 200)
    }

    /// The grammar of the text format 0.0.4, line by line.
    @Test func metrics_haveHelpAndTypeBeforeEachSample() throws {
        let response = try ServedHouse().get("/metrics")
        #expect(response["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
        var type: (name: Substring, kind: Substring) = ("", "")
        var seen: Set<Substring> = []
        for line in response.text.split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 3)
            if line.hasPrefix("# TYPE ") {
                type = (words[2], words[3])
                #expect(seen.insert(type.name).inserted, "\(type.name) twice")
            } else if !line.hasPrefix("#") {
                #expect(line.prefix { $0 != "{" && $0 != " " } == type.name)
                #expect(Double(words.last ?? "")?.isFinite == true, "\(line)")
                #expect(type.name.hasSuffix("_total") == (type.kind == "counter") && type.name.hasPrefix("hearth_"))
            }
        }
        #expect(response.text.contains("\nhearth_grid_import_watts -760\n"))
        #expect(response.text.contains("\nhearth_battery_state_of_charge_ratio{battery=\"0\"} 0.624\n"))
        #expect(seen.count > 20)
    }
}
