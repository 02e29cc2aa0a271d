// SPDX-License-Identifier: Apache-2.0

extension HTTPTransfer {
    /// Sends a request, and again where the server sends it on to, as often and as far as the request allows.
    ///
    /// libcurl would follow by itself, but it takes fields with a token along to other servers or leaves them out there, and a
    /// request without its token only brings another fault.
    ///
    /// - Parameters:
    ///   - limit: longest body, bytes; nil for any.
    ///   - receive: takes the head and the next bytes of the last answer; false ends the transfer.
    mutating func exchange(
        _ request: HTTPRequest, limit: Int?, shouldStop: @escaping () -> Bool,
        receive: @escaping (HTTPHead, [UInt8]) -> Bool
    ) throws(HTTPFailure) -> HTTPHead {
        var request = request
        var left = max(0, request.redirections)
        while true {
            if request.reach != .anyServer { try request.checkReach() }
            let isFollowing = request.redirections > 0
            let head = try perform(request, limit: limit, shouldStop: shouldStop) { head, bytes in
                isFollowing && head.target != nil || receive(head, bytes)
            }
            guard isFollowing, let target = head.target else { return head }
            guard left > 0 else {
                throw .unusable("the server sends on to other addresses more than \(request.redirections) times")
            }
            left -= 1
            request.url = try request.redirected(to: target).text
        }
    }
}

extension HTTPHead {
    /// Where the server sends the request on to; nil where it answers.
    fileprivate var target: String? { [301, 302, 303, 307, 308].contains(status) ? fields[.location] : nil }
}

extension HTTPRequest {
    /// Names of fields that tell nobody anything; all others may be secret.
    private static let harmless: Set<String> = [
        "accept", "accept-language", "content-type", "if-modified-since", "if-none-match",
    ]

    /// Whether it has a field that may be a token.
    static func mayBeSecret(_ fields: [(name: String, value: String)]) -> Bool {
        fields.contains { !harmless.contains($0.name.lowercased()) }
    }

    fileprivate func checkReach() throws(HTTPFailure) {
        let address = try WebAddress(url)
        guard reach.allows(address) else {
            throw .request("found an address at \(address.site), expected one with https")
        }
    }

    /// The address that a server sends on to, if the request may go there.
    fileprivate func redirected(to location: String) throws(HTTPFailure) -> WebAddress {
        let here = try WebAddress(url)
        var target = here
        do throws(HTTPFailure) { target = try WebAddress(location, from: here) } catch {
            throw .unusable("\(here.site) sends on, but \(error)")
        }
        guard reach.allows(target) else {
            throw .unusable("\(here.site) sends on to \(target.site), expected an address with https")
        }
        guard json == nil else { throw .unusable("\(here.site) sends on what was posted to it") }
        guard target.isSameSite(as: here) || !Self.mayBeSecret(fields) else {
            throw .unusable(
                "\(here.site) sends on to \(target.site), and the request has fields that are not for others")
        }
        return target
    }
}
