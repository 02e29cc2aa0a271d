// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Feeds

@Suite struct XMLEventsTests {
    private func events(_ text: String) throws(FeedFault) -> [XMLEvent] {
        var events: [XMLEvent] = []
        try XMLEvents.read(Array(text.utf8)) { event throws(FeedFault) in events.append(event) }
        return events
    }

    private func fault(_ text: String) -> String? {
        do throws(FeedFault) { _ = try events(text) } catch { return error.description }
        return nil
    }

    @Test func elements_comeInOrder_withTheirParentsAndTrimmedTexts() throws {
        #expect(
            try events("<a><b>\n 1 &lt; 2\t</b><c/><!-- no --><?no thing?></a>") == [
                .begin("a", parent: ""), .begin("b", parent: "a"), .end("b", parent: "a", text: "1 < 2"),
                .begin("c", parent: "a"), .end("c", parent: "a", text: ""), .end("a", parent: "", text: ""),
            ])
    }

    @Test func textAroundChildren_isNotMixedWithTheirs() throws {
        #expect(
            try events("<a>0<b>1</b>2</a>") == [
                .begin("a", parent: ""), .begin("b", parent: "a"), .end("b", parent: "a", text: "1"),
                .end("a", parent: "", text: "2"),
            ])
    }

    @Test(arguments: ["<a xmlns='urn:x:7:3'>1</a>", "<n:a xmlns:n='urn:y'>1</n:a>", "<a>1</a>", "<a><![CDATA[1]]></a>"])
    func namespaces_areLeftOut(text: String) throws {
        #expect(try events(text) == [.begin("a", parent: ""), .end("a", parent: "", text: "1")])
    }

    @Test func otherEncodings_areRead() throws {
        let latin = Array("<?xml version='1.0' encoding='ISO-8859-1'?><a>".utf8) + [0xE9] + Array("</a>".utf8)
        var texts: [String] = []
        try XMLEvents.read(latin) { event throws(FeedFault) in
            if case .end(_, _, let text) = event { texts.append(text) }
        }
        #expect(texts == ["\u{E9}"])
    }

    @Test(arguments: [
        "<!DOCTYPE html><html></html>",
        "<!DOCTYPE a [<!ENTITY x \"aaaaaaaaaa\"><!ENTITY y \"&x;&x;&x;&x;&x;&x;&x;&x;\">]><a>&y;</a>",
        "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>",
        "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>",
    ])
    func documentTypes_areRefused_beforeAnythingInsideIsRead(text: String) {
        #expect(fault(text) == "line 1: found a document type, as HTML has it, expected XML without one")
    }

    @Test func entityThatNobodyDeclared_isRefused() {
        #expect(fault("<a>\n&x;</a>") == "line 2: found undefined entity, expected XML")
    }

    @Test func deepNesting_isRefused() throws {
        let deepest = String(repeating: "<a>", count: 16) + String(repeating: "</a>", count: 16)
        #expect(try events(deepest).count == 32)
        #expect(
            fault(String(repeating: "<a>", count: 100_000))
                == "line 1: found elements nested deeper than 16, expected a flat document")
    }

    @Test func longText_isRefused() throws {
        #expect(try events("<a>" + String(repeating: "x", count: 4096) + "</a>").count == 2)
        #expect(
            fault("<a>" + String(repeating: "x", count: 4097) + "</a>")
                == "line 1: found a text longer than 4096 bytes, expected numbers, times and short texts")
    }

    @Test(arguments: [
        ("", "line 1: found no element found, expected XML"),
        ("{\"a\":1}", "line 1: found not well-formed (invalid token), expected XML"),
        ("<a>\n<b>", "line 2: found no element found, expected XML"),
        ("<a></b>", "line 1: found mismatched tag, expected XML"),
        ("<a/><b/>", "line 1: found junk after document element, expected XML"),
        ("<a>\u{1}</a>", "line 1: found not well-formed (invalid token), expected XML"),
    ])
    func whatIsNoXML_isRefusedWithItsLine(text: String, words: String) {
        #expect(fault(text) == words)
    }

    @Test func invalidUTF8_isRefused() {
        var words: String?
        do throws(FeedFault) {
            try XMLEvents.read(Array("<a>".utf8) + [0xFF] + Array("</a>".utf8)) { _ throws(FeedFault) in }
        } catch { words = error.description }
        #expect(words == "line 1: found not well-formed (invalid token), expected XML")
    }

    @Test func faultOfTheReader_endsTheReading() {
        var count = 0
        var fault: FeedFault?
        do throws(FeedFault) {
            try XMLEvents.read(Array("<a><b/><c/></a>".utf8)) { _ throws(FeedFault) in
                count += 1
                if count == 2 { throw .refused("enough") }
            }
        } catch { fault = error }
        #expect(fault == .refused("enough") && count == 2)
    }
}
