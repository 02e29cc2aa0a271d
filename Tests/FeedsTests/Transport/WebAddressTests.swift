// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Feeds

@Suite struct WebAddressTests {
    @Test(arguments: [
        "http://127.0.0.1/", "http://127.255.0.9:81/", "http://LOCALHOST/", "http://[::1]:80/", "http://127.1/",
        "http://0x7f000001/",
    ])
    func ownMachine_isKnown_howeverItIsWritten(text: String) throws {
        #expect(try WebAddress(text).isLoopback)
    }

    @Test(arguments: [
        "http://127.0.0.1.example/", "http://127.0.0/a", "http://128.0.0.1/", "http://127.0.0.1.:80/",
        "http://localhost.example/",
        "http://[::2]/", "http://example/127.0.0.1", "http://0.0.0.0/", "http://[::ffff:127.0.0.1]/",
    ])
    func otherMachines_areNotTakenForTheOwnOne(text: String) throws {
        let isLoopback = try WebAddress(text).isLoopback
        // libcurl reads three parts as the last one being longer.
        #expect(isLoopback == (text == "http://127.0.0/a"))
    }

    @Test func userAndPassword_areRefused() {
        for text in ["https://me:secret@example.org/", "https://token@example.org/", "https://:@example.org/"] {
            #expect(throws: HTTPFailure.request("the address has a user or a password")) {
                try WebAddress(text)
            }
        }
    }

    @Test(arguments: [
        "", "example.org/a", "https://", "https://a b/", "https://example.org:99999/", "nonsense://x/", "//x",
    ])
    func whatIsNoAddress_isRefused_withoutIt(text: String) throws {
        let failure = #expect(throws: HTTPFailure.self) { try WebAddress(text) }
        let words = try #require(failure?.description)
        #expect(words.hasPrefix("the address cannot be used: ") && !words.contains("example"))
    }

    @Test func controlCharacter_isRefused() {
        #expect(throws: HTTPFailure.request("the address has a line break or another control character")) {
            try WebAddress("https://example.org/\0@other.example/")
        }
    }

    @Test func relativeAddress_isReadFromWhereItIs() throws {
        let base = try WebAddress("https://example.org/a/b?key=secret")
        #expect(try WebAddress("c d?x=1", from: base).text == "https://example.org/a/c%20d?x=1")
        #expect(try WebAddress("/c", from: base).text == "https://example.org/c")
        #expect(try WebAddress("//other.example/c", from: base).host == "other.example")
        #expect(try WebAddress("?x=1", from: base).text == "https://example.org/a/b?x=1")
        #expect(base.site == "https://example.org:443")
    }

    @Test func sameSite_isSchemeHostAndPort() throws {
        let base = try WebAddress("https://example.org/a")
        for text in ["https://EXAMPLE.org:443/b", "https://example.org/?c"] {
            #expect(try WebAddress(text).isSameSite(as: base))
        }
        for text in ["http://example.org/a", "https://example.org:444/a", "https://www.example.org/a"] {
            #expect(try !WebAddress(text).isSameSite(as: base))
        }
    }

    @Test func reach_saysWhichServersMayBeAsked() throws {
        let addresses = try [
            "https://example.org/", "http://example.org/", "http://127.0.0.1/", "file:///etc/passwd",
            "ftp://127.0.0.1/",
        ].map { try WebAddress($0) }
        #expect(addresses.map(HTTPReach.httpsOnly.allows) == [true, false, false, false, false])
        #expect(addresses.map(HTTPReach.httpsOrLoopback.allows) == [true, false, true, false, false])
        #expect(addresses.map(HTTPReach.anyServer.allows) == [true, true, true, false, false])
    }
}
