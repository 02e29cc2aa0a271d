// SPDX-License-Identifier: Apache-2.0

import Bits
import Devices
import Energy
import Glibc
import Testing

@testable import ModbusIO

/// RTU over pseudo terminals.
struct SerialLineTests {
    let range = RegisterRange(table: .holding, address: 500, count: 2)

    @Test func serverAndClient_overAPairOfTerminals() throws {
        let cable = try SerialCable()
        defer { cable.unplug() }
        let bank = TableBank()
        let server = try ModbusServer(bank: bank, serial: cable.server, unit: 7)
        defer { server.stop() }
        let link = LibmodbusLink(cable.client, timeoutSeconds: 2)
        defer { link.close() }
        try link.open()
        #expect(server.port == 0)
        bank.set(.holding, 500, [0x1234, 0xFFFF])
        var words: [UInt16] = []
        let range = try #require(range)
        try link.read(range, unit: 7, into: &words)
        #expect(words == [0x1234, 0xFFFF])
        for table in RegisterTable.allCases {
            bank.set(table, 0, [1, 0, 1])
            try link.read(try #require(RegisterRange(table: table, address: 0, count: 3)), unit: 7, into: &words)
            #expect(words == [1, 0, 1])
        }
        let most = try #require(RegisterRange(table: .holding, address: 500, count: 125))
        try link.read(most, unit: 7, into: &words)
        #expect(words == bank.words(.holding, 500..<625))
        try link.write(try #require(RegisterWrite(table: .holding, address: 9, words: [7, 8, 9])), unit: 7)
        #expect(bank.words(.holding, 9..<12) == [7, 8, 9])
        try link.write(try #require(RegisterWrite(table: .coil, address: 9, words: [1, 0, 1])), unit: 7)
        #expect(bank.words(.coil, 9..<12) == [1, 0, 1])
        let unmapped = try #require(RegisterRange(table: .holding, address: 60_000, count: 1))
        #expect(throws: LinkFailure.exception(code: 2)) { try link.read(unmapped, unit: 7, into: &words) }
        try link.read(range, unit: 7, into: &words)
        #expect(words == [0x1234, 0xFFFF])
    }

    @Test func requestForAnotherUnit_isNotAnswered() throws {
        let cable = try SerialCable()
        defer { cable.unplug() }
        let server = try ModbusServer(bank: TableBank(), serial: cable.server, unit: 7)
        defer { server.stop() }
        let link = LibmodbusLink(cable.client, timeoutSeconds: 0.2)
        defer { link.close() }
        try link.open()
        var words: [UInt16] = []
        let range = try #require(range)
        #expect(throws: LinkFailure.noResponse) { try link.read(range, unit: 8, into: &words) }
        try link.open()
        try link.read(range, unit: 7, into: &words)
        #expect(words == [0, 0])
    }

    /// Bad replies to a read of two registers, with and without a right CRC.
    static let badReplies: [(name: String, make: @Sendable ([UInt8]) -> [UInt8], isSilence: Bool)] = [
        ("CRC error", { SerialFrame.sealed(SerialFrame.answer($0)).dropLast() + [0x55] }, false),
        (
            "bit flipped in the data", { SerialFrame.flipped(SerialFrame.sealed(SerialFrame.answer($0)), byte: 4) },
            false
        ),
        ("wrong unit", { SerialFrame.sealed(SerialFrame.flipped(SerialFrame.answer($0), byte: 0)) }, false),
        ("wrong function", { SerialFrame.sealed([$0[0], 4] + SerialFrame.answer($0).dropFirst(2)) }, false),
        ("too few bytes", { SerialFrame.sealed([$0[0], 3, 2, 0, 1]) }, false),
        ("too many bytes", { SerialFrame.sealed([$0[0], 3, 6, 0, 1, 0, 2, 0, 3]) }, false),
        ("truncated", { SerialFrame.sealed(SerialFrame.answer($0)).dropLast(3) }, true),
        ("silence", { _ in [] }, true),
    ]

    @Test(arguments: badReplies.indices) func badReply_isRefused_andTheNextRequestWorks(_ place: Int) throws {
        let bad = Self.badReplies[place]
        let device = try SerialDevice([bad.make])
        defer { device.unplug() }
        let link = LibmodbusLink(device.endpoint, timeoutSeconds: bad.isSilence ? 0.2 : 2)
        defer { link.close() }
        try link.open()
        var words: [UInt16] = [9]
        let range = try #require(range)
        let failure = #expect(throws: LinkFailure.self) { try link.read(range, unit: 7, into: &words) }
        #expect(failure?.lossReason == (bad.isSilence ? .noResponse : .malformed), "\(bad.name)")
        #expect(words == [9])
        try link.open()
        try link.read(range, unit: 7, into: &words)
        #expect(words == [500, 501], "\(bad.name)")
    }

    @Test func lateReply_isNotTakenForTheNextRequest() throws {
        let timeout = 0.4
        // Answers the first request when its time has been up for a quarter of it.
        let device = try SerialDevice([
            { request in
                poll(nil, 0, Int32(1.25 * timeout * 1000))
                return SerialFrame.sealed(SerialFrame.answer(request))
            }
        ])
        defer { device.unplug() }
        let link = LibmodbusLink(device.endpoint, timeoutSeconds: timeout)
        defer { link.close() }
        try link.open()
        var words: [UInt16] = []
        #expect(throws: LinkFailure.noResponse) { try link.read(try #require(range), unit: 7, into: &words) }
        try link.open()
        let other = try #require(RegisterRange(table: .holding, address: 900, count: 2))
        try link.read(other, unit: 7, into: &words)
        #expect(words == [900, 901])
    }

    @Test func lateReply_isNotTakenForThatOfANeighbour() throws {
        let device = try SerialDevice([
            { _ in [] },
            { request in SerialFrame.sealed(SerialFrame.answer([7] + request.dropFirst())) },
        ])
        defer { device.unplug() }
        let link = LibmodbusLink(device.endpoint, timeoutSeconds: 0.2)
        defer { link.close() }
        let range = try #require(range)
        var words: [UInt16] = [9]
        try link.open()
        #expect(throws: LinkFailure.noResponse) { try link.read(range, unit: 7, into: &words) }
        try link.open()
        let failure = #expect(throws: LinkFailure.self) { try link.read(range, unit: 8, into: &words) }
        #expect(failure?.lossReason == .malformed)
        #expect(words == [9])
        try link.open()
        try link.read(range, unit: 8, into: &words)
        #expect(words == [500, 501])
    }

    @Test func noiseOnTheLine_doesNotStopTheServer() throws {
        let cable = try SerialCable()
        defer { cable.unplug() }
        let server = try ModbusServer(bank: TableBank(), serial: cable.server, unit: 7)
        defer { server.stop() }
        var random = SplitMix64(seed: 3)
        let noise = (0..<200).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        cable.disturbServer(noise)
        let link = LibmodbusLink(cable.client, timeoutSeconds: 0.2)
        defer { link.close() }
        var words: [UInt16] = []
        var tries = 0
        // Noise that touches a request spoils that one alone.
        while words.isEmpty && tries < 3 {
            tries += 1
            try link.open()
            do { try link.read(try #require(range), unit: 7, into: &words) } catch is LinkFailure { continue }
        }
        #expect(words == [0, 0])
    }

    @Test func cableThatIsPulled_endsTheWait() throws {
        let device = try SerialDevice([{ _ in [] }])
        let link = LibmodbusLink(device.endpoint, timeoutSeconds: 0.2)
        defer { link.close() }
        try link.open()
        device.unplug()
        var words: [UInt16] = []
        let failure = #expect(throws: LinkFailure.self) {
            try link.read(try #require(range), unit: 7, into: &words)
        }
        #expect(failure?.spoilsConnection == true)
        let again = #expect(throws: LinkFailure.self) { try link.open() }
        guard case .notConnected? = again else {
            Issue.record("\(String(describing: again))")
            return
        }
    }
}
