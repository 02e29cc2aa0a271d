// SPDX-License-Identifier: Apache-2.0

/// A host with or without a port, as people write it: `192.168.1.20`, `inverter.lan:502`, `[fe80::1]:502`.
public struct NetworkAddress: Hashable, Sendable {
    /// A name or an address, without brackets.
    public let host: String
    /// 1...65535, nil where none is written.
    public let port: UInt16?

    /// An address known to be one.
    init(host: String, port: UInt16) { (self.host, self.port) = (host, port) }

    /// Nil for text that is no address.
    public init?(_ text: String) {
        let host: Substring
        let rest: Substring
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return nil }
            host = text[..<end].dropFirst()
            rest = text[end...].dropFirst()
            guard host.contains(":"), host.utf8.allSatisfy(Self.isAddressByte) else { return nil }
        } else {
            host = text.prefix { $0 != ":" }
            rest = text.dropFirst(host.count)
            guard !host.isEmpty, !host.contains("%"), host.utf8.allSatisfy(Self.isAddressByte) else { return nil }
        }
        self.host = String(host)
        if rest.isEmpty {
            port = nil
        } else {
            guard rest.hasPrefix(":"), rest.utf8.count > 1, rest.dropFirst().utf8.allSatisfy(Self.isDigit),
                let number = UInt16(rest.dropFirst()), number > 0
            else { return nil }
            port = number
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    /// Bytes of names, of both versions of addresses and of a zone behind `%`.
    private static func isAddressByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"),
            UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "%"):
            true
        default: isDigit(byte)
        }
    }
}
