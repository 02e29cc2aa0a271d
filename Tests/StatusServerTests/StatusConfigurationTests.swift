// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy
import Testing

@testable import StatusServer

@Suite struct StatusConfigurationTests {
    private static func token() throws -> StatusToken { try StatusToken(secret: ServedHouse.secret) }

    @Test func defaults_listenOnLoopbackWithoutToken() throws {
        let configuration = try StatusConfiguration()
        #expect(configuration.addresses == ["127.0.0.1", "::1"])
        #expect(configuration.isLoopback && !configuration.isTokenNeeded)
    }

    @Test func addressOfTheNetwork_needsToken() throws {
        #expect(throws: StatusConfigurationError.self) { try StatusConfiguration(host: "192.168.1.20") }
        let configuration = try StatusConfiguration(host: "192.168.1.20", token: Self.token())
        #expect(configuration.isTokenNeeded && !configuration.isLoopback)
    }

    @Test func everyAddress_needsTokenAndNames() throws {
        for host in ["0.0.0.0", "::"] {
            #expect(throws: StatusConfigurationError.self) { try StatusConfiguration(host: host, token: Self.token()) }
            #expect(throws: StatusConfigurationError.self) { try StatusConfiguration(host: host, hostNames: ["h"]) }
            _ = try StatusConfiguration(host: host, hostNames: ["hearth.lan"], token: Self.token())
        }
    }

    @Test func faults_areListedAtOnce() throws {
        let error = #expect(throws: StatusConfigurationError.self) {
            try StatusConfiguration(host: "example.org", port: 70_000, hostNames: ["hearth.lan:80"])
        }
        #expect(error?.faults.count == 3)
        #expect(error?.description.contains("70000, expected 0...65535") == true)
    }

    /// FIPS 180-4 examples and `printf %0119d 0 | sha256sum`, whose padding needs a block of its own.

    @Test func token_matchesItsSecretAlone_alsoThroughItsDigest() throws {
        let token = try Self.token()
        let stored = try StatusToken(sha256: token.sha256)
        #expect(stored == token && stored.matches(ServedHouse.secret))
        #expect(!stored.matches(ServedHouse.secret.dropLast()) && !stored.matches("") && !stored.matches(token.sha256))
    }

    @Test func token_refusesWhatCannotHold128Bits() {
        let refused = [
            "", "password", "0123456789abcdef0123456789abcde", String(repeating: "a", count: 40),
            "short-but-with-marks!", "n0Uq3kz7xJ4yPwVtB8sLdG ö",
        ]
        for secret in refused {
            let error = #expect(throws: StatusConfigurationError.self) { try StatusToken(secret: secret) }
            #expect(secret.isEmpty || error?.description.contains(secret) == false, "the message repeats the secret")
        }
        #expect(throws: StatusConfigurationError.self) { try StatusToken(sha256: "abc") }
    }

    @Test func madeSecrets_areAccepted_andDiffer() throws {
        var generator = SplitMix64(seed: 7)
        let first = StatusToken.makeSecret(using: &generator)
        let second = StatusToken.makeSecret(using: &generator)
        #expect(first != second && first.utf8.count == 64)
        #expect(try StatusToken(secret: first) != StatusToken(secret: second))
    }
}
