// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
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

        let link: String
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

/// Sockets of this machine's own interface.
enum Loopback {
    static func connect(_ port: UInt16) -> Int32? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        guard withAddress(port, { Glibc.connect(descriptor, $0, $1) }) == 0 else {
            close(descriptor)
            return nil
        }
        return descriptor
    }

    /// A socket that listens, at a port the system chose.
    static func listen() throws -> (descriptor: Int32, port: UInt16) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        try #require(descriptor >= 0)
        try #require(withAddress(0) { bind(descriptor, $0, $1) } == 0)
        try #require(Glibc.listen(descriptor, 8) == 0)
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        try #require(status == 0)
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }

    /// A port that nobody uses.
    static func freePort() throws -> UInt16 {
        let (descriptor, port) = try listen()
        close(descriptor)
        return port
    }

    private static func withAddress<Result>(
        _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
