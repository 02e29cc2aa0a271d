// SPDX-License-Identifier: Apache-2.0

import Feeds
import Testing

@Suite struct ServerSentEventsTests {
    private func events(_ pieces: [String], largest: Int = 1000) -> [String] {
        var stream = ServerSentEvents(largest: largest)
        return pieces.flatMap { stream.take($0.utf8) }.map { String(decoding: $0, as: UTF8.self) }
    }

    @Test func dataOfSeveralLines_isOneEvent_andCommentsAreLeftOut() {
        #expect(events([": hello\n\nevent: status\ndata: {\"a\":\ndata: 1}\n\ndata:x\n\n"]) == ["{\"a\":\n1}", "x"])
    }

    @Test(arguments: [1, 2, 3, 7]) func anyCutIntoPieces_bringsTheSame(size: Int) {
        let text = Array("data: one\r\n\r\n: beat\r\rdata: two\rdata\r\r".utf8)
        let pieces = stride(from: 0, to: text.count, by: size).map {
            String(decoding: text[$0..<min(text.count, $0 + size)], as: UTF8.self)
        }
        #expect(events(pieces) == ["one", "two\n"])
    }

    @Test func eventThatIsTooLong_endsTheStream() {
        var stream = ServerSentEvents(largest: 10)
        #expect(stream.take("data: 0123456789\n\ndata: x\n\n".utf8).isEmpty)
        #expect(stream.isTooLong)
    }
}
