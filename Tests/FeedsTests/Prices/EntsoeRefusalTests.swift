// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

@testable import Feeds

/// Documents of ENTSO-E that nothing is taken from.
@Suite struct EntsoeRefusalTests {
    private let source: Entsoe
    private let day = "2026-02-02"
    private let text: String
    private let slots: Range<Slot>

    init() throws {
        source = try Entsoe(zone: "SE3", token: "t")
        slots = try DayAhead.slots(day)
        text = EntsoeText.document(EntsoeText.series(slots, [(1, "40"), (2, "39.95"), (96, "41")]))
    }

    private func fault(_ text: String) -> String? { DayAhead.fault(source, text, day: day)?.description }

    @Test(arguments: [
        (
            "<price_Measure_Unit.name>MWH</", "<price_Measure_Unit.name>KWH</",
            "TimeSeries 1, price_Measure_Unit.name: found KWH, expected MWH"
        ),
        (
            "<price_Measure_Unit.name>MWH</price_Measure_Unit.name>", "",
            "TimeSeries 1, price_Measure_Unit.name: found none, expected MWH"
        ),
        (
            "<currency_Unit.name>EUR</", "<currency_Unit.name>USD</",
            "TimeSeries 1, currency_Unit.name: found USD, "
                + "expected one of BGN, CHF, CZK, DKK, EUR, GBP, HUF, NOK, PLN, RON, SEK"
        ),
        (
            "<in_Domain.mRID codingScheme=\"A01\">10Y1001A1001A46L", "<in_Domain.mRID>10Y1001A1001A47J",
            "TimeSeries 1, in_Domain.mRID: found 10Y1001A1001A47J, expected 10Y1001A1001A46L"
        ),
        (
            "<out_Domain.mRID codingScheme=\"A01\">10Y1001A1001A46L", "<out_Domain.mRID>",
            "TimeSeries 1, out_Domain.mRID: found , expected 10Y1001A1001A46L"
        ),
        ("<type>A44</type>", "<type>A65</type>", "type: found A65, expected A44"),
        (
            ".position>1</", ".position>0</",
            "TimeSeries 1, classificationSequence_AttributeInstanceComponent.position: found 0, "
                + "expected a number from 1 on"
        ),
        ("<curveType>A03</", "<curveType>A05</", "TimeSeries 1, Period 1, curveType: found A05, expected A01 or A03"),
        ("PT15M", "P1D", "TimeSeries 1, Period 1, resolution: found P1D, expected PT15M, PT30M or PT60M"),
        (
            "<resolution>PT15M</resolution>", "",
            "TimeSeries 1, Period 1, resolution: found , expected PT15M, PT30M or PT60M"
        ),
        ("<position>96</", "<position>97</", "TimeSeries 1, Period 1, Point 3: found position 97, expected 1 to 96"),
        ("<position>96</", "<position>0</", "TimeSeries 1, Period 1, Point 3: found position 0, expected 1 to 96"),
        (
            "<position>96</", "<position>99999999999999999999999</",
            "TimeSeries 1, Period 1, Point 3, position: found 99999999999999999999999, expected a whole number"
        ),
        (
            "<position>96</", "<position>1.5</",
            "TimeSeries 1, Period 1, Point 3, position: found 1.5, expected a whole number"
        ),
        ("<position>96</position>", "", "TimeSeries 1, Period 1, Point 3: found no position, expected both"),
        (
            "<price.amount>41</price.amount>", "",
            "TimeSeries 1, Period 1, Point 3: found no price.amount, expected both"
        ),
        (
            "<position>96</", "<position>2</",
            "TimeSeries 1, Period 1, Point 3: found position 2 again with another price, expected one price"
        ),
        (
            "<position>1</position><price", "<position>3</position><price",
            "TimeSeries 1, Period 1: found no position 1, expected one, as others may repeat it"
        ),
    ])
    func wrongMember_isNamed(piece: String, other: String, words: String) {
        #expect(fault(text.replacing(first: piece, with: other)) == words)
    }

    @Test(arguments: [
        "", "1e999", "1e3", "nan", "inf", "0x10", "1,2", "1,23.4", "1234,567", ",123", "1.", ".5", "--1", "+1", "1.2.3",
    ])
    func amountThatIsNoNumber_isRefused(amount: String) {
        #expect(
            fault(text.replacing(first: ">39.95<", with: ">\(amount)<"))
                == "TimeSeries 1, Period 1, Point 2, price.amount: found \(amount), "
                + "expected a number such as 1,234.56")
    }

    @Test func amountOfManyDigits_isOutOfRange() {
        let digits = String(repeating: "9", count: 30)
        #expect(
            fault(text.replacing(first: ">39.95<", with: ">\(digits)<"))
                == "spot_price: found 1e+27 at 2026-02-01T23:15:00Z, expected -60.0 to 60.0 per kWh")
        #expect(fault(text.replacing(first: ">39.95<", with: ">\(String(repeating: "9", count: 400))<")) != nil)
    }

    @Test(arguments: [
        ("2026-02-02T23:00Z", "2026-02-01T23:00:00Z to 2026-02-01T23:00:00Z", "2026-02-01T23:00Z"),
        ("2026-02-02T23:00Z", "2026-02-01T23:00:00Z to 2026-02-02T23:05:00Z", "2026-02-02T23:05Z"),
        ("2026-02-02T23:00Z", "2026-02-01T23:00:00Z to 9999-12-31T23:00:00Z", "9999-12-31T23:00Z"),
        ("2026-02-01T23:00Z", "2026-02-01T23:05:00Z to 2026-02-02T23:05:00Z", "2026-02-01T23:05Z"),
    ])
    func timeThatNoPricesFit_isRefused(piece: String, found: String, other: String) {
        // The document's own interval comes first, and is not what counts.
        let halves = text.split(separator: "<Period>", maxSplits: 1)
        var period = String(halves[1]).replacing(first: piece, with: other)
        if other.hasSuffix("01T23:05Z") {
            period = period.replacing(first: "2026-02-02T23:00Z", with: "2026-02-02T23:05Z")
        }
        #expect(
            fault(halves[0] + "<Period>" + period)
                == "TimeSeries 1, Period 1, timeInterval: found \(found), "
                + "expected quarter hours, a multiple of PT15M and at most a year")
    }

    @Test func timeThatIsNone_isRefused() {
        let halves = text.split(separator: "<Period>", maxSplits: 1)
        let period = String(halves[1]).replacing(first: "2026-02-02T23:00Z", with: "tomorrow")
        #expect(
            fault(halves[0] + "<Period>" + period)
                == "TimeSeries 1, Period 1, end: found tomorrow, expected a time such as 2026-02-01T23:00Z")
    }

    @Test func severalCurrencies_areRefused() {
        let series = EntsoeText.series(slots, [(1, "40")])
        let other = series.replacing(first: ">EUR<", with: ">PLN<")
        #expect(
            fault(EntsoeText.document(series, other))
                == "currency_Unit.name: found EUR and PLN, expected one currency")
    }

    @Test func answerThatMayBeCutOff_isRefused() {
        let series = EntsoeText.series(slots, [(1, "40")])
        let many = String(repeating: series, count: 100)
        #expect(
            fault(EntsoeText.document(many))
                == "the answer: found 100 TimeSeries, expected less than 100, as further ones are cut off")
    }

    @Test func manyLongPeriods_areRefused_beforeTheyFillTheMemory() throws {
        let year = try DayAhead.slots("2026-01-01", to: "2027-01-01")
        let series = EntsoeText.series(year, [(1, "40")])
        #expect(
            fault(EntsoeText.document(series, series, series, series))
                == "TimeSeries 4: found more than 105408 quarter hours, expected less")
    }

    @Test func entities_areRefused() {
        let bomb = """
            <?xml version="1.0"?>
            <!DOCTYPE lolz [<!ENTITY a "0"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
            <Publication_MarketDocument><type>&b;</type></Publication_MarketDocument>
            """
        #expect(fault(bomb) == "line 2: found a document type, as HTML has it, expected XML without one")
    }

    @Test(arguments: [
        ("<!DOCTYPE html><html></html>", "line 1: found a document type, as HTML has it, expected XML without one"),
        ("<html><body/></html>", "the answer: found the element html, expected Publication_MarketDocument"),
        ("{\"error\":1}", "line 1: found not well-formed (invalid token), expected XML"),
        ("", "line 1: found no element found, expected XML"),
        ("PK\u{3}\u{4}", "line 1: found not well-formed (invalid token), expected XML"),
    ])
    func otherBodies_areRefused(body: String, words: String) {
        #expect(fault(body) == words)
    }

    @Test func bodyThatIsCut_isRefused() {
        for length in stride(from: 1, to: text.utf8.count - 20, by: 97) {
            let cut = String(decoding: text.utf8.prefix(length), as: UTF8.self)
            guard case .document? = DayAhead.fault(source, cut, day: day) else {
                Issue.record("read \(length) bytes")
                return
            }
        }
    }

    @Test func deepNesting_isRefused() {
        let deep = "<Publication_MarketDocument>" + String(repeating: "<TimeSeries>", count: 100_000)
        #expect(fault(deep) == "line 1: found elements nested deeper than 16, expected a flat document")
    }
}
