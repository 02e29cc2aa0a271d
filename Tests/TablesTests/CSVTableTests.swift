// SPDX-License-Identifier: Apache-2.0

import Energy
import Tables
import Testing

private func table(_ text: String) throws(TableFaults) -> CSVTable {
    try CSVTable(parsing: Array(text.utf8), file: "home.csv")
}

private func faults(_ text: String, _ body: (inout CSVTable) -> Void) -> [String] {
    do throws(TableFaults) {
        var table = try table(text)
        body(&table)
        try table.finish()
        return []
    } catch {
        return error.description.split(separator: "\n").map(String.init)
    }
}

@Test func quotesCommasAndLineEnds_areReadAsTheStandardSays() throws {
    let text = "\u{FEFF}\"a\",\"b \"\"x\"\"\",c\r\n1,\"two, \"\"2\"\"\nlines\",\r\n\"-4.5\",,z\n\n\r\n"
    var table = try table(text)
    #expect(table.columns == ["a", "b \"x\"", "c"])
    #expect(table.numbers("a") == [1, -4.5])
    #expect(table.strings("b \"x\"") == ["two, \"2\"\nlines", ""])
    #expect(table.strings("c") == ["", "z"])
    #expect((0..<table.rowCount).map { table.line(ofRow: $0) } == [2, 4])
    try table.finish()
}

@Test func lastLineWithoutAnEnd_isARow() throws {
    var table = try table("a,b\n1,2")
    #expect(table.numbers("a") + table.numbers("b") == [1, 2])
    var quoted = try CSVTable(parsing: Array("a\n\"1\"".utf8), file: "")
    #expect(quoted.numbers("a") == [1])
}

@Test func moments_withAndWithoutSeconds_areRead_andNothingElse() {
    let text = """
        t
        2016-10-31T23:00:00Z
        2016-10-31T23:15Z
        2016-10-31
        2016-10-31T23:00:00
        2016-10-31 23:00:00Z
        2016-10-31T24:00Z
        2016-02-30T00:00Z
        2016-10-31T23:00:00+00:00
        """
    var times: [UTCInstant?] = []
    let found = faults(text) { times = $0.instants("t") }
    #expect(times.prefix(2).map { $0?.secondsSinceEpoch } == [1_477_954_800, 1_477_955_700])
    #expect(times.dropFirst(2).allSatisfy { $0 == nil })
    #expect(found.count == 6)
    #expect(
        found.first == "home.csv:4: column t: found \"2016-10-31\", expected a moment such as 2016-10-31T23:00:00Z")
}

@Test func everyFault_isListedByLine() {
    let text = """
        a,b,extra
        x,1,0
        1,,0
        1,2
        1,"2"3,0

        1,2"3,0
        1,2,3,4
        1, 2,0
        "1
        """
    let found = faults(text) { table in
        let first = table.numbers("a")
        #expect(first.map(\.isNaN) == [true, false, true, true, true, true, true, false, true])
        _ = table.numbers("b")
        _ = table.strings("c")
        table.fault(row: 1, column: "a", expected: "2")
    }
    #expect(
        found == [
            "home.csv:1: column c: found no such column, expected one",
            "home.csv:1: column extra: found an unknown column, expected one of: a, b, c",
            "home.csv:2: column a: found \"x\", expected a number",
            "home.csv:3: column b: found nothing, expected a number",
            "home.csv:3: column a: found \"1\", expected 2",
            "home.csv:4: found 2 cells, expected 3 cells",
            "home.csv:5: found text behind a closing quote, expected a comma or the line's end",
            "home.csv:6: found an empty line, expected 3 cells",
            "home.csv:7: found a quote inside a cell, expected quotes around the whole cell",
            "home.csv:8: found 4 cells, expected 3 cells",
            "home.csv:9: column b: found \" 2\", expected a number",
            "home.csv:10: found a quote that is never closed, expected a closing quote",
        ])
}

@Test func manyFaults_areCutAfterTwenty_andTheRestIsCounted() {
    let rows = (1...500).map { $0 % 2 == 0 ? "x,1" : "1,y" }
    let found = faults("a,b\n" + rows.joined(separator: "\n")) { table in
        _ = table.numbers("b")
        _ = table.numbers("a")
    }
    #expect(found.count == 21)
    #expect(
        found.prefix(2) == [
            "home.csv:2: column b: found \"y\", expected a number",
            "home.csv:3: column a: found \"x\", expected a number",
        ])
    #expect(found[19] == "home.csv:21: column a: found \"x\", expected a number")
    #expect(found[20] == "... and 480 more faults")
    #expect(faults("a\n" + String(repeating: "x\n", count: 21)) { _ = $0.numbers("a") }.last == "... and 1 more fault")
}

@Test func headerWithoutNames_isAFault() {
    let header = "expected a header with the names of the columns"
    #expect(faults("") { _ in } == ["home.csv:1: found nothing, \(header)"])
    #expect(faults("\n\n") { _ in } == ["home.csv:1: found nothing, \(header)"])
    #expect(
        faults("a,,a\n") { _ in } == [
            "home.csv:1: found no name for column 2, expected one name for each column",
            "home.csv:1: found the name \"a\" twice, expected one name for each column",
        ])
    #expect(
        faults("\"a\n1\n") { _ in } == ["home.csv:1: found a quote that is never closed, expected a closing quote"])
}

@Test func emptyCells_areMissingNumbersOnlyWhereTheCallerSaysSo() throws {
    var table = try table("a,b\n,1\n2,\n")
    let a = table.numbers("a", emptyCell: .missing)
    #expect(a[0].isNaN && a[1] == 2)
    table.ignore("b")
    try table.finish()
}

@Test func everyPrefixAndEveryChangedByte_isReadOrRefused() {
    let bytes = Array("\u{FEFF}a,\"b\"\"\"\r\n1,\"x,\ny\"\n2,z".utf8)
    var refused = 0
    for end in bytes.indices {
        for byte in Array("\"\r\n,x".utf8) {
            var changed = bytes
            changed[end] = byte
            for candidate in [changed, Array(bytes[..<end]) + [byte]] {
                do throws(TableFaults) {
                    var table = try CSVTable(parsing: candidate, file: "f")
                    #expect(table.strings("a").count == table.rowCount)
                    try table.finish()
                } catch {
                    refused += 1
                }
            }
        }
    }
    #expect(refused > 50)
}
