// SPDX-License-Identifier: Apache-2.0

import Energy

/// Documents as the Transparency Platform writes them.
enum EntsoeText {
    /// EIC code of SE3.
    static let stockholm = "10Y1001A1001A46L"

    /// A document of prices.
    static func document(_ series: String...) -> String {
        """
        <?xml version="1.0" encoding="utf-8"?>
        <Publication_MarketDocument xmlns="urn:iec62325.351:tc57wg16:451-3:publicationdocument:7:3">
          <mRID>0f3c</mRID><revisionNumber>1</revisionNumber><type>A44</type>
          <sender_MarketParticipant.mRID codingScheme="A01">10X1001A1001A450</sender_MarketParticipant.mRID>
          <createdDateTime>2026-02-01T12:40:00Z</createdDateTime>
          <period.timeInterval><start>2026-02-01T23:00Z</start><end>2026-02-02T23:00Z</end></period.timeInterval>
        \(series.joined(separator: "\n"))
        </Publication_MarketDocument>
        """
    }

    /// Prices of a day.
    ///
    /// - Parameters:
    ///   - points: positions and prices as they are written.
    ///   - sequence: nil for an element that is not there.
    static func series(
        _ slots: Range<Slot>, _ points: [(Int, String)], resolution: String = "PT15M", curve: String = "A03",
        sequence: Int? = 1, contract: String = "A01", zone: String = stockholm
    ) -> String {
        let name = "classificationSequence_AttributeInstanceComponent.position"
        let sequence = sequence.map { "<\(name)>\($0)</\(name)>" } ?? ""
        let points = points.map {
            "<Point><position>\($0)</position><price.amount>\($1)</price.amount></Point>"
        }
        return """
              <TimeSeries><mRID>1</mRID><auction.type>A01</auction.type><businessType>A62</businessType>
                <in_Domain.mRID codingScheme="A01">\(zone)</in_Domain.mRID>
                <out_Domain.mRID codingScheme="A01">\(zone)</out_Domain.mRID>
                <contract_MarketAgreement.type>\(contract)</contract_MarketAgreement.type>
                <currency_Unit.name>EUR</currency_Unit.name><price_Measure_Unit.name>MWH</price_Measure_Unit.name>
                \(sequence)<curveType>\(curve)</curveType>
                <Period><timeInterval><start>\(stamp(slots.lowerBound))</start><end>\(stamp(slots.upperBound))</end>
                </timeInterval><resolution>\(resolution)</resolution>
                \(points.joined(separator: "\n"))</Period></TimeSeries>
            """
    }

    /// As `2026-02-01T23:00Z`.
    private static func stamp(_ slot: Slot) -> String { slot.start.iso8601.dropLast(4) + "Z" }

    /// Positions from 1 on with prices of 0, 1, 2 and so on.
    static func rising(_ count: Int) -> [(Int, String)] { (0..<count).map { ($0 + 1, "\($0)") } }

    /// A document that says why there are no prices.
    static func acknowledgement(_ texts: String...) -> String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <Acknowledgement_MarketDocument xmlns="urn:iec62325.351:tc57wg16:451-1:acknowledgementdocument:7:0">
          <mRID>a1</mRID><createdDateTime>2026-02-01T10:00:00Z</createdDateTime>
          \(texts.map { "<Reason><code>999</code><text>\($0)</text></Reason>" }.joined())
        </Acknowledgement_MarketDocument>
        """
    }
}
