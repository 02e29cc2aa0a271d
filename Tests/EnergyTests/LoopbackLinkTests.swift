// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

@Suite struct LoopbackLinkTests {
    @Test func frames_arriveOnceAndInOrderAtTheOtherEnd() {
        let link = LoopbackLink()
        link.plannerPort.send([1])
        link.plannerPort.send([2])
        link.guardPort.send([3])
        #expect(link.guardPort.takeFrames() == [[1], [2]])
        #expect(link.guardPort.takeFrames().isEmpty)
        #expect(link.plannerPort.takeFrames() == [[3]])
    }

    @Test func reconnection_countsAtBothEnds_andLosesWhatWasOnItsWay() {
        let link = LoopbackLink()
        link.plannerPort.send([1])
        link.guardPort.send([2])
        link.reconnect()
        #expect(link.plannerPort.connection == 2 && link.guardPort.connection == 2)
        #expect(link.plannerPort.takeFrames().isEmpty && link.guardPort.takeFrames().isEmpty)
        link.guardPort.send([3])
        #expect(link.plannerPort.takeFrames() == [[3]])
    }

    @Test func plannerThatNeverReads_losesSnapshotsFirstThenSlicesAndEventsLast() throws {
        var encoder = FrameEncoder()
        let event = encoder.encode(LinkSamples.guardMessages[7])
        let slice = encoder.encode(.slice(LinkSamples.slice))
        let snapshot = encoder.encode(.snapshot(LinkSamples.snapshot(batteries: 1)))
        let link = LoopbackLink(capacity: 4)
        for frame in [event, slice, snapshot, slice, snapshot, event] { link.plannerPort.send(frame) }
        #expect(link.guardPort.takeFrames() == [event, slice, slice, event])
        for frame in [event, slice, event, event, event] { link.plannerPort.send(frame) }
        #expect(link.guardPort.takeFrames() == [event, event, event, event])
    }
}
