// SPDX-License-Identifier: Apache-2.0

import Devices
import Energy
import Testing

@testable import ModbusIO

/// What the client makes of replies that no honest device sends.
struct BadReplyTests {
    /// A kind of bad reply to a read of two registers.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let step: CraftedServer.Step
        /// True when only the response timeout ends the wait.
        let isSilence: Bool

        init(_ name: String, isSilence: Bool = false, _ step: CraftedServer.Step) {
            (testDescription, self.isSilence, self.step) = (name, isSilence, step)
        }

        /// A right answer with one byte changed.
        init(_ name: String, byte: Int, xor mask: UInt8, isSilence: Bool = false) {
            self.init(
                name, isSilence: isSilence,
                .bytes { request in
                    var answer = CraftedServer.rightAnswer(request)
                    answer[byte] ^= mask
                    return answer
                })
        }
    }

    static let cases = [
        Case("wrong transaction", byte: 1, xor: 0x40),
        Case("wrong protocol", byte: 3, xor: 1),
        Case("stated length too short", byte: 5, xor: 1),
        Case("stated length too long", byte: 5, xor: 8),
        Case("wrong unit", byte: 6, xor: 2),
        Case("wrong function", byte: 7, xor: 7),
        Case("a bit flipped in the function", byte: 7, xor: 0x20),
        Case("byte count too short", .bytes { CraftedServer.frame($0, [1, 3, 2, 0, 0]) }),
        Case("byte count 0", .bytes { CraftedServer.frame($0, [1, 3, 0]) }),
        Case("byte count too long", .bytes { CraftedServer.frame($0, [1, 3, 6, 0, 1, 0, 2, 0, 3]) }),
        Case("byte count longer than the frame", byte: 8, xor: 0x40),
        Case("exception of another function", .bytes { CraftedServer.frame($0, [1, 0x84, 2]) }),
        Case("exception of another unit", .bytes { CraftedServer.frame($0, [9, 0x83, 2]) }),
        Case("half a header", isSilence: true, .bytes { Array(CraftedServer.rightAnswer($0).prefix(4)) }),
        Case("truncated frame", isSilence: true, .bytes { Array(CraftedServer.rightAnswer($0).dropLast()) }),
        Case("garbage of ones", .bytes { _ in [UInt8](repeating: 0xFF, count: 60) }),
        Case("garbage of text", .bytes { _ in Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8) }),
        Case("no answer before the timeout", isSilence: true, .late),
        Case("RST at once", isSilence: true, .reset(after: 0)),
        Case("RST in the header", isSilence: true, .reset(after: 5)),
        Case("RST in the data", isSilence: true, .reset(after: 11)),
    ]

    let range = RegisterRange(table: .holding, address: 500, count: 2)

    @Test(arguments: cases) func badReply_isRefused_andTheNextConnectionWorks(_ bad: Case) throws {
        let server = try CraftedServer([bad.step])
        defer { server.stop() }
        let link = LibmodbusLink(.tcp(host: "127.0.0.1", port: server.port), timeoutSeconds: bad.isSilence ? 0.2 : 5)
        defer { link.close() }
        let range = try #require(range)
        var words: [UInt16] = [1, 2, 3]
        try link.open()
        let failure = #expect(throws: LinkFailure.self) { try link.read(range, unit: 1, into: &words) }
        if bad.isSilence {
            #expect(failure == .noResponse)
        } else if case .malformed? = failure {
            #expect(failure?.spoilsConnection == true)
        } else {
            Issue.record("\(bad.testDescription): \(String(describing: failure))")
        }
        #expect(words == [1, 2, 3])
        // Nothing is asked again over the spoiled connection.
        #expect(throws: LinkFailure.notConnected("127.0.0.1:\(server.port): not connected")) {
            try link.read(range, unit: 1, into: &words)
        }
        try link.open()
        try link.read(range, unit: 1, into: &words)
        #expect(words == [500, 501])
        #expect(server.connections == 2)
        #expect(server.closedBeforeLateReply.allSatisfy { $0 })
    }

    @Test func lateReply_neverAnswersTheNextRequest() throws {
        let server = try CraftedServer([.late, .late])
        defer { server.stop() }
        let link = LibmodbusLink(.tcp(host: "127.0.0.1", port: server.port), timeoutSeconds: 0.1)
        defer { link.close() }
        var words: [UInt16] = []
        for _ in 0..<2 {
            try link.open()
            #expect(throws: LinkFailure.noResponse) { try link.read(try #require(range), unit: 1, into: &words) }
        }
        try link.open()
        let other = try #require(RegisterRange(table: .holding, address: 900, count: 2))
        try link.read(other, unit: 1, into: &words)
        #expect(words == [900, 901])
        #expect(server.closedBeforeLateReply == [true, true])
        #expect(server.connections == 3)
    }

    @Test func secondReplyGluedToTheFirst_isNeverTakenForTheNext() throws {
        let server = try CraftedServer([
            .bytes { request in
                var next = CraftedServer.frame(request, [1, 3, 4, 0xBA, 0xD0, 0xBA, 0xD0])
                next[1] &+= 1
                return CraftedServer.rightAnswer(request) + next
            }
        ])
        defer { server.stop() }
        let link = LibmodbusLink(.tcp(host: "127.0.0.1", port: server.port), timeoutSeconds: 5)
        defer { link.close() }
        var words: [UInt16] = []
        try link.open()
        let range = try #require(range)
        try link.read(range, unit: 1, into: &words)
        #expect(words == [500, 501])
        try link.read(range, unit: 1, into: &words)
        #expect(words == [500, 501])
    }

    @Test(
        arguments: [
            [1, 16, 0x01, 0xF5, 0, 2], [1, 16, 0x01, 0xF4, 0, 1], [1, 6, 0x01, 0xF4, 0, 2], [2, 16, 0x01, 0xF4, 0, 2],
        ] as [[UInt8]])
    func writeAnsweredWithAnotherEcho_isRefused(_ echo: [UInt8]) throws {
        let server = try CraftedServer([.bytes { CraftedServer.frame($0, echo) }])
        defer { server.stop() }
        let link = LibmodbusLink(.tcp(host: "127.0.0.1", port: server.port), timeoutSeconds: 5)
        defer { link.close() }
        try link.open()
        let write = try #require(RegisterWrite(table: .holding, address: 500, words: [7, 8]))
        let failure = #expect(throws: LinkFailure.self) { try link.write(write, unit: 1) }
        #expect(failure?.lossReason == .malformed)
    }

    @Test func transactionNumber_wrapsAround() throws {
        let server = try CraftedServer([])
        defer { server.stop() }
        let link = LibmodbusLink(.tcp(host: "127.0.0.1", port: server.port), timeoutSeconds: 5)
        defer { link.close() }
        try link.open()
        var words: [UInt16] = []
        for number in 0..<66_000 {
            let range = try #require(RegisterRange(table: .holding, address: number % 60_000, count: 1))
            try link.read(range, unit: 1, into: &words)
            try #require(words == [UInt16(number % 60_000)])
        }
        #expect(server.connections == 1)
    }
}
