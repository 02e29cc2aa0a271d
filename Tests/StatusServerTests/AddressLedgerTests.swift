// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import StatusServer

@Suite struct AddressLedgerTests {
    /// The ledger behind a reference, because an expectation cannot change a value.
    private final class Book {
        private var ledger = AddressLedger(limits: ServerLimits())

        var openConnections: Int { ledger.openConnections }
        var accountCount: Int { ledger.accountCount }

        func connect(_ address: String, at now: Double) -> Bool { ledger.connect(address, at: now) }
        func disconnect(_ address: String) { ledger.disconnect(address) }
        func request(_ address: String, at now: Double) -> AddressLedger.Admission { ledger.request(address, at: now) }
        func login(_ address: String, at now: Double) -> AddressLedger.Admission { ledger.login(address, at: now) }
        func noteLogin(_ address: String, succeeded: Bool, at now: Double) {
            ledger.noteLogin(address, succeeded: succeeded, at: now)
        }
    }

    @Test func connections_endAtEightOfOneAddress_andAt32InAll() {
        let ledger = Book()
        for address in ["a", "b", "c", "d"] {
            for _ in 0..<8 { #expect(ledger.connect(address, at: 0)) }
            #expect(!ledger.connect(address, at: 0))
        }
        #expect(!ledger.connect("e", at: 0))
        ledger.disconnect("a")
        #expect(ledger.connect("e", at: 0))
        #expect(ledger.openConnections == 32)
    }

    @Test func requests_endAt40AtOnce_andComeBackAtTenASecond() {
        let ledger = Book()
        for _ in 0..<40 { #expect(ledger.request("a", at: 100) == .allowed) }
        #expect(ledger.request("a", at: 100) == .wait(seconds: 1))
        #expect(ledger.request("b", at: 100) == .allowed)
        for _ in 0..<10 { #expect(ledger.request("a", at: 101) == .allowed) }
        #expect(ledger.request("a", at: 101) == .wait(seconds: 1))
    }

    @Test func failedLogins_lockAfterFive_forTwiceAsLongEachTime() {
        let ledger = Book()
        for _ in 0..<4 { ledger.noteLogin("a", succeeded: false, at: 0) }
        #expect(ledger.login("a", at: 0) == .allowed)
        ledger.noteLogin("a", succeeded: false, at: 0)
        #expect(ledger.login("a", at: 0) == .wait(seconds: 30))
        #expect(ledger.login("b", at: 0) == .allowed)
        #expect(ledger.login("a", at: 30) == .allowed)
        ledger.noteLogin("a", succeeded: false, at: 30)
        #expect(ledger.login("a", at: 31) == .wait(seconds: 59))
        ledger.noteLogin("a", succeeded: true, at: 90)
        ledger.noteLogin("a", succeeded: false, at: 91)
        #expect(ledger.login("a", at: 91) == .allowed)
    }

    @Test func manyAddresses_doNotGrowTheTable_norFreeALockedOne() {
        let ledger = Book()
        for _ in 0..<5 { ledger.noteLogin("locked", succeeded: false, at: 0) }
        for k in 0..<5000 { _ = ledger.request("\(k)", at: Double(k) / 1000) }
        #expect(ledger.login("locked", at: 5) == .wait(seconds: 25))
        #expect(ledger.accountCount <= 256)
    }
}
