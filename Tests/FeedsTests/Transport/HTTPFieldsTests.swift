// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

@testable import Feeds

@Suite struct HTTPFieldsTests {
    private func fields(_ lines: [String]) -> HTTPFields {
        lines.reduce(into: HTTPFields()) { $0.take(line: Array($1.utf8)) }
    }

    @Test func valuesAreKeptAsTheyCame_byNamesInAnyCase() {
        let fields = fields([
            "eTaG:\t W/\"a:b  c\" \r\n", "Expires: 0\r\n", "X-Ratelimit-Remaining:11\r\n", "Other: 1\r\n",
        ])
        #expect(fields[.eTag] == "W/\"a:b  c\"")
        #expect(fields[.expires] == "0" && fields[.rateLimitRemaining] == "11")
        #expect(HTTPFields.Name.allCases.filter { fields[$0] != nil }.count == 3)
    }

    @Test func ofTwoTheFirstCounts() {
        #expect(fields(["Retry-After: 1\r\n", "Retry-After: 2\r\n"])[.retryAfter] == "1")
    }

    @Test(arguments: [
        [], Array("ETag".utf8), Array("ETag:  \r\n".utf8), Array("ETag: a\u{1}b\r\n".utf8),
        Array("ETag: a\rLocation: b\r\n".utf8),
        Array("ETag: ".utf8) + [0xFF, 0x41], [0xFF, 0x3A, 0x41],
        Array("ETag: ".utf8) + [UInt8](repeating: 65, count: 2049),
        Array("ETag : a".utf8),
    ])
    func whatIsNoField_isLeftOut(line: [UInt8]) {
        var fields = HTTPFields()
        fields.take(line: line)
        #expect(fields == HTTPFields())
    }

    @Test func longestValue_isKept() {
        #expect(fields(["ETag: " + String(repeating: "a", count: 2048)])[.eTag]?.count == 2048)
    }

    @Test func datesOfAllThreeForms_areRead() {
        let moment = UTCInstant(secondsSinceEpoch: 784_111_777)
        for text in ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"] {
            #expect(HTTPTime.read(text) == moment)
        }
    }

    @Test(arguments: [
        "", "0", "-1", "20260101", "tomorrow", "Sun, 06 Nov 9999999 08:49:37 GMT", "Sun, 32 Nov 1994 08:49:37 GMT",
    ])
    func whatIsNoDate_isNone(text: String) { #expect(HTTPTime.read(text) == nil) }

    @Test func wait_isGivenInSecondsOrAsADate() {
        let now = UTCInstant(secondsSinceEpoch: 784_111_777)
        func wait(_ lines: String...) -> Double? { HTTPTime.wait(fields(lines), now: now) }
        #expect(wait("Retry-After: 120") == 120)
        #expect(wait("Retry-After: 0") == 0)
        #expect(wait("Retry-After: 99999999999999999999999") == 1e23)
        #expect(wait("Retry-After: " + String(repeating: "9", count: 400)) == .infinity)
        #expect(wait("Retry-After: Sun, 06 Nov 1994 08:50:37 GMT") == 60)
        #expect(wait("Retry-After: Sun, 06 Nov 1994 08:48:37 GMT") == 0)
        // The server's clock is a minute ahead, and its dates with it.
        #expect(wait("Retry-After: Sun, 06 Nov 1994 08:50:47 GMT", "Date: Sun, 06 Nov 1994 08:50:37 GMT") == 10)
        #expect(wait("X-Ratelimit-Retry-At: 1994-11-06T09:50:07+01:00") == 30)
        #expect(wait("X-Ratelimit-Retry-At: 1994-11-06T09:50:07+01:00", "Retry-After: 5") == 5)
        #expect(wait() == nil)
        #expect(wait("Retry-After: -5") == nil)
        #expect(wait("Retry-After: 1.5") == nil)
        #expect(wait("Retry-After: soon") == nil)
    }
}
