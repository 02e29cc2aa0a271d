// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// Where the status endpoint listens and who may read it.
public struct StatusConfiguration: Hashable, Sendable {
    /// `localhost` for 127.0.0.1 and ::1, otherwise one IP address.
    public let host: String
    /// TCP port; 0 = any free one.
    public let port: Int
    /// Further names that may stand in a request's `Host` field, in lower case, without port.
    public let hostNames: [String]
    /// What a reader must present, nil where none is needed.
    public let token: StatusToken?

    /// Checks and keeps the settings.
    ///
    /// - Parameters:
    ///   - host: `localhost` or an IP address. Any other than a loopback address needs a token, because what a house uses
    ///     tells whether somebody is at home. An address that stands for all (0.0.0.0, ::) needs host names too.
    ///   - port: 0...65535.
    ///   - hostNames: letters, digits, `-` and `.`, at most 253 characters each.
    ///   - token: needed beyond loopback, possible on it.
    /// - Throws: every fault at once.
    public init(
        host: String = "localhost", port: Int = 8480, hostNames: [String] = [], token: StatusToken? = nil
    ) throws(StatusConfigurationError) {
        var faults: [String] = []
        let address = Self.address(host)
        if address == nil { faults.append("host is \"\(host)\", expected localhost or an IP address") }
        if !(0...65_535).contains(port) { faults.append("port is \(port), expected 0...65535") }
        for name in hostNames where !Self.isHostName(name) {
            faults.append("host_names has \"\(name)\", expected letters, digits, - and . without a port")
        }
        if let address, !address.isLoopback, token == nil {
            faults.append("host is \(host), which others can reach, and there is no token; expected one")
        }
        if let address, address.isUnspecified, hostNames.isEmpty {
            faults.append("host is \(host), which is every address; expected host_names that clients use")
        }
        guard faults.isEmpty else { throw StatusConfigurationError(faults: faults) }
        self.host = host
        self.port = port
        self.hostNames = hostNames.map { $0.lowercased() }
        self.token = token
    }

    /// True where every request for data must bring the token; always so beyond loopback.
    public var isTokenNeeded: Bool { token != nil }

    /// True while only programs of this machine can connect.
    public var isLoopback: Bool { Self.address(host)?.isLoopback ?? false }

    /// The addresses to listen on; the first must be free, a second is taken where the machine has it.
    var addresses: [String] { host == "localhost" ? ["127.0.0.1", "::1"] : [host] }

    private static func address(_ host: String) -> SocketAddress? {
        try? SocketAddress(ipAddress: host == "localhost" ? "127.0.0.1" : host, port: 0)
    }

    private static func isHostName(_ name: String) -> Bool {
        (1...253).contains(name.utf8.count) && name.utf8.allSatisfy { ASCII.isHostCharacter($0) }
    }
}

/// Everything that is wrong with the settings of the status endpoint.
public struct StatusConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One sentence each: what was found and what was expected.
    public let faults: [String]

    /// The faults, one a line.
    public var description: String { faults.joined(separator: "\n") }
}

extension SocketAddress {
    /// True for 127.0.0.0/8 and ::1.
    var isLoopback: Bool {
        let text = ipAddress ?? ""
        return text.hasPrefix("127.") || text == "::1"
    }

    /// True for the addresses that mean all of them.
    var isUnspecified: Bool { ipAddress == "0.0.0.0" || ipAddress == "::" }
}
