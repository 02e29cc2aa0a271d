// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy
import Testing

@testable import StatusServer

@Suite struct FuzzTests {
    private static let seeds = [
        "GET /api/v1/status HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n\r\n",
        "HEAD /metrics HTTP/1.1\r\nHost: 127.0.0.1:8480\r\nContent-Length: 0\r\n\r\n",
        "GET /api/v1/readings?from=2026-05-10&to=2026-05-11T00:00Z HTTP/1.0\r\nHost: [::1]\r\n\r\n",
        "GET /healthz?max_age=10 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer abc\r\nConnection: close\r\n\r\n",
    ]

    private static let marks: [[UInt8]] = [
        "\r\n", "\r\n\r\n", "\n", "\r", " ", ":", "%", "?", "&", "=", "..", "/", "HTTP/1.1", "Host: localhost\r\n",
        "Transfer-Encoding: chunked\r\n", "Content-Length: 99999999999999999999\r\n", "\u{0}", "\u{ff}", "é",
    ].map { Array($0.utf8) }

    /// Inserts, deletes, doubles and overwrites.
    private static func mutated(_ request: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
        var bytes = request
        for _ in 0..<Int.random(in: 1...6, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &random)
            case 1: bytes.remove(at: place)
            case 2: bytes.insert(contentsOf: marks[Int.random(in: 0..<marks.count, using: &random)], at: place)
            case 3: bytes.append(contentsOf: bytes[place...])
            default: bytes.removeLast(bytes.count - place)
            }
        }
        return bytes
    }

    @Test func anyBytes_getAnErrorOrNothing_andTheServerGoesOn() throws {
        let served = try ServedHouse()
        let seed: UInt64 = 20_260_517
        var random = SplitMix64(seed: seed)
        for round in 0..<600 {
            let bytes =
                round % 3 == 0
                ? (0..<Int.random(in: 1...3000, using: &random)).map { _ in
                    UInt8.random(in: .min ... .max, using: &random)
                }
                : Self.mutated(Array(Self.seeds[round % Self.seeds.count].utf8), &random)
            let client = try served.client()
            client.send(bytes)
            client.endSending()
            let answer = try client.receiveAll()
            #expect(answer.isEmpty || answer.starts(with: "HTTP/1.".utf8), "seed \(seed), round \(round)")
            if round % 50 == 0 { #expect(try served.get("/api/v1/status").status == 200) }
        }
        #expect(try served.get("/api/v1/status").status == 200)
    }

    /// The same for the pure part, where a million bytes cost nothing.
    @Test func headCollector_takesAnyBytes_andNeverHandsOutWhatTheCheckRefuses() {
        var random = SplitMix64(seed: 3)
        var heads = 0
        for round in 0..<20_000 {
            var collector = HeadCollector(limits: ServerLimits())
            let bytes = Self.mutated(Array(Self.seeds[round % Self.seeds.count].utf8), &random)
            do throws(RequestFault) {
                for byte in bytes {
                    guard let head = try collector.take(byte) else { continue }
                    try HeadCheck.check(head)
                    heads += 1
                    #expect(head.suffix(4).elementsEqual("\r\n\r\n".utf8) && !head.contains(0))
                }
            } catch {
                #expect((400...505).contains(error.status))
            }
        }
        #expect(heads > 1000)
    }
}
