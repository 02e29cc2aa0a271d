// SPDX-License-Identifier: Apache-2.0

import Feeds
import HearthTestKit
import Testing

/// Servers that prove who they are, and such that cannot.
@Suite(.serialized) struct TLSTests {
    private static let answers = ["price": SwitchedServer.Answer.http(200, ["ETag: \"1\""], "42")]

    private func get(_ url: String, _ certificates: Certificates?) throws -> HTTPAnswer {
        var request = HTTPRequest.patient(url)
        request.reach = .httpsOnly
        request.redirections = 3
        request.authorities = certificates?.authority
        var transfer = try HTTPTransfer()
        return try transfer.get(request)
    }

    /// What is said of a server with a certificate.
    private func words(_ certificate: String, _ certificates: Certificates) throws -> String {
        let server = try TLSServer(certificate, certificates, Self.answers)
        let failure = #expect(throws: HTTPFailure.self) { try get(server.url("price"), certificates) }
        guard case .certificate(let words)? = failure else { return "no fault of the certificate: \(failure as Any)" }
        #expect(failure?.isPassing == false)
        return words
    }

    @Test func certificateOfATrustedAuthority_isEnough_forItsHostOnly() throws {
        let certificates = try Certificates()
        try certificates.certify("good", host: "localhost")
        let server = try TLSServer("good", certificates, Self.answers)
        let answer = try get(server.url("price"), certificates)
        #expect(answer.status == 200 && answer.body == Array("42".utf8) && answer.fields[.eTag] == "\"1\"")
        // The same server by another name.
        let failure = #expect(throws: HTTPFailure.self) {
            try get(server.url("price").replacing("localhost", with: "127.0.0.1"), certificates)
        }
        #expect(failure?.description.contains("'127.0.0.1'") == true)
        // And to whoever trusts the system's authorities.
        let stranger = #expect(throws: HTTPFailure.self) { try get(server.url("price"), nil) }
        #expect(stranger?.description.contains("unable to get local issuer certificate") == true)
    }

    @Test func certificateThatIsOver_isRefused() throws {
        let certificates = try Certificates()
        try certificates.certify("expired", host: "localhost", days: -1)
        #expect(try words("expired", certificates).contains("certificate has expired"))
    }

    @Test func certificateOfAnotherHost_isRefused() throws {
        let certificates = try Certificates()
        try certificates.certify("other", host: "prices.example")
        let words = try words("other", certificates)
        #expect(words.contains("match") && words.contains("'localhost'"), "\(words)")
    }

    @Test func certificateThatNobodySigned_isRefused() throws {
        let certificates = try Certificates()
        try certificates.certifyItself("own", host: "localhost")
        #expect(try words("own", certificates).contains("self-signed certificate"))
    }

    @Test func fileOfAuthoritiesThatIsMissing_isSaid() throws {
        var transfer = try HTTPTransfer()
        // The file is read once there is a connection.
        let certificates = try Certificates()
        try certificates.certify("good", host: "localhost")
        let server = try TLSServer("good", certificates, Self.answers)
        var request = HTTPRequest.patient(server.url("price"))
        request.authorities = "/nowhere/ca.pem"
        let failure = #expect(throws: HTTPFailure.self) { try transfer.get(request) }
        #expect(failure?.description.contains("/nowhere/ca.pem") == true && failure?.isPassing == false)
    }

    @Test func redirection_toAServerWithoutEncryption_isRefused_andOneOnTheSameServerFollowed() throws {
        let certificates = try Certificates()
        try certificates.certify("good", host: "localhost")
        let server = try TLSServer(
            "good", certificates,
            [
                "plain": .http(302, ["Location: http://127.0.0.1:1/price"]), "price": .http(200, [], "42"),
                "moved": .http(302, ["Location: price"]),
            ])
        #expect(try get(server.url("moved"), certificates).body == Array("42".utf8))
        let failure = #expect(throws: HTTPFailure.self) { try get(server.url("plain"), certificates) }
        let words = failure?.description ?? ""
        #expect(words.hasSuffix(" sends on to http://127.0.0.1:1, expected an address with https"))
    }

    @Test func serverWithoutTLS_isNoServer() throws {
        let server = try SwitchedServer(.http(200))
        let failure = #expect(throws: HTTPFailure.self) {
            try get(server.url.replacing("http:", with: "https:"), nil)
        }
        guard case .connection? = failure else {
            Issue.record("\(failure as Any)")
            return
        }
    }
}
