// SPDX-License-Identifier: Apache-2.0

@testable import StatusServer

/// The fixture behind a real server on a loopback port.
final class ServedHouse {
    let house = FixtureHouse()
    let server: StatusServer

    static let secret = "n0Uq3kz7xJ4yPwVtB8sLdG"

    init(token: StatusToken? = nil, limits: ServerLimits = .generous) throws {
        server = try StatusServer(
            try StatusConfiguration(host: "127.0.0.1", port: 0, token: token), source: house, limits: limits)
    }

    deinit { server.stop() }

    func client() throws -> RawClient { try RawClient(port: server.port) }

    /// One request on a connection of its own.
    func get(_ target: String, method: String = "GET", fields: String = "") throws -> Response {
        let client = try client()
        client.send("\(method) \(target) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\(fields)\r\n")
        return try client.response(hasBody: method != "HEAD")
    }

    /// The answer to bytes that may be anything.
    func answer(to bytes: String) throws -> Response {
        let client = try client()
        client.send(bytes)
        return try client.response()
    }
}

extension ServerLimits {
    /// The limits of the product but for the rate, which a busy test would reach.
    static var generous: ServerLimits {
        var limits = ServerLimits()
        limits.requestRate = 1e6
        limits.requestBurst = 1e6
        return limits
    }
}
