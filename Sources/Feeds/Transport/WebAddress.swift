// SPDX-License-Identifier: Apache-2.0

import CCurl

/// Which servers a request may go to.
public enum HTTPReach: Hashable, Sendable {
    /// Any, also without encryption: for a server of one's own.
    case anyServer
    /// Only those that prove who they are: https, and no user or password in the address.
    case httpsOnly
    /// The same, and http to this machine: for tests.
    case httpsOrLoopback

    /// Whether an address may be asked.
    func allows(_ address: WebAddress) -> Bool {
        switch (address.scheme, self) {
        case ("https", _), ("http", .anyServer): true
        case ("http", .httpsOrLoopback): address.isLoopback
        default: false
        }
    }
}

/// An address, taken apart by libcurl, which is also who asks it: two readers may understand one address differently.
struct WebAddress: Hashable, Sendable {
    /// The whole of it, without a port that the scheme implies.
    let text: String
    /// In lower case.
    let scheme: String
    /// In lower case; of IPv6 in brackets.
    let host: String
    /// In digits, also where the scheme implies it.
    let port: String

    /// Reads an address.
    ///
    /// - Parameter base: what an address without scheme and host is relative to.
    /// - Throws: `.request`, without the address.
    init(_ text: String, from base: WebAddress? = nil) throws(HTTPFailure) {
        guard let parser = curl_url() else { throw .request("no memory for an address") }
        defer { curl_url_cleanup(parser) }
        if let base { try Self.check(curl_url_set(parser, CURLUPART_URL, base.text, 0)) }
        guard !text.utf8.contains(where: { $0 < 32 || $0 == 127 }) else {
            throw .request("the address has a line break or another control character")
        }
        let flags = CURLU_DISALLOW_USER | (base == nil ? 0 : CURLU_URLENCODE)
        try Self.check(curl_url_set(parser, CURLUPART_URL, text, UInt32(flags)))
        self.text = try Self.part(CURLUPART_URL, of: parser)
        scheme = try Self.part(CURLUPART_SCHEME, of: parser).lowercased()
        host = try Self.part(CURLUPART_HOST, of: parser).lowercased()
        port = try Self.part(CURLUPART_PORT, of: parser)
    }

    /// Scheme, host and port, for messages: path and query may be secret.
    var site: String { FeedFault.quoted("\(scheme)://\(host):\(port)") }

    /// Whether a request to it reaches no other machine.
    var isLoopback: Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        let isOfBlock = parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
        return isOfBlock || host == "localhost" || host == "[::1]"
    }

    /// Whether another address is one of the same server.
    func isSameSite(as other: WebAddress) -> Bool {
        (scheme, host, port) == (other.scheme, other.host, other.port)
    }

    private static func check(_ code: CURLUcode) throws(HTTPFailure) {
        guard code != CURLUE_USER_NOT_ALLOWED else { throw .request("the address has a user or a password") }
        guard code == CURLUE_OK else {
            throw .request("the address cannot be used: \(String(cString: curl_url_strerror(code)))")
        }
    }

    private static func part(_ part: CURLUPart, of parser: OpaquePointer) throws(HTTPFailure) -> String {
        var text: UnsafeMutablePointer<CChar>?
        defer { curl_free(text) }
        let flags = part == CURLUPART_PORT ? CURLU_DEFAULT_PORT : CURLU_NO_DEFAULT_PORT
        let code = curl_url_get(parser, part, &text, UInt32(flags))
        // A file has no host, and no port.
        if code == CURLUE_NO_HOST || code == CURLUE_NO_PORT { return "" }
        try check(code)
        return text.map { String(cString: $0) } ?? ""
    }
}
