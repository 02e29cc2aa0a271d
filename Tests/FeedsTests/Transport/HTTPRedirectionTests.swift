// SPDX-License-Identifier: Apache-2.0

import Feeds
import HearthTestKit
import Testing

/// Where a server may send a request on to.
@Suite(.serialized) struct HTTPRedirectionTests {
    private static let harmless = [
        (name: "If-None-Match", value: "\"1\""), (name: "Accept", value: "application/json"),
    ]
    private static let secret = [(name: "X-API-Key", value: "secret")]

    private func request(_ url: String, _ fields: [(name: String, value: String)] = harmless) -> HTTPRequest {
        var request = HTTPRequest.patient(url, fields)
        request.reach = .httpsOrLoopback
        request.redirections = 3
        return request
    }

    private func failure(_ request: HTTPRequest) throws -> HTTPFailure? {
        var transfer = try HTTPTransfer()
        return #expect(throws: HTTPFailure.self) { try transfer.get(request) }
    }

    private func onTo(_ location: String, _ status: Int = 302) -> SwitchedServer.Answer {
        .http(status, ["Location: \(location)"], "moved")
    }

    @Test(arguments: [301, 302, 303, 307, 308])
    func addressOfTheSameServer_isFollowed_withAllFields_andOnlyTheLastBodyIsGiven(status: Int) throws {
        let server = try SwitchedServer(onTo("/there?a=1", status), onTo("here", status), .http(200, [], "42"))
        var transfer = try HTTPTransfer()
        let answer = try transfer.get(request(server.url + "first", Self.secret))
        #expect(answer.status == 200 && answer.body == Array("42".utf8) && answer.fields[.location] == nil)
        #expect(server.requests.map(\.target) == ["/first", "/there?a=1", "/here"])
        #expect(server.requests.allSatisfy { $0.fields["x-api-key"] == "secret" && $0.method == "GET" })
    }

    @Test func ring_isLeftAfterTheThird() throws {
        let server = try SwitchedServer(onTo("/", 301))
        #expect(
            try failure(request(server.url)) == .unusable("the server sends on to other addresses more than 3 times"))
        #expect(server.requests.count == 4)
    }

    @Test func otherServer_isAskedWithoutSecretsOnly() throws {
        let other = try SwitchedServer(.http(200, [], "42"))
        let server = try SwitchedServer(onTo(other.url + "there"))
        var transfer = try HTTPTransfer()
        #expect(try transfer.get(request(server.url)).body == Array("42".utf8))
        #expect(other.requests.map(\.target) == ["/there"] && other.requests[0].fields["if-none-match"] == "\"1\"")
        let words = "\(server.url.dropLast()) sends on to \(other.url.dropLast()), and the request has fields that"
        #expect(try failure(request(server.url, Self.secret)) == .unusable(words + " are not for others"))
        #expect(other.requests.count == 1)
    }

    @Test(arguments: [
        "http://prices.invalid/a?key=secret", "ftp://127.0.0.1/", "file:///etc/passwd",
        "http://127.0.0.1.prices.invalid/",
    ])
    func addressWithoutEncryption_isRefused(location: String) throws {
        let server = try SwitchedServer(onTo(location))
        let words = try #require(try failure(request(server.url))?.description)
        #expect(
            words.hasPrefix("\(server.url.dropLast()) sends on to ")
                && words.hasSuffix(", expected an address with https"))
        #expect(!words.contains("secret") && !words.contains("passwd"))
    }

    @Test(arguments: ["https://", "nonsense://x", "http://[::1/"])
    func whatIsNoAddress_isRefused(location: String) throws {
        let server = try SwitchedServer(onTo(location))
        let words = try #require(try failure(request(server.url))?.description)
        #expect(words.hasPrefix("\(server.url.dropLast()) sends on, but the address cannot be used: "))
    }

    @Test func addressWithAPassword_isRefused() throws {
        let server = try SwitchedServer(onTo("http://me:secret@127.0.0.1/"))
        let words = "\(server.url.dropLast()) sends on, but the address has a user or a password"
        #expect(try failure(request(server.url)) == .unusable(words))
    }

    @Test func post_isNotSentOn() throws {
        let server = try SwitchedServer(onTo("/there", 307))
        var request = request(server.url)
        request.json = Array("{}".utf8)
        #expect(try failure(request) == .unusable("\(server.url.dropLast()) sends on what was posted to it"))
        #expect(server.requests.count == 1)
    }

    @Test func statusWithoutAnAddress_isAnAnswer() throws {
        let server = try SwitchedServer(.http(301, [], "nowhere"))
        var transfer = try HTTPTransfer()
        let answer = try transfer.get(request(server.url))
        #expect(answer.status == 301 && answer.body == Array("nowhere".utf8))
    }

    @Test(arguments: [HTTPReach.httpsOnly, .httpsOrLoopback]) func addressWithoutEncryption_isNotAsked(reach: HTTPReach)
        throws
    {
        var request = request("http://prices.invalid/a?key=secret")
        request.reach = reach
        #expect(
            try failure(request) == .request("found an address at http://prices.invalid:80, expected one with https"))
    }

    @Test func ownMachineWithoutEncryption_isNotAsked_unlessAllowed() throws {
        let server = try SwitchedServer(.http(200))
        var request = request(server.url)
        request.reach = .httpsOnly
        #expect(
            try failure(request) == .request("found an address at \(server.url.dropLast()), expected one with https"))
        #expect(server.requests.isEmpty)
    }
}
