// SPDX-License-Identifier: Apache-2.0

import Energy

/// A document over a span of quarter hours, made a day at a time so that a month never stands in memory.
struct RangeDocument: Sendable {
    /// Which rows it holds.
    enum Kind: Hashable, Sendable {
        case readings
        /// Of the readings only their sums.
        case totals
        case decisions
    }

    private enum Step { case opening, rows, done }

    private let kind: Kind
    private let span: Range<Slot>
    private let source: any HouseStatusSource
    private let currency: String
    private var next: Slot
    private var step = Step.opening
    private var totals: EnergyTotals
    private var outcomeTotals = OutcomeTotals()
    private var json = JSONWriter()

    /// Slots in one piece.
    private static let pieceSlots = 96

    init(_ kind: Kind, span: Range<Slot>, source: any HouseStatusSource) {
        (self.kind, self.span, self.source) = (kind, span, source)
        next = span.lowerBound
        let house = source.status().house
        currency = house.currency
        let inverters = house.devices.filter { $0.role == .inverter }
        totals = EnergyTotals(inverters: Set(inverters.map(\.id)))
    }

    /// The next piece, nil behind the last; reads the database and may wait for it.
    mutating func nextPiece() throws -> [UInt8]? {
        if step == .done { return nil }
        if step == .opening { open() }
        let piece = next..<min(span.upperBound, next.advanced(by: Self.pieceSlots))
        try writeRows(piece)
        next = piece.upperBound
        step = next < span.upperBound ? .rows : .done
        if step == .done { close() }
        return json.takeBytes()
    }

    private mutating func open() {
        json.open(nil, "{")
        json.put("from", span.lowerBound.description)
        json.put("to", span.upperBound.description)
        json.put("utc_offset_s", source.status().house.site.timeZone.offset(at: span.lowerBound.start))
        json.put("currency", currency)
        json.open(key, "[")
    }

    private var key: String {
        switch kind {
        case .readings, .totals: "readings"
        case .decisions: "decisions"
        }
    }

    private mutating func close() {
        json.close("]")
        let (totals, outcomeTotals, count) = (totals, outcomeTotals, span.count)
        json.object("totals") { json in
            switch kind {
            case .readings, .totals: totals.write(into: &json, slots: count)
            case .decisions: outcomeTotals.write(into: &json, slots: count)
            }
        }
        json.close("}")
    }

    private mutating func writeRows(_ slots: Range<Slot>) throws {
        switch kind {
        case .readings, .totals: try writeReadings(slots)
        case .decisions: try writeDecisions(slots)
        }
    }

    private mutating func writeDecisions(_ slots: Range<Slot>) throws {
        let decisions = try source.decisions(slots: slots)
        let outcomes = try source.outcomes(slots: slots)
        for outcome in outcomes { outcomeTotals.add(outcome) }
        let bySlot = Dictionary(outcomes.map { ($0.slot, $0) }, uniquingKeysWith: { first, _ in first })
        let currency = currency
        for decision in decisions {
            json.object { json in
                DecisionDocument.write(decision, currency: currency, into: &json)
                guard let outcome = bySlot[decision.slot] else { return json.putNull("outcome") }
                json.object("outcome") { OutcomeDocument.write(outcome, into: &$0) }
            }
        }
    }

    private mutating func writeReadings(_ slots: Range<Slot>) throws {
        let rows = try source.readings(slots: slots)
        let prices = try source.prices(slots: slots)
        var k = rows.startIndex
        while k < rows.endIndex {
            let slot = rows[k].slot
            let end = rows[k...].firstIndex { $0.slot != slot } ?? rows.endIndex
            totals.add(Array(rows[k..<end]), price: prices.first { $0.slot == slot })
            k = end
        }
        guard kind == .readings else { return }
        for row in rows { json.object { Self.write(row, into: &$0) } }
    }

    private static func write(_ row: QuarterHourRow, into json: inout JSONWriter) {
        json.put("slot", row.slot.description)
        json.put("device", row.device)
        json.put("observed_s", row.observedSeconds)
        json.array("quality") { json in row.quality.words.forEach { json.put(nil, $0) } }
        json.object("signals") { json in
            for summary in row.signals { json.object(summary.signal.word) { write(summary, into: &$0) } }
        }
    }

    private static func write(_ summary: SignalSummary, into json: inout JSONWriter) {
        if summary.signal.isCounter {
            json.put("first", summary.minimum, decimals: 3)
            json.put("last", summary.maximum, decimals: 3)
        } else {
            json.put("mean", summary.mean, decimals: 3)
            json.put("min", summary.minimum, decimals: 3)
            json.put("max", summary.maximum, decimals: 3)
        }
        json.put("samples", summary.count)
        json.put("missing", summary.missing)
    }
}
