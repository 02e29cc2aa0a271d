// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

@Suite struct SourceMemoryTests {
    private static let full: SourceMemory = {
        var memory = SourceMemory(about: "entsoe-SE3", settings: 0x0123_4567_89AB_CDEF)
        memory.documentAt = UTCInstant(secondsSinceEpoch: 1_795_424_400)
        memory.completeUntil = Slot(index: 1_995_068)
        memory.notBefore = UTCInstant(secondsSinceEpoch: 1_795_428_000)
        memory.refusedToken = .max
        memory.answers = [
            SourceMemory.Answer(address: 7, expires: nil, eTag: "\"a b = c\"", lastModified: nil),
            SourceMemory.Answer(
                address: 8, expires: UTCInstant(secondsSinceEpoch: 1_795_430_000), eTag: nil,
                lastModified: "Mon, 23 Nov 2026 09:00:00 GMT"),
        ]
        return memory
    }()

    @Test func memory_isReadBackAsItWasWritten() throws {
        #expect(try SourceMemory(text: Self.full.text()) == Self.full)
        let blank = SourceMemory(about: "smhi-59.33,18.07", settings: 0)
        #expect(try SourceMemory(text: blank.text()) == blank)
    }

    @Test func text_isALineEach() throws {
        #expect(
            try Self.full.text().split(separator: "\n").dropLast() == [
                "source_memory = 1", "about = entsoe-SE3", "settings = 0123456789abcdef",
                "document_at = 2026-11-23T09:00:00Z", "complete_until = 2026-11-24T23:00:00Z",
                "not_before = 2026-11-23T10:00:00Z", "refused_token = ffffffffffffffff", "answer = 0000000000000007",
                "expires = -", "etag = \"a b = c\"", "last_modified = -", "answer = 0000000000000008",
                "expires = 2026-11-23T10:33:20Z", "etag = -", "last_modified = Mon, 23 Nov 2026 09:00:00 GMT",
            ])
    }

    @Test func ofTooManyAnswers_theLastAreKept() throws {
        var memory = Self.full
        memory.answers = (0..<40).map {
            SourceMemory.Answer(address: $0, expires: nil, eTag: "x", lastModified: nil)
        }
        #expect(try SourceMemory(text: memory.text()).answers.map(\.address) == Array(8..<40))
    }

    @Test func everyTruncationAndEveryFlip_isRefused() throws {
        let text = try Self.full.text()
        for length in 0..<text.utf8.count - 1 {
            #expect(throws: InboxTextFault.self) { try SourceMemory(text: String(text.utf8.prefix(length)) ?? "") }
        }
        for place in text.utf8.indices {
            var bytes = Array(text.utf8)
            bytes[text.utf8.distance(from: text.startIndex, to: place)] ^= 1
            #expect(throws: InboxTextFault.self) { try SourceMemory(text: String(decoding: bytes, as: UTF8.self)) }
        }
    }

    @Test func fault_namesTheLine() throws {
        let text = try Self.full.text().replacing("settings = 0123456789abcdef", with: "settings = 123456789ABCDEF")
        let fault = #expect(throws: InboxTextFault.self) { try SourceMemory(text: text) }
        #expect(
            fault?.description
                == "line 3: found \"settings = 123456789ABCDEF\", expected settings = 16 hexadecimal digits")
    }
}
