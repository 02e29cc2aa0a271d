// SPDX-License-Identifier: Apache-2.0

import Energy

/// Reads a file of MeteoSwiss while it arrives, and keeps the rows of one point.
///
/// Rows are `point_id;point_type_id;Date;value`, Latin-1, in any order. Those of other points are not looked at further.
struct MeteoSwissReader: FeedReader {
    /// Longest line, bytes; real ones have 30.
    private static let longestLine = 200
    /// Most rows of a point; nine days have 240.
    private static let mostRows = 1000

    private let file: MeteoSwissFile
    private let point: MeteoSwiss.Point
    private let next: String?
    /// How each line of the point begins.
    private let prefix: [UInt8]
    /// What has arrived of the line that is not whole.
    private var rest: [UInt8] = []
    private var line = 0
    private var intervals: [FeedInterval] = []

    /// A reader for a file.
    ///
    /// - Parameter next: address of the file of the next variable; nil where this is the last one.
    init(_ file: MeteoSwissFile, _ point: MeteoSwiss.Point, next: String? = nil) {
        (self.file, self.point, self.next) = (file, point, next)
        prefix = Array("\(point.id);\(point.type);".utf8)
    }

    mutating func take(_ bytes: [UInt8]) throws(FeedFault) {
        var begin = bytes.startIndex
        while let end = bytes[begin...].firstIndex(of: UInt8(ascii: "\n")) {
            if rest.isEmpty {
                try takeLine(bytes[begin..<end])
            } else {
                try keep(bytes[begin..<end])
                let whole = rest
                rest.removeAll(keepingCapacity: true)
                try takeLine(whole[...])
            }
            begin = end + 1
        }
        try keep(bytes[begin...])
    }

    private mutating func keep(_ bytes: ArraySlice<UInt8>) throws(FeedFault) {
        try checkLength(rest.count + bytes.count)
        rest += bytes
    }

    private func checkLength(_ count: Int) throws(FeedFault) {
        guard count > Self.longestLine else { return }
        throw fault("a line of more than \(Self.longestLine) bytes", "a row", line: line + 1)
    }

    private mutating func takeLine(_ bytes: ArraySlice<UInt8>) throws(FeedFault) {
        try checkLength(bytes.count)
        line += 1
        if line == 1 { return try checkHeader(Self.withoutReturn(bytes)) }
        guard bytes.starts(with: prefix) else { return }
        let row = Self.withoutReturn(bytes)
        let cells = row.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
        guard cells.count == 4 else { throw fault(text(row), "four cells") }
        guard let stamp = MeteoSwissFile.moment(cells[2]) else {
            throw fault(text(cells[2]), "a moment such as 202602021200")
        }
        guard intervals.count < Self.mostRows else { throw fault("more than \(Self.mostRows) rows", "nine days") }
        intervals.append(interval(endingAt: stamp, try number(cells[3])))
    }

    private static func withoutReturn(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        bytes.last == UInt8(ascii: "\r") ? bytes.dropLast() : bytes
    }

    private func checkHeader(_ header: ArraySlice<UInt8>) throws(FeedFault) {
        let expected = "point_id;point_type_id;Date;\(file.variable.rawValue)"
        guard header.elementsEqual(expected.utf8) else { throw fault(text(header), expected, line: 1) }
    }

    /// A cell's number; nil where the cell is empty or `-`.
    private func number(_ cell: ArraySlice<UInt8>) throws(FeedFault) -> Double? {
        if cell.isEmpty || cell.elementsEqual([UInt8(ascii: "-")]) { return nil }
        let isDecimal = cell.allSatisfy { byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: ".")
                || byte == UInt8(ascii: "-")
        }
        guard isDecimal, let number = Double(String(decoding: cell, as: UTF8.self)) else {
            throw fault(text(cell), "a number")
        }
        return number
    }

    /// Temperature and wind are means, which their quantities cannot be: they stand in the middle of their hour.
    private func interval(endingAt stamp: UTCInstant, _ number: Double?) -> FeedInterval {
        let value = number.map(file.variable.meaning.converted)
        return file.variable.meaning.quantity.measure == .instant
            ? FeedInterval(stamp.advanced(bySeconds: -1800), seconds: 0, value)
            : FeedInterval(stamp.advanced(bySeconds: -3600), seconds: 3600, value)
    }

    mutating func finish() throws(FeedFault) -> FeedPage {
        if line == 0 { try checkHeader(rest[...]) }
        // A row that was cut could be a wrong number; rows of other points do not matter.
        if rest.starts(with: prefix) { throw fault("a row without an end", "a whole row", line: line + 1) }
        guard !intervals.isEmpty else {
            throw .request("MeteoSwiss has no point \(point.id) of type \(point.type)")
        }
        return FeedPage(
            [file.variable.meaning.quantity: intervals], nature: .forecast, publishedAt: file.run, next: next)
    }

    private func fault(_ found: String, _ expected: String, line: Int? = nil) -> FeedFault {
        .document(at: "\(file.variable.rawValue), line \(line ?? self.line)", found: found, expected: expected)
    }

    /// Latin-1 for a message.
    private func text(_ bytes: ArraySlice<UInt8>) -> String {
        FeedFault.quoted(String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) })))
    }
}

extension MeteoSwiss.Variable {
    /// What it is; units are those of `ogd-local-forecasting_meta_parameters.csv`.
    fileprivate var meaning: WeatherVariable {
        switch self {
        case .temperature: WeatherVariable(rawValue, .airTemperature, "°C")
        case .globalRadiation: WeatherVariable(rawValue, .globalHorizontal, "W/m²")
        case .diffuseRadiation: WeatherVariable(rawValue, .diffuseHorizontal, "W/m²")
        case .precipitation: WeatherVariable(rawValue, .precipitation, "mm")
        case .wind: WeatherVariable(rawValue, .windSpeed, "km/h", per: 3.6)
        }
    }
}
