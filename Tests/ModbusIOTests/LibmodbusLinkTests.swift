// SPDX-License-Identifier: Apache-2.0

import Devices
import Testing

@testable import ModbusIO

/// The client against our own server, through real sockets.
struct LibmodbusLinkTests {
    let bank = TableBank()
    let server: ModbusServer
    let link: LibmodbusLink

    init() throws {
        server = try ModbusServer(bank: bank)
        link = LibmodbusLink(.tcp(host: "127.0.0.1", port: server.port), timeoutSeconds: 5)
        try link.open()
    }

    func stop() {
        link.close()
        server.stop()
    }

    func read(_ table: RegisterTable, _ address: Int, _ count: Int) throws -> [UInt16] {
        var words: [UInt16] = []
        try link.read(try #require(RegisterRange(table: table, address: address, count: count)), unit: 1, into: &words)
        return words
    }

    func write(_ table: RegisterTable, _ address: Int, _ words: [UInt16]) throws {
        try link.write(try #require(RegisterWrite(table: table, address: address, words: words)), unit: 1)
    }

    @Test(arguments: RegisterTable.allCases) func everyTable_isReadFromItsOwnPlace(_ table: RegisterTable) throws {
        defer { stop() }
        let words: [UInt16] =
            table.isBits ? [1, 0, 0, 1, 1, 0, 1, 0, 1, 1, 0] : [0, 1, 0x7FFF, 0x8000, 0xFFFF, 0x1234]
        bank.set(table, 100, words)
        #expect(try read(table, 100, words.count) == words)
        for other in RegisterTable.allCases where other != table {
            #expect(try read(other, 100, words.count) == [UInt16](repeating: 0, count: words.count))
        }
    }

    @Test(arguments: RegisterTable.allCases) func longestRead_bringsEveryValue(_ table: RegisterTable) throws {
        defer { stop() }
        let largest = table.isBits ? 2 : 65_536
        let words = (0..<table.maxReadCount).map { UInt16($0 * 523 % largest) }
        bank.set(table, 11, words)
        #expect(table.maxReadCount == (table.isBits ? 2000 : 125))
        #expect(try read(table, 11, table.maxReadCount) == words)
    }

    @Test func longerReadThanTheProtocolAllows_cannotBeSaid() {
        defer { stop() }
        #expect(RegisterRange(table: .holding, address: 0, count: 126) == nil)
        #expect(RegisterRange(table: .coil, address: 0, count: 2001) == nil)
    }

    @Test(arguments: [1, 2, 123]) func wordsWritten_areReadBack(_ count: Int) throws {
        defer { stop() }
        let words = (0..<count).map { UInt16(65_520 - $0 * 311) }
        try write(.holding, 7, words)
        #expect(bank.words(.holding, 7..<7 + count) == words)
        #expect(bank.words(.holding, 7 + count..<8 + count) == [0])
        #expect(try read(.holding, 7, count) == words)
    }

    @Test(arguments: [1, 8, 9, 1968]) func bitsWritten_areReadBack(_ count: Int) throws {
        defer { stop() }
        let bits = (0..<count).map { UInt16($0 % 3 == 0 ? 1 : 0) }
        try write(.coil, 5, bits)
        #expect(bank.words(.coil, 5..<5 + count) == bits)
        #expect(bank.words(.coil, 5 + count..<6 + count) == [0])
        #expect(try read(.coil, 5, count) == bits)
    }

    @Test(arguments: [1, 2, 3, 4, 6, 11] as [UInt8]) func exception_isTold_andKeepsTheConnection(_ code: UInt8) throws {
        defer { stop() }
        bank.answer(.exception(code: code))
        #expect(throws: LinkFailure.exception(code: code)) { try read(.holding, 0, 2) }
        #expect(throws: LinkFailure.exception(code: code)) { try write(.coil, 0, [1]) }
        #expect(!LinkFailure.exception(code: code).spoilsConnection)
        bank.answer(nil)
        #expect(try read(.holding, 0, 2) == [0, 0])
    }

    @Test func silence_isNoResponse_andClosesTheConnection() throws {
        defer { server.stop() }
        let link = LibmodbusLink(.tcp(host: "127.0.0.1", port: server.port), timeoutSeconds: 0.05)
        try link.open()
        bank.answer(.silence)
        let range = try #require(RegisterRange(table: .holding, address: 0, count: 1))
        var words: [UInt16] = [77]
        #expect(throws: LinkFailure.noResponse) { try link.read(range, unit: 1, into: &words) }
        #expect(words == [77])
        bank.answer(nil)
        #expect(throws: LinkFailure.notConnected("127.0.0.1:\(server.port): not connected")) {
            try link.read(range, unit: 1, into: &words)
        }
        self.link.close()
    }

    @Test func serverThatIsGone_isNoResponse_thenNotConnected() throws {
        server.stop()
        #expect(throws: LinkFailure.noResponse) { try read(.holding, 0, 1) }
        #expect(throws: LinkFailure.notConnected("127.0.0.1:\(server.port): Connection refused")) { try link.open() }
    }

    @Test func portTaken_isOneClearLine() throws {
        defer { stop() }
        #expect(throws: LinkFailure.notConnected("127.0.0.1:\(server.port): Address already in use")) {
            _ = try ModbusServer(bank: bank, port: server.port)
        }
    }

    @Test func hostThatDoesNotResolve_isOneClearLine() {
        defer { stop() }
        // No resolver asks the network for a name with a space.
        let failure = LinkFailure.notConnected("no host:502: Name or service not known")
        #expect(throws: failure) { try LibmodbusLink(.tcp(host: "no host", port: 502), timeoutSeconds: 0.1).open() }
        #expect(throws: failure) { _ = try ModbusServer(bank: bank, host: "no host", port: 502) }
    }

    @Test func serialPortThatIsNotThere_isOneClearLine() {
        defer { stop() }
        let endpoint = ModbusEndpoint.rtu(path: "/dev/no-such-port", baud: 9600, parity: .none, stopBits: 1)
        let failure = LinkFailure.notConnected("/dev/no-such-port: No such file or directory")
        #expect(throws: failure) { try LibmodbusLink(endpoint, timeoutSeconds: 0.1).open() }
        #expect(throws: failure) { _ = try ModbusServer(bank: bank, serial: endpoint, unit: 1) }
    }

    @Test func hostThatDoesNotAnswer_isOneClearLine_afterTheTimeout() throws {
        defer { stop() }
        // A listener whose queue is full drops what else comes.
        let full = try TestSocket.listener(backlog: 0)
        let waiting = (0..<4).map { _ in TestSocket.beginConnect(port: full.port) }
        defer { for socket in waiting + [full] { socket.close() } }
        let link = LibmodbusLink(.tcp(host: "127.0.0.1", port: full.port), timeoutSeconds: 0.1)
        #expect(throws: LinkFailure.notConnected("127.0.0.1:\(full.port): Connection timed out")) { try link.open() }
    }
}
