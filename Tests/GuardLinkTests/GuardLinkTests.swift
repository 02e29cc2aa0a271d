// SPDX-License-Identifier: Apache-2.0

import Energy
import Glibc
import HostIO
import Testing

@testable import GuardLink

/// Real sockets in a folder of their own.
@Suite struct GuardLinkTests {
    private let path: String

    init() {
        var random = SystemRandomNumberGenerator()
        path = "/tmp/hearth-link-\(getpid())-\(random.next() as UInt32).sock"
    }

    private func frame(_ hash: UInt64) -> [UInt8] {
        var encoder = FrameEncoder()
        return encoder.encode(.hello(configurationHash: hash))
    }

    /// A plain client socket at the path.
    private func rawClient() throws -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        let address = try #require(UnixAddress(path))
        let status = address.withSocketAddress { connect(descriptor, $0, $1) }
        try #require(status == 0)
        return descriptor
    }

    @Test func framesCrossInBothDirections_wholeAndInOrder() throws {
        let listener = try PlannerListener(path: path, users: [])
        let connector = GuardConnector(path: path)
        #expect(connector.takeFrames().isEmpty && connector.connection == 1)
        for hash in 0..<100 { connector.send(frame(UInt64(hash))) }
        #expect(listener.takeFrames() == (0..<100).map { frame($0) })
        #expect(listener.connection == 1 && listener.isConnected)
        for hash in 0..<100 { listener.send(frame(UInt64(hash))) }
        #expect(connector.takeFrames() == (0..<100).map { frame($0) })
    }

    @Test func socket_isOpenToOwnerAndGroupAlone() throws {
        let listener = try PlannerListener(path: path, users: [])
        var status = stat()
        #expect(stat(path, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o660)
        withExtendedLifetime(listener) {}
    }

    @Test func withoutAGuard_nothingWaitsAndTheTroubleIsSaid() {
        let connector = GuardConnector(path: path)
        connector.send(frame(1))
        #expect(connector.takeFrames().isEmpty)
        #expect(connector.trouble == "\(path): no guard there" && connector.connection == 0)
    }

    @Test func guardThatComesLater_isFound_andEachLifeIsAnotherConnection() throws {
        let connector = GuardConnector(path: path)
        _ = connector.takeFrames()
        for life in 1...3 {
            let listener = try PlannerListener(path: path, users: [])
            // The first call notices the end of the life before, the second finds the new one.
            _ = connector.takeFrames()
            _ = connector.takeFrames()
            connector.send(frame(UInt64(life)))
            #expect(connector.connection == life)
            #expect(listener.takeFrames() == [frame(UInt64(life))])
            withExtendedLifetime(listener) {}
        }
        // The socket of the last life is gone with it: the next call notices, the one after it tries again.
        _ = connector.takeFrames()
        _ = connector.takeFrames()
        #expect(!connector.isConnected)
    }

    @Test func newerPlanner_takesThePlaceOfTheOlder() throws {
        let listener = try PlannerListener(path: path, users: [])
        let old = GuardConnector(path: path)
        _ = old.takeFrames()
        _ = listener.takeFrames()
        let new = GuardConnector(path: path)
        _ = new.takeFrames()
        new.send(frame(2))
        #expect(listener.takeFrames() == [frame(2)])
        #expect(listener.connection == 2 && listener.takeEnds() == [.replaced])
    }

    /// Who connects again and again as fast as it is accepted must not keep the guard in one call.
    @Test func manyThatConnectAtOnce_areTakenInTurns() throws {
        let listener = try PlannerListener(path: path, users: [])
        let clients = try (0..<5).map { _ in try rawClient() }
        defer { for client in clients { close(client) } }
        _ = listener.takeFrames()
        #expect(listener.connection == 4)
        _ = listener.takeFrames()
        #expect(listener.connection == 5)
    }

    /// What the guard takes in at one call is bounded, and nothing of it is lost.
    @Test func flood_isTakenInPortions() throws {
        let listener = try PlannerListener(path: path, users: [])
        let connector = GuardConnector(path: path)
        _ = connector.takeFrames()
        var encoder = FrameEncoder()
        // 9 kB each, so that the system's buffer holds far more than a portion.
        let sent = (0..<40).map {
            encoder.encode(
                .intent(
                    Intent(
                        sequence: $0, madeAt: BootInstant(seconds: 1), expires: BootInstant(seconds: 2),
                        batteries: Array(repeating: .idle, count: 1000))))
        }
        for frame in sent { connector.send(frame) }
        var received: [[UInt8]] = []
        var portions: [Int] = []
        while received.count < sent.count {
            let frames = listener.takeFrames()
            _ = connector.takeFrames()
            portions.append(frames.reduce(0) { $0 + $1.count })
            received += frames
            try #require(portions.count < 100)
        }
        #expect(received == sent)
        #expect((portions.max() ?? 0) <= PlannerListener.mostBytes + 16 * 1024)
    }

    @Test func strangeBytes_endTheConnectionAndNothingElse() throws {
        let listener = try PlannerListener(path: path, users: [])
        let descriptor = try rawClient()
        let bytes = frame(1) + Array("GET / HTTP/1.1\r\n\r\n".utf8)
        #expect(write(descriptor, bytes, bytes.count) == bytes.count)
        #expect(listener.takeFrames() == [frame(1)])
        #expect(!listener.isConnected && listener.takeEnds() == [.damaged(.notAFrame)])
        close(descriptor)
        let connector = GuardConnector(path: path)
        _ = connector.takeFrames()
        connector.send(frame(3))
        #expect(listener.takeFrames() == [frame(3)])
    }

    @Test func frameInPieces_isReadWhenItIsWhole() throws {
        let listener = try PlannerListener(path: path, users: [])
        let descriptor = try rawClient()
        defer { close(descriptor) }
        for byte in frame(7).dropLast() {
            #expect(write(descriptor, [byte], 1) == 1)
            #expect(listener.takeFrames().isEmpty)
        }
        #expect(write(descriptor, [frame(7).last ?? 0], 1) == 1)
        #expect(listener.takeFrames() == [frame(7)])
    }

    @Test func peerThatDoesNotRead_costsMemoryWithinABound() throws {
        let listener = try PlannerListener(path: path, users: [])
        let connector = GuardConnector(path: path)
        _ = connector.takeFrames()
        _ = listener.takeFrames()
        // More than the system's buffer, a few hundred frames, and the queue take together: the oldest are dropped, whole.
        let sent = 6_000
        for hash in 0..<sent { listener.send(frame(UInt64(hash))) }
        var received: [[UInt8]] = []
        while true {
            let frames = connector.takeFrames()
            if frames.isEmpty { break }
            received += frames
            _ = listener.takeFrames()
        }
        #expect(received.count < sent && received.count >= FrameStream.mostFrames)
        #expect(received.last == frame(UInt64(sent - 1)))
        #expect(connector.isConnected)
    }

    @Test func userWhoMayNotConnect_isRefused() throws {
        let listener = try PlannerListener(path: path, exactly: [geteuid() + 1])
        let descriptor = try rawClient()
        defer { close(descriptor) }
        #expect(listener.takeFrames().isEmpty && listener.connection == 0)
        #expect(listener.takeEnds() == [.refused(user: geteuid())])
    }

    @Test func folderThatIsNotThere_isOneClearError() {
        #expect(throws: ListenFailure(path: "/nowhere/guard.sock", systemError: ENOENT)) {
            try PlannerListener(path: "/nowhere/guard.sock", users: [])
        }
        #expect(GuardConnector(path: String(repeating: "x", count: 200)).takeFrames().isEmpty)
    }
}
