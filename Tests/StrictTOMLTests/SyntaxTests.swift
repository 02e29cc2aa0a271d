// SPDX-License-Identifier: Apache-2.0

import StrictTOML
import Testing

private func syntaxFaults(_ bytes: [UInt8]) -> [String] {
    do throws(TOMLFaults) {
        _ = try TOMLDocument(parsing: bytes, file: "d.toml")
        return []
    } catch {
        return error.faults.map(\.description)
    }
}

@Test func syntaxError_carriesLineColumnAndReason() {
    #expect(
        faults("a = 1\nb = \n") { _ in } == [
            "hearth.toml:2: found a syntax error at column 5 (Error while parsing key-value pair: "
                + "expected value, saw '\\n'), expected valid TOML"
        ])
}

@Test func duplicateKey_isASyntaxErrorWithItsLine() {
    #expect(faults("a = 1\n\n[t]\nb = 1\nb = 2\n") { _ in }.map { $0.prefix(14) } == ["hearth.toml:5:"])
    #expect(faults("[t]\n[t]\n") { _ in }.map { $0.prefix(14) } == ["hearth.toml:2:"])
    #expect(faults("a = 1\na = 2") { _ in }.joined().contains("redefine existing integer 'a'"))
}

@Test(arguments: ["[=]", "[[[a]]]", "[ # ]", "[[ .a]]", "[é]"])
func headerWithoutAKey_isAFault_whereTheParserWouldAbort(header: String) {
    let expected = ["hearth.toml:2: found a table header without a key, expected valid TOML"]
    #expect(faults("a = 1\n\(header)\n") { _ in } == expected)
    #expect(faults("a = \n\(header)\n") { _ in }.joined().hasPrefix("hearth.toml:1: found a syntax error"))
    #expect(faults("a = \"\"\"\n\(header)\n\"\"\"") { $0.ignore("a") } == [])
}

@Test(arguments: [
    ("a = [\n}", "3: found no value"), ("a = é", "2: found no value"), ("a = [1,\n\u{2028}]", "3: found no value"),
    ("a = 1979-05-27T", "2: found a date without a time"), ("a = 1979-05-27tx", "2: found a date without a time"),
])
func otherTextTheParserWouldAbortOn_isAFault(statement: String, expected: String) {
    #expect(faults("b = 1\n\(statement)") { _ in } == ["hearth.toml:\(expected), expected valid TOML"])
}

@Test func bytesThatAreNotText_areAFaultOfTheirLine() {
    #expect(
        syntaxFaults(Array("a = 1\nb = \"".utf8) + [0xff] + Array("\"".utf8)) == [
            "d.toml:2: found bytes that are not UTF-8, expected valid TOML"
        ])
    #expect(
        syntaxFaults(Array("a = 1\nb = 2\n".utf8) + [0] + Array("c = 3".utf8)) == [
            "d.toml:3: found a zero byte, expected valid TOML"
        ])
    #expect(syntaxFaults(Array("a = 1\r\nb = 2\r\n".utf8)).isEmpty)
}

@Test func escapedZero_isAFault_becauseTheStringWouldEndThere() {
    let expected = ["hearth.toml:2: found an escaped zero character, expected valid TOML"]
    #expect(faults("a = 1\nb = \"x\\u0000y\"") { _ in } == expected)
    #expect(faults("a = 1\nb = \"x\\U00000000y\"") { _ in } == expected)
    #expect(faults("b = '\\u0000'\nc = \"\\\\u0000\"") { $0.ignore("b", "c") } == [])
}

@Test func deepNesting_isRefusedOrRead_neverACrash() {
    let arrays = String(repeating: "[", count: 5000) + String(repeating: "]", count: 5000)
    #expect(faults("a = \(arrays)") { $0.ignore("a") }.count == 1)
    let header = Array(repeating: "k", count: 300).joined(separator: ".")
    #expect(faults("[\(header)]\n") { $0.ignore("k") } == [])
}

@Test func everyPrefixAndEveryChangedByteOfADocument_isReadOrRefused() {
    let text = """
        a = [1, { b = "x#", 'c d' = \"\"\"q\\"\"\"\" }, # no
          [2]]
        [[t]]
        x.y = 1
        [t.z]
        """
    let bytes = Array(text.utf8)
    var refused = 0
    for end in bytes.indices {
        refused += syntaxFaults(Array(bytes[..<end])).count
        for byte in Array("[]{}\"'#=\n\\.,".utf8) {
            var changed = bytes
            changed[end] = byte
            refused += syntaxFaults(changed).count
        }
    }
    #expect(syntaxFaults(bytes) == [])
    #expect(refused > 100)
}
