// SPDX-License-Identifier: Apache-2.0

import Energy
import GuardLink
import Testing

/// Both ends of the link in one process.
@Suite struct SocketPairTests {
    private func frame(_ hash: UInt64) -> [UInt8] {
        var encoder = FrameEncoder()
        return encoder.encode(.hello(configurationHash: hash))
    }

    @Test func frames_crossBothWays_whole() throws {
        let pair = try SocketPair()
        #expect(pair.plannerPort.takeFrames().isEmpty)
        pair.guardPort.send(frame(1))
        pair.guardPort.send(frame(2))
        pair.plannerPort.send(frame(3))
        let atGuard = pair.plannerPort.takeFrames()
        #expect(
            try atGuard.map { try FrameDecoder().decodePlannerMessage($0) } == [
                .hello(configurationHash: 1), .hello(configurationHash: 2),
            ])
        #expect(pair.guardPort.takeFrames().count == 1)
    }

    @Test func plannerThatNeverReads_costsTheGuardNothingButOldFrames() throws {
        let pair = try SocketPair()
        // Far beyond what the system keeps and what waits behind it: no call may wait.
        for hash in 0..<5000 { pair.plannerPort.send(frame(UInt64(hash))) }
        #expect(pair.plannerPort.isConnected)
        pair.guardPort.send(frame(7))
        #expect(pair.plannerPort.takeFrames().count == 1)
    }

    @Test func otherEndThatIsGone_isNoticed_andSendingGoesOn() throws {
        let (end, _) = try only(SocketPair())
        #expect(end.takeFrames().isEmpty)
        #expect(!end.isConnected)
        end.send(frame(1))
    }

    /// One end of a pair whose other end is let go.
    private func only(_ pair: SocketPair) -> (SocketEnd, Int) { (pair.plannerPort, pair.guardPort.connection) }
}
