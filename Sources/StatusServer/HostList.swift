// SPDX-License-Identifier: Apache-2.0

/// The names by which clients may call this server.
///
/// A page of another origin can make its own name point here (DNS rebinding); its requests then carry that name.
struct HostList: Sendable {
    private let names: Set<String>

    /// - Parameters:
    ///   - addresses: what the server listens on.
    ///   - hostNames: what the configuration adds.
    init(addresses: [String], hostNames: [String]) {
        let own = addresses.map { $0.contains(":") ? "[\($0)]" : $0 }
        names = Set(["localhost", "127.0.0.1", "[::1]"] + own + hostNames.map { $0.lowercased() })
    }

    /// True when the value of a `Host` field is one of the names, with or without a port.
    ///
    /// The port is not compared: forwarded connections have another.
    func allows(_ value: String) -> Bool {
        let host = value.lowercased()
        if names.contains(host) { return true }
        guard let colon = host.lastIndex(of: ":") else { return false }
        let port = host[host.index(after: colon)...]
        return (1...5).contains(port.utf8.count) && port.utf8.allSatisfy(ASCII.isDigit)
            && names.contains(String(host[..<colon]))
    }
}
