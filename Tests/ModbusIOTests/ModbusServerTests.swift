// SPDX-License-Identifier: Apache-2.0

import Bits
import Devices
import Energy
import Testing

@testable import ModbusIO

/// The server against clients that behave, and clients that do not.
struct ModbusServerTests {
    let bank = TableBank()
    let server: ModbusServer

    init() throws { server = try ModbusServer(bank: bank) }

    func link() throws -> LibmodbusLink {
        let link = LibmodbusLink(.tcp(host: "127.0.0.1", port: server.port), timeoutSeconds: 10)
        try link.open()
        return link
    }

    func expectWorkingServer() throws {
        bank.set(.holding, 42, [4242])
        let link = try link()
        defer { link.close() }
        var words: [UInt16] = []
        let range = try #require(RegisterRange(table: .holding, address: 42, count: 1))
        try link.read(range, unit: 1, into: &words)
        #expect(words == [4242])
    }

    /// A frame with a right header.
    func frame(_ pdu: [UInt8], transaction: UInt8 = 9) -> [UInt8] {
        [0, transaction, 0, 0, UInt8((pdu.count + 1) >> 8), UInt8((pdu.count + 1) & 0xFF), 1] + pdu
    }

    @Test func severalClientsAtOnce_getTheirOwnAnswers() throws {
        defer { server.stop() }
        let links = try (0..<8).map { _ in try link() }
        defer { for link in links { link.close() } }
        bank.set(.holding, 0, Array(0..<2000))
        var words: [UInt16] = []
        for round in 0..<20 {
            for (k, link) in links.enumerated() {
                let range = try #require(RegisterRange(table: .holding, address: round * 8 + k, count: k + 1))
                try link.read(range, unit: 1, into: &words)
                #expect(words == (0...k).map { UInt16(round * 8 + k + $0) })
            }
        }
    }

    @Test func requestsThatOverlap_areAllAnswered() throws {
        defer { server.stop() }
        bank.set(.holding, 0, Array(100..<200))
        let clients = try (0..<4).map { _ in try TestSocket.connected(port: server.port) }
        defer { for client in clients { client.close() } }
        for (k, client) in clients.enumerated() {
            client.send(frame([3, 0, UInt8(k), 0, 1], transaction: 1) + frame([3, 0, 50, 0, 1], transaction: 2))
        }
        for (k, client) in clients.enumerated() {
            #expect(client.receiveFrame() == [0, 1, 0, 0, 0, 5, 1, 3, 2, 0, UInt8(100 + k)])
            #expect(client.receiveFrame() == [0, 2, 0, 0, 0, 5, 1, 3, 2, 0, 150])
        }
    }

    /// Requests and the exception the protocol asks for (Modbus Application Protocol V1.1b3, section 6).
    static let refusals: [(pdu: [UInt8], code: UInt8)] = [
        ([3, 0, 0, 0, 0], 3), ([3, 0, 0, 0, 126], 3), ([1, 0, 0, 0x07, 0xD1], 3), ([4, 0xFF, 0xFF, 0, 2], 2),
        ([3, 0x10, 0, 0, 1], 2), ([5, 0, 0, 0x12, 0x34], 3), ([16, 0, 0, 0, 0, 0], 3), ([16, 0, 0, 0, 2, 2, 0, 1], 3),
        ([16, 0, 0, 0, 1, 4, 0, 1, 0, 2], 3), ([15, 0, 0, 0, 9, 1, 0xFF], 3), ([15, 0, 0, 0, 1, 2, 1, 1], 3),
        ([16, 0xFF, 0xFF, 0, 2, 4, 0, 1, 0, 2], 2), ([7], 1), ([17], 1), ([0x2B, 0x0E, 1, 0], 1), ([0], 1),
        ([0x64, 1, 2, 3, 4, 5, 6, 7, 8], 1), ([22, 0, 0, 0, 0, 0, 0], 1), ([23, 0, 0, 0, 1, 0, 0, 0, 1, 2, 0, 1], 1),
    ]

    @Test(arguments: refusals) func malformedRequest_getsItsException_andTheConnectionGoesOn(
        _ pdu: [UInt8], _ code: UInt8
    ) throws {
        defer { server.stop() }
        let client = try TestSocket.connected(port: server.port)
        defer { client.close() }
        client.send(frame(pdu))
        #expect(client.receiveFrame() == [0, 9, 0, 0, 0, 3, 1, pdu[0] | 0x80, code])
        bank.set(.input, 3, [77])
        client.send(frame([4, 0, 3, 0, 1], transaction: 10))
        #expect(client.receiveFrame() == [0, 10, 0, 0, 0, 5, 1, 4, 2, 0, 77])
    }

    @Test func singleWrites_areTaken() throws {
        defer { server.stop() }
        let client = try TestSocket.connected(port: server.port)
        defer { client.close() }
        for pdu: [UInt8] in [[5, 0, 7, 0xFF, 0], [6, 0, 8, 0x12, 0x34], [5, 0, 9, 0, 0]] {
            client.send(frame(pdu))
            #expect(client.receiveFrame() == frame(pdu))
        }
        #expect(bank.words(.coil, 7..<10) == [1, 0, 0])
        #expect(bank.words(.holding, 8..<9) == [0x1234])
    }

    @Test func randomFrames_neverStopTheServer() throws {
        defer { server.stop() }
        var random = SplitMix64(seed: 20_260)
        var answers = 0
        for round in 0..<2000 {
            var bytes: [UInt8] = []
            for _ in 0...Int(random.next() % 3) { bytes += randomFrame(&random) }
            let client = try TestSocket.connected(port: server.port)
            client.send(bytes)
            client.endSending()
            while case let reply = client.receiveFrame(), !reply.isEmpty {
                try #require(reply[2] == 0 && reply[3] == 0 && (9...260).contains(reply.count), "round \(round)")
                answers += 1
            }
            client.close()
        }
        #expect(answers > 1000)
        try expectWorkingServer()
    }

    /// Noise, or a frame with a right header, a likely function and random content.
    private func randomFrame(_ random: inout SplitMix64) -> [UInt8] {
        let length = Int(random.next() % 300)
        let noise = (0..<length).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        switch random.next() % 4 {
        case 0: return noise
        case 1: return frame([UInt8(random.next() % 24)] + noise)
        case 2: return Array(frame([UInt8(random.next() % 24)] + noise).dropLast(Int(random.next() % 20)))
        default: return frame([UInt8(random.next() % 24)] + noise.prefix(4))
        }
    }

    @Test func clientThatStopsInTheMiddleOfAFrame_holdsNobodyUp_andMayGoOn() throws {
        defer { server.stop() }
        let slow = try TestSocket.connected(port: server.port)
        defer { slow.close() }
        let request = frame([3, 0, 42, 0, 1])
        for byte in request.dropLast() { slow.send([byte]) }
        try expectWorkingServer()
        slow.send([1])
        #expect(slow.receiveFrame() == [0, 9, 0, 0, 0, 5, 1, 3, 2, 0x10, 0x92])
    }

    @Test func clientThatTakesNoAnswers_isLeft_andTheServerStops() throws {
        bank.set(.holding, 0, Array(0..<125))
        let greedy = try TestSocket.connected(port: server.port)
        defer { greedy.close() }
        let requests = (0..<200).flatMap { _ in frame([3, 0, 0, 0, 125]) }
        // Far more than the buffers of a connection hold.
        for _ in 0..<500 { greedy.send(requests) }
        try expectWorkingServer()
        server.stop()
    }

    @Test func clientsBeyondTheLimit_areTurnedAway_andMakeRoomAgain() throws {
        defer { server.stop() }
        let clients = try (0..<16).map { _ in try TestSocket.connected(port: server.port) }
        for client in clients {
            client.send(frame([3, 0, 0, 0, 1]))
            #expect(client.receiveFrame().count == 11)
        }
        let extra = try TestSocket.connected(port: server.port)
        #expect(extra.receive(1).isEmpty)
        extra.close()
        for client in clients {
            client.endSending()
            #expect(client.receive(1).isEmpty)
            client.close()
        }
        try expectWorkingServer()
    }

    @Test func stop_closesIdleClients_andFreesThePort() throws {
        let client = try TestSocket.connected(port: server.port)
        defer { client.close() }
        client.send(frame([3, 0, 0, 0, 1]))
        #expect(client.receiveFrame().count == 11)
        server.stop()
        #expect(client.receive(1).isEmpty)
        let again = try ModbusServer(bank: bank, port: server.port)
        #expect(again.port == server.port)
        again.stop()
    }
}
