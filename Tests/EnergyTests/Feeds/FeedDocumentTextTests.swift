// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy
import Testing

/// The text in which the fetcher hands what a source told to the planner.
@Suite struct FeedDocumentTextTests {
    private static let prices = document(
        "entsoe", .price, "SE3", .actual, currency: "SEK", publishedAt: "2026-02-01T11:57:03Z",
        [.spotPrice: [0.41275, nil, -0.0012, 0, 60], .exportPrice: [1.0 / 3]])
    private static let weather = document(
        "smhi", .weather, "59.33,18.07", .forecast,
        [.airTemperature: [-3.25, -3.5], .cloudCover: [nil, 0, 1], .windSpeed: [.leastNonzeroMagnitude, 120]])

    private static func instant(_ text: String) -> UTCInstant {
        UTCInstant(iso8601: text) ?? UTCInstant(secondsSinceEpoch: 0)
    }

    private static func document(
        _ source: String, _ kind: FeedKind, _ place: String, _ nature: FeedNature, currency: String? = nil,
        publishedAt: String? = nil, _ values: [FeedQuantity: [Double?]]
    ) -> FeedDocument {
        let first = Slot(containing: instant("2026-02-01T23:00Z"))
        return FeedDocument(
            source: source, kind: kind, place: place, nature: nature, currency: currency,
            fetchedAt: instant("2026-02-01T12:05:10Z"), publishedAt: publishedAt.map(instant),
            series: values.mapValues { SlotSeries(firstSlot: first, values: $0) })
    }

    /// Text with a checksum that fits, whatever is in it.
    private func sealed(_ body: String) -> String {
        let sum = String(CRC32.checksum(body.utf8), radix: 16)
        return body + "crc = \(String(repeating: "0", count: 8 - sum.count))\(sum)\n"
    }

    private func fault(_ text: String) -> InboxTextFault? {
        #expect(throws: InboxTextFault.self) { try FeedDocument(text: text) }
    }

    @Test func text_isReadable() throws {
        let body = """
            feed = 1
            source = entsoe
            kind = price
            place = SE3
            nature = actual
            currency = SEK
            fetched_at = 2026-02-01T12:05:10Z
            published_at = 2026-02-01T11:57:03Z
            series = spot_price 2026-02-01T23:00:00Z 0.41275 - -0.0012 0.0 60.0
            series = export_price 2026-02-01T23:00:00Z 0.3333333333333333

            """
        #expect(try Self.prices.text() == sealed(body))
    }

    @Test(arguments: [prices, weather]) func text_bringsEverythingBack_toTheLastBit(document: FeedDocument) throws {
        let back = try FeedDocument(text: document.text())
        #expect(back.source == document.source && back.kind == document.kind && back.place == document.place)
        #expect(back.nature == document.nature && back.currency == document.currency)
        #expect(back.fetchedAt == document.fetchedAt && back.publishedAt == document.publishedAt)
        #expect(back.series.keys == document.series.keys)
        for (quantity, series) in document.series {
            let read = try #require(back.series[quantity])
            #expect(read.slots == series.slots)
            for slot in series.slots { #expect(read[slot]?.bitPattern == series[slot]?.bitPattern) }
        }
    }

    @Test func anyNumber_comesBackToTheLastBit() throws {
        var random = SplitMix64(seed: 20_260_201)
        let values = (0..<2000).map { _ -> Double? in
            let number = Double(bitPattern: random.next())
            return number.magnitude <= 60 ? number : 120 * random.nextUniform() - 60
        }
        let document = Self.document("x", .price, "SE3", .actual, currency: "EUR", [.spotPrice: values])
        let series = try #require(try FeedDocument(text: document.text()).series[.spotPrice])
        #expect(series.slots.map { series[$0]?.bitPattern } == values.map { $0?.bitPattern })
    }

    @Test func twoYears_areRead_andASlotMoreIsNot() throws {
        let years = [Double](repeating: 0.25, count: FeedDocument.mostSlots)
        let document = Self.document("x", .price, "SE3", .actual, currency: "EUR", [.spotPrice: years])
        #expect(try FeedDocument(text: document.text()).series[.spotPrice]?.slots.count == 70_272)
        let longer = Self.document("x", .price, "SE3", .actual, currency: "EUR", [.spotPrice: years + [0.25]])
        let fault = #expect(throws: InboxTextFault.self) { try longer.text() }
        #expect(fault?.description == "line 9: found 70273, expected 1 to 70272 numbers of spot_price")
    }

    @Test func textOfMoreThanTwoMebibytes_isRefused() {
        let text = String(repeating: "feed = 1\n", count: 240_000)
        #expect(fault(text)?.description == "line 1: found 2160000 bytes, expected at most 2097152")
    }

    @Test(arguments: [
        ("feed = 1", "feed = 2", 1, "feed = the version 1"),
        ("source = entsoe", "source = ", 2, "1 to 64 characters, none of them a control character"),
        ("source = entsoe", "source = \(String(repeating: "x", count: 65))", 2, "1 to 64 characters"),
        ("source = entsoe", "source = ent\u{1B}[31m", 2, "none of them a control character"),
        ("source = entsoe", "source = ent\r", 2, "none of them a control character"),
        ("place = SE3", "place = SE\u{202E}3", 4, "none of them a control character"),
        ("kind = price", "kind = prices", 3, "kind = price, weather, solar, carbon"),
        ("kind = price", "kind = carbon", 6, "currency = -, as there are no prices"),
        ("nature = actual", "nature = guess", 5, "nature = forecast, actual"),
        ("currency = SEK", "currency = -", 6, "currency = three capital letters"),
        ("currency = SEK", "currency = SE", 6, "currency = three capital letters"),
        ("fetched_at = 2026-02-01T12:05:10Z", "fetched_at = 2026-02-01", 7, "fetched_at = a moment of UTC"),
        ("fetched_at = 2026-02-01", "fetched_at = 2026-02-30", 7, "fetched_at = a moment of UTC"),
        ("published_at = 2026", "published_at = 20260", 8, "published_at = a moment of UTC, or -"),
        ("series = spot_price", "series = spot", 9, "series = spot_price, import_price, export_price"),
        ("series = spot_price", "series = pv_power", 9, "series = spot_price, import_price, export_price"),
        ("series = spot_price", "line = spot_price", 9, "series = a line of numbers"),
        ("series = export_price", "series = spot_price", 10, "series = import_price, export_price"),
        ("spot_price 2026-02-01T23:00:00Z", "spot_price 2026-02-01T23:05:00Z", 9, "spot_price and a quarter hour"),
        ("spot_price 2026-02-01T23:00:00Z", "spot_price  2026-02-01T23:00:00Z", 9, "spot_price and a quarter hour"),
        ("0.41275 - -0.0012 0.0 60.0", "-", 9, "a number of spot_price"),
        (" 0.41275 - -0.0012 0.0 60.0", "", 9, "1 to 70272 numbers of spot_price"),
        ("60.0", "60.1", 9, "-60.0 to 60.0 per kWh, or -"),
        ("60.0", "1e999", 9, "-60.0 to 60.0 per kWh, or -"),
        ("60.0", "nan", 9, "-60.0 to 60.0 per kWh, or -"),
        ("60.0", "", 9, "-60.0 to 60.0 per kWh, or -"),
        ("60.0", "6O", 9, "-60.0 to 60.0 per kWh, or -"),
    ])
    func textWithAFault_isRefused_byItsLine(found: String, replacement: String, line: Int, expected: String) throws {
        let text = try Self.prices.text()
        let body = text.split(separator: "\n").dropLast().joined(separator: "\n") + "\n"
        #expect(body.contains(found), "the text has changed: \(text)")
        let fault = fault(sealed(body.replacing(found, with: replacement)))
        #expect(fault?.line == line && fault?.expected.contains(expected) == true, "\(fault.map { "\($0)" } ?? "")")
    }

    @Test func numberOutOfRange_isNamedByItsPlace() throws {
        let text = try Self.prices.text().replacing("60.0", with: "412.7")
        #expect(
            fault(text)?.description
                == "line 9: found \"412.7\" as number 5 of spot_price, expected -60.0 to 60.0 per kWh, or -")
    }

    @Test func textThatWasCut_isRefused_whereverItWas() throws {
        let text = try Self.prices.text()
        // Without the last line's end alone nothing is lost.
        for length in 0..<text.utf8.count - 1 {
            _ = fault(String(decoding: text.utf8.prefix(length), as: UTF8.self))
        }
        #expect(try FeedDocument(text: String(text.dropLast())).source == "entsoe")
    }

    @Test func everyChangedByte_isNoticed() throws {
        let bytes = Array(try Self.prices.text().utf8)
        for place in bytes.indices {
            var damaged = bytes
            damaged[place] ^= 1
            _ = fault(String(decoding: damaged, as: UTF8.self))
        }
        let swapped = try Self.prices.text().replacing("0.41275", with: "0.41276")
        #expect(fault(swapped)?.line == 11 && fault(swapped)?.expected.contains("the sum of all before") == true)
        #expect(fault(try Self.prices.text() + "more\n")?.expected == "nothing more")
    }

    @Test func documentThatCouldNotBeReadBack_isNotWritten() {
        func fault(_ document: FeedDocument) -> String? {
            (#expect(throws: InboxTextFault.self) { try document.text() })?.description
        }
        let names = Self.document("a\nkind = carbon", .price, "SE3", .actual, currency: "EUR", [.spotPrice: [1]])
        #expect(fault(names)?.hasPrefix("line 4: found \"kind = price\", expected place = 1 to 64 characters") == true)
        #expect(
            fault(Self.document("a", .price, "SE3", .actual, [.spotPrice: [1]]))
                == "line 6: found \"currency = -\", expected currency = three capital letters")
        #expect(
            fault(Self.document("a", .solar, "home", .forecast, [.pvPower: [.infinity]]))
                == "line 9: found \"inf\" as number 1 of pv_power, expected 0.0 to 1000000.0 W, or -")
        #expect(
            fault(Self.document("a", .solar, "home", .forecast, [.spotPrice: [1]]))
                == "line 9: found \"series = spot_price 2026-02-01T23:00:00Z 1.0\", expected series = pv_power")
        let empty = fault(Self.document("a", .solar, "home", .forecast, [:]))
        #expect(empty?.hasPrefix("line 9: found \"crc = ") == true)
        #expect(empty?.hasSuffix("expected series = a line of numbers") == true)
    }

    @Test func faultOfWhateverBytes_isShort_andPlain() {
        for text in [String(repeating: "\u{1B}[31m", count: 1000), "", "\n\n\n", "feed = 1\nsource = \u{7}\u{FFFD}"] {
            let fault = fault(text)
            #expect(
                fault.map { "\($0)".utf8.count < 200 && "\($0)".utf8.allSatisfy { (32...126).contains($0) } } == true)
        }
    }
}
