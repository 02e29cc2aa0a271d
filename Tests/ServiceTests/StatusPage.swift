// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
import HearthTestKit
import Testing

/// What the planner's status endpoint says, by plain HTTP.
struct StatusPage {
    let port: UInt16

    /// The parts of `/api/v1/status` that the tests look at.
    struct Status: Decodable {
        struct Battery: Decodable { let control: Control? }
        struct Control: Decodable {
            let verdict: String
            let in_force: Bounds?
        }
        struct Bounds: Decodable { let lower_w, upper_w: Double }
        struct Counts: Decodable { let cycles, commands_verified: Int? }

        struct Policy: Decodable {
            struct Comparison: Decodable {
                struct Row: Decodable { let policy: String }

                let days: Int
                let rows: [Row]
            }

            let driver, sentence: String
            let candidate, since: String?
            let comparison: Comparison?
        }
        struct Decision: Decodable {
            let policy: String
            let learned: Learned?
        }
        struct Learned: Decodable { let expected_saving: Double }

        let link: String
        let decision: Decision?
        let policy: Policy?
        let is_dry_run: Bool?
        let is_stale: Bool
        let cycle_age_s: Double?
        let batteries: [Battery]
        let `guard`: Counts
        let warnings: [String]

        var isSteering: Bool { batteries.first?.control?.in_force != nil }
    }

    func status() throws -> Status? {
        guard let (code, body) = get("/api/v1/status"), code == 200 else { return nil }
        return try JSONDecoder().decode(Status.self, from: Data(body))
    }

    /// The code that `/healthz` answers with, nil while nobody listens.
    func health(maxAge: Int) -> Int? { get("/healthz?max_age=\(maxAge)")?.code }

    private func get(_ target: String) -> (code: Int, body: ArraySlice<UInt8>)? {
        guard let descriptor = Loopback.connect(port) else { return nil }
        defer { close(descriptor) }
        let request = Array("GET \(target) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n\r\n".utf8)
        guard send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else { return nil }
        var reply: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16 * 1024)
        let end = Deadline(seconds: 10)
        while end.wait(for: descriptor) {
            let count = recv(descriptor, &chunk, chunk.count, 0)
            guard count > 0 else { break }
            reply += chunk[..<count]
        }
        let words = String(decoding: reply.prefix(64), as: UTF8.self).split(separator: " ")
        guard words.count > 1, let code = Int(words[1]) else { return nil }
        let head = reply.indices.dropLast(3).first { Array(reply[$0..<$0 + 4]) == Array("\r\n\r\n".utf8) }
        return (code, reply[((head ?? reply.count - 4) + 4)...])
    }
}
