// SPDX-License-Identifier: Apache-2.0

import Energy
import FoundationEssentials
import Testing

@testable import StatusServer

/// The page in a real browser against the real server: what it shows is what the API says.
@Suite(.serialized, .enabled(if: Chromium.path != nil, "no Chromium is installed"))
struct PageTests {
    /// Everything the page shows, by the place it is shown at.
    private static let shown = """
        document.body.dataset.ready && {
          solar: document.querySelector("#n-solar b").textContent, grid: document.querySelector("#n-grid b").textContent,
          gridHow: document.querySelector("#n-grid .how").textContent,
          house: document.querySelector("#n-house b").textContent, heat: document.querySelector("#n-heat b").textContent,
          battery: document.querySelector("#n-battery b").textContent,
          batteryHow: document.querySelector("#n-battery .how").textContent,
          charge: document.querySelector(".big").textContent, told: document.querySelector(".told").textContent,
          marks: document.querySelector(".marks").textContent, intent: document.querySelector(".intent").textContent,
          reason: document.querySelector("#reason").textContent,
          price: document.querySelector("#price-now").textContent, plan: document.querySelector("#plan-text").textContent,
          energy: [...document.querySelectorAll("#energy dd")].map((d) => d.textContent),
          log: [...document.querySelectorAll("#log span")].map((d) => d.textContent),
          devices: [...document.querySelectorAll("#devices .state")].map((d) => d.textContent),
          clock: document.querySelector("#clock").textContent, banners: document.querySelector("#banners").textContent,
          bars: document.querySelectorAll("#prices .price").length, gaps: document.querySelectorAll("#prices .gap").length,
          negative: document.querySelectorAll("#prices .neg").length,
        }
        """

    private static func watts(_ value: JSONValue?) throws -> String {
        let watts = abs(try #require(value?["value"]?.number))
        return watts < 1000 ? "\(Int(watts.rounded())) W" : decimalText(watts / 1000, decimals: 2) + " kW"
    }

    private static func kWh(_ value: JSONValue?) throws -> String {
        decimalText(try #require(value?.number) / 1000, decimals: 1) + " kWh"
    }

    private static func cents(_ value: JSONValue?) throws -> String {
        decimalText(try #require(value?.number) * 100, decimals: 1).replacing("-", with: "−")
    }

    @Test func page_showsWhatTheAPISays() throws {
        let served = try ServedHouse()
        let status = try served.get("/api/v1/status").json()
        let power = try #require(status["power"])
        let totals = try #require(try served.get("/api/v1/readings?only=totals").json()["totals"])
        let prices = try served.get("/api/v1/prices").json()
        try Chromium.withBrowser { browser in
            try browser.open("http://127.0.0.1:\(served.server.port)/")
            let page = try browser.wait(for: Self.shown)
            for (place, key) in [
                ("solar", "pv_production_w"), ("grid", "grid_import_w"), ("house", "load_w"), ("heat", "heat_pump_w"),
                ("battery", "battery_discharge_w"),
            ] { #expect(page[place]?.text == (try Self.watts(power[key])), "\(place)") }
            #expect(page["gridHow"] == .text("selling") && page["batteryHow"] == .text("charging"))
            #expect(page["charge"] == .text("62 %") && page["marks"] == .text("reserve 20 %ceiling 95 %"))
            #expect(page["told"] == .text("Told to charge with 2.00 kW to 5.00 kW."))
            #expect(page["intent"] == .text("Charge with at least 2.00 kW"))
            let sentence = try #require(status["decision"]?["sentence"]?.text)
            #expect(page["reason"]?.text == sentence.replacing(" -", with: " −"))
            // 13:30 local is the 55th quarter hour of a day that began at 22:00 UTC; the browser's own clock is another.
            #expect(page["price"]?.text?.contains("\(try Self.cents(prices["import_per_kwh"]?[54])) ct/kWh") == true)
            #expect(page["price"]?.text?.contains(try Self.cents(prices["export_per_kwh"]?[54])) == true)
            #expect(page["clock"]?.text?.hasPrefix("Sunday 17 May, 13:3") == true)
            let energies = ["used", "produced", "imported", "exported", "charged", "discharged", "heat_pump"]
            let tiles = try energies.map { try Self.kWh(totals["\($0)_wh"]) }
            #expect(page["energy"]?.list.compactMap(\.text).prefix(7).elementsEqual(tiles) == true)
            #expect(page["energy"]?[7]?.text == decimalText(try #require(totals["cost"]?.number), decimals: 2) + " EUR")
            let known = prices["import_per_kwh"]?.list.compactMap(\.number) ?? []
            #expect(page["bars"] == .number(Double(known.count)) && page["gaps"] == .number(4))
            #expect(page["negative"] == .number(Double(known.count { $0 < 0 })))
            #expect(page["devices"] == .list([.text("answers"), .text("answers"), .text("answers")]))
            #expect(page["log"]?[2] == .text("heatpump answers.<b>LWP \"Compact\" & Co</b>"))
            #expect(page["banners"] == .text("") && page["plan"]?.text?.hasPrefix("The battery charges") == true)
        }
    }

    @Test func decisionWithoutAChoice_isShownWithoutOne() throws {
        let served = try ServedHouse()
        served.house.change { status in
            status.decision = DecisionRecord(
                slot: FixtureHouse.slot, madeAt: status.time, policy: "optimiser", intents: [.selfConsume],
                reason: Reason(driver: .noMeasurement), stateOfCharge: [.nan])
        }
        try Chromium.withBrowser { browser in
            try browser.open("http://127.0.0.1:\(served.server.port)/")
            _ = try browser.wait(for: "document.body.dataset.ready")
            let told = try browser.wait(for: "document.querySelector('#decision').textContent")
            #expect(told.text?.contains("A measurement is missing") == true)
            let strange = try browser.wait(for: "String(/null|undefined|NaN/.test(document.body.innerText))")
            #expect(strange == .text("false"))
        }
    }

    /// In the words of `LearnedReason`.
    @Test(arguments: [
        (0.07, 0.31), (0.07, -0.31), (0.07, 0.004), (0.004, 0.31), (0, 0.31), (.nan, .nan),
    ])
    func whatALearnedPolicySays_isShownUnderTheReason(extraCost: Double, saving: Double) throws {
        let learned = FixtureHouse.learned(extraCost: extraCost, saving: saving)
        let served = try ServedHouse()
        served.house.change {
            $0.decision = FixtureHouse.decision(FixtureHouse.slot, charge: 0.62, learned: learned)
        }
        try Chromium.withBrowser { browser in
            try browser.open("http://127.0.0.1:\(served.server.port)/")
            _ = try browser.wait(for: "document.body.dataset.ready")
            let shown = try browser.wait(for: "document.querySelector('#reason + #learned').textContent")
            #expect(shown == .text(learned.text(currency: "EUR")))
        }
    }

    /// Two days before the clock change of a country whose winter time is that of UTC.
    @Test func clockAheadOfItsChange_isTheOneOfTheHouse() throws {
        let served = try ServedHouse()
        let site = Site(
            name: "Mill", timeZone: try #require(TimeZoneRule(name: "Europe/London")), mainFuse: Amperes(35), phases: 3,
            exportLimit: nil, importLimit: nil, pvPeak: Watts(9200))
        served.house.change { status in
            status.house = HouseStatus.House(
                version: "1.2.0", site: site, currency: "GBP", devices: status.house.devices,
                batteries: status.house.batteries)
            status.time = UTCInstant(secondsSinceEpoch: 1_774_612_800)
        }
        try Chromium.withBrowser { browser in
            try browser.open("http://127.0.0.1:\(served.server.port)/")
            _ = try browser.wait(for: "document.body.dataset.ready")
            let clock = try browser.wait(for: "document.querySelector('#clock').textContent")
            #expect(clock.text?.hasPrefix("Friday 27 March, 12:00") == true, "\(clock)")
        }
    }

    @Test func dryRun_pastDecisionAndPowerOfTheOtherSign_areShownAsWhatTheyAre() throws {
        let served = try ServedHouse()
        served.house.change { status in
            status.standing = GuardStanding(
                time: status.bootTime, isDryRun: true, isClockTrusted: true,
                batteries: [
                    BatteryStanding(verdict: .setpoint(FixtureHouse.bounds(-5000, -2000)), inForce: nil, interlocks: [])
                ], isConnected: [true, true, true], cycles: 9, commandsVerified: 0, commandsRefused: 0)
            status.snapshot = FixtureHouse.snapshot(at: status.bootTime, wall: status.time, pv: -20)
            status.decision = FixtureHouse.decision(FixtureHouse.slot.advanced(by: -1), charge: 0.6)
        }
        try Chromium.withBrowser { browser in
            try browser.open("http://127.0.0.1:\(served.server.port)/")
            let page = try browser.wait(for: Self.shown)
            #expect(page["solar"] == .text("−20 W"))
            #expect(
                page["told"]
                    == .text(
                        "The inverter runs on its own; without the dry run it would be told to charge with 2.00 kW to 5.00 kW."
                    ))
            let decision = try browser.wait(for: "document.querySelector('#decision').textContent")
            #expect(decision.text?.hasPrefix("There is no decision for this quarter hour.") == true)
            let flow = try browser.wait(for: "document.querySelector('#flow-text').textContent")
            #expect(flow.text?.contains("The solar inverter takes 20 W.") == true, "\(flow)")
        }
    }

    @Test func earnedToday_isShownWithWhatIsMissing_andAsUnknownWhereNothingIsKnown() throws {
        let served = try ServedHouse()
        try Chromium.withBrowser { browser in
            try browser.open("http://127.0.0.1:\(served.server.port)/")
            func expect(_ words: String, after change: (inout HouseStatus) -> Void) throws {
                served.house.change {
                    $0.bootTime = $0.bootTime.advanced(bySeconds: 0.01)
                    change(&$0)
                }
                let found = try browser.wait(
                    for:
                        "document.body.dataset.ready && document.querySelector('#earned').textContent.includes('\(words)')"
                )
                #expect(found == .flag(true))
            }
            let against = "against a battery that only follows the house."
            try expect("Earned today: 1.08 EUR \(against)") { _ in }
            #expect(
                try browser.wait(for: "String(document.querySelector('#earned').textContent.endsWith('house.'))")
                    == .text("true"), "nothing is missing")
            // The clock of the house stands at 13:30, an hour and a half after noon.
            try expect("Earned today: 0.12 EUR \(against) Known for 6 of 54 quarter hours, since 12:00;") {
                $0.today = FixtureHouse.today(known: 6)
            }
            try expect("Would have earned today: 0.12 EUR") { $0.today = FixtureHouse.today(known: 6, isDryRun: true) }
            try expect("unknown, as none of its 54 quarter hours could be settled.") {
                $0.today = FixtureHouse.today(known: 0)
            }
            try expect("Earned today: unknown.") { $0.today = nil }
        }
    }

    @Test func badValues_areShownAsUnknown_andWarningsAsText() throws {
        let served = try ServedHouse()
        try Chromium.withBrowser { browser in
            try browser.open("http://127.0.0.1:\(served.server.port)/", width: 360, height: 800)
            _ = try browser.wait(for: "document.body.dataset.ready")
            #expect(
                try browser.wait(for: "String(document.documentElement.scrollWidth <= innerWidth)") == .text("true"),
                "nothing sticks out")
            served.house.change { status in
                let now = status.bootTime.advanced(bySeconds: 0.2)
                status.bootTime = now
                status.snapshot = FixtureHouse.snapshot(at: now, wall: status.time, pv: nil)
                status.standing = FixtureHouse.dryRun(at: now)
                status.warnings = ["<img src=x onerror=alert(1)>"]
            }
            let page = try browser.wait(
                for: "document.querySelector('#n-solar b').textContent === 'unknown' && \(Self.shown)")
            #expect(page["house"] == .text("unknown") && page["grid"] == .text("760 W"))
            let faults = try browser.wait(for: "document.querySelector('#flow-faults').textContent")
            #expect(faults.text?.hasPrefix("Solar power is too old (14 s).") == true)
            #expect(page["banners"]?.text?.hasPrefix("DRY RUN") == true)
            #expect(page["banners"]?.text?.contains("<img src=x onerror=alert(1)>") == true)
            #expect(try browser.wait(for: "document.querySelectorAll('img').length + 1") == .number(1))
            #expect(page["devices"]?[1] == .text("does not answer"))
            served.house.advance(seconds: 30)
            served.house.change {
                $0.time = $0.time.advanced(bySeconds: 30); $0.bootTime = $0.bootTime.advanced(bySeconds: 30)
            }
            let old = try browser.wait(
                for: "document.querySelector('#n-grid b').textContent === 'unknown' && \(Self.shown)")
            #expect(old["banners"]?.text?.contains("Old values") == true && old["charge"] == .text("Charge unknown"))
            served.server.stop()
            let banner = "document.querySelector('#banners').textContent"
            _ = try browser.wait(for: "\(banner).includes('Connection lost')")
            #expect(try browser.wait(for: "document.body.classList.contains('old')") == .flag(true))
        }
    }

    @Test func token_isAskedOnce_andKeptInTheTab() throws {
        let served = try ServedHouse(token: try StatusToken(secret: ServedHouse.secret))
        try Chromium.withBrowser { browser in
            try browser.open("http://127.0.0.1:\(served.server.port)/")
            _ = try browser.wait(for: "!document.querySelector('#login').hidden")
            #expect(try browser.wait(for: "document.querySelector('#main').hidden") == .flag(true))
            let enter =
                "(document.querySelector('#token').value = $, document.querySelector('#login button').click(), true)"
            let fault = "document.querySelector('#login-fault')"
            // As a word processor changes a token.
            _ = try browser.wait(for: enter.replacing("$", with: "'wrong\\u2013token'"))
            _ = try browser.wait(for: "\(fault).textContent.includes('not the right one')")
            _ = try browser.wait(for: "(\(fault).textContent = '', true)")
            _ = try browser.wait(for: enter.replacing("$", with: "'wrong'"))
            _ = try browser.wait(
                for: "document.querySelector('#login-fault').textContent.includes('not the right one')")
            _ = try browser.wait(for: enter.replacing("$", with: "'\(ServedHouse.secret)'"))
            let page = try browser.wait(for: Self.shown)
            #expect(page["house"] == .text("2.48 kW"), "\(page)")
            #expect(try browser.wait(for: "document.querySelector('#login').hidden") == .flag(true))
            try browser.reload()
            let again = try browser.wait(for: Self.shown)
            #expect(again["house"] == .text("2.48 kW"), "\(again)")
        }
    }

    @Test func policyOnTrial_isShownWithWhatEachWouldHaveCost_elsewhereNothing() throws {
        let served = try ServedHouse()
        let shown = """
            document.body.dataset.ready && { isHidden: document.querySelector("#policy").hidden,
              words: document.querySelector("#policy-text").textContent,
              note: document.querySelector("#policy-note").textContent,
              cells: (document.querySelector("#policy-table").open = true, [...document.querySelectorAll("#policy-table td")])
                .map((d) => d.textContent) }
            """
        try Chromium.withBrowser { browser in
            try browser.open("http://127.0.0.1:\(served.server.port)/")
            #expect(try browser.wait(for: shown)["isHidden"] == .flag(true))
            served.house.change { $0.policy = FixtureHouse.onTrial }
            try browser.reload()
            _ = try browser.wait(for: shown)
            let page = try browser.wait(
                for: shown.replacing("[...", with: "document.querySelector('#policy td') && [..."))
            #expect(page["isHidden"] == .flag(false))
            #expect(
                page["words"]?.text?.hasPrefix("The policy night drives since 15 May, 02:50. night: promoted: ") == true
            )
            #expect(page["note"] == .text("Replayed: 2 days up to 15 May, forecast model."))
            #expect(page["cells"]?.list.suffix(6).first == .text("7.00 EUR"), "\(page)")
        }
    }

    @Test func everythingTheFirstViewNeeds_isAtMost60Kilobytes() throws {
        let served = try ServedHouse()
        try Chromium.withBrowser { browser in
            try browser.open("http://127.0.0.1:\(served.server.port)/")
            // The stream of events never ends and is not in the list; its first event is the status.
            let sum = """
                document.body.dataset.ready && performance.getEntriesByType("resource") \
                .concat(performance.getEntriesByType("navigation")).reduce((sum, entry) => sum + entry.transferSize, 0)
                """
            let bytes = try #require(try browser.wait(for: sum).number)
            let event = try served.get("/api/v1/status").body.count
            #expect(bytes > 30_000 && bytes + Double(event) <= 60_000, "\(bytes) + \(event)")
        }
    }
}
