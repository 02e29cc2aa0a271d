// SPDX-License-Identifier: Apache-2.0

import Energy
import HearthTestKit
import Safety
import Testing

@testable import GuardCycle

/// The guard's end of the link: a planner that comes back, and a week of slices for it.
@Suite struct PlannerLinkTests {
    private static let setup = GuardSetup(
        bootID: 7, configurationHash: 1,
        devices: (0..<3).map { DeviceDescription(id: "meter-\($0)", role: .meter, offered: [.gridImport]) },
        limits: Fixture.limits())

    private static func slices(_ slot: Int) -> [DeviceSlice] {
        (0..<3).map {
            DeviceSlice(
                bootID: 7, device: DeviceIndex($0), start: BootInstant(seconds: slot * 900),
                end: BootInstant(seconds: (slot + 1) * 900), slot: Slot(index: slot), isClockTrusted: true,
                signals: [], polls: 900, failedPolls: 0)
        }
    }

    private func arrivals(_ line: LoopbackLink) throws -> [DeviceSlice] {
        try line.guardPort.takeFrames().map { try FrameDecoder().decodeGuardMessage($0) }
            .compactMap { if case .slice(let slice) = $0 { slice } else { nil } }
    }

    @Test func weekThatWaits_goesUpInPortions_eachSliceOnce() throws {
        let line = LoopbackLink()
        var link = PlannerLink(port: line.plannerPort, setup: Self.setup)
        for slot in 0..<700 { link.queue(Self.slices(slot)) }
        var found: [DeviceSlice] = []
        var portions: [Int] = []
        repeat {
            link.sendSlices()
            let portion = try arrivals(line)
            portions.append(portion.count)
            found += portion
        } while portions.last != 0
        #expect(portions == Array(repeating: 64, count: 31) + [32, 0])
        #expect(found == (28..<700).flatMap(Self.slices), "the last seven days, oldest first")
    }

    @Test func acknowledgementsMeanwhile_neitherSkipNorRepeatASlice() throws {
        let line = LoopbackLink()
        var (link, encoder) = (PlannerLink(port: line.plannerPort, setup: Self.setup), FrameEncoder())
        for slot in 0..<100 { link.queue(Self.slices(slot)) }
        var found: [DeviceSlice] = []
        for second in 0..<10 {
            for slice in found.suffix(64) where slice.device == DeviceIndex(1) {
                line.guardPort.send(
                    encoder.encode(.sliceStored(bootID: 7, device: slice.device, start: slice.start)))
            }
            let now = BootInstant(seconds: second)
            // The first look finds the planner new on the link, before anything was sent.
            #expect(link.receive(now: now, wall: UTCInstant(secondsSinceEpoch: 0)).count == 0)
            link.sendSlices()
            found += try arrivals(line)
        }
        #expect(found == (0..<100).flatMap(Self.slices))
    }

    @Test func plannerThatCameBack_isSentEverythingUnstoredAgain() throws {
        let line = LoopbackLink()
        var link = PlannerLink(port: line.plannerPort, setup: Self.setup)
        func cycle() throws -> [DeviceSlice] {
            _ = link.receive(now: BootInstant(seconds: 0), wall: UTCInstant(secondsSinceEpoch: 0))
            link.sendSlices()
            return try arrivals(line)
        }
        for slot in 0..<10 { link.queue(Self.slices(slot)) }
        #expect(try cycle().count == 30)
        #expect(try cycle().isEmpty)
        line.reconnect()
        #expect(try cycle() == (0..<10).flatMap(Self.slices))
    }

    /// A planner that says nonsense without end costs a few events and one answer, or the cycle would never end.
    @Test func flood_isCountedWhole_andToldInAFewWords() throws {
        let harness = GuardHarness()
        harness.start()
        _ = try harness.messages()
        for _ in 0..<5000 { harness.send(.hello(configurationHash: 1)) }
        harness.run(seconds: 1)
        let messages = try harness.messages()
        #expect(harness.subject.statistics.framesRefused == 5000)
        #expect(harness.subject.cycleEvents.count { $0.kind == .frameRefused } <= 9)
        #expect(harness.subject.cycleEvents.contains { $0.detail.contains("4992 more") })
        #expect(messages.count { if case .hello = $0 { true } else { false } } == 1)
    }

    @Test func reconnection_isGreeted_andWishesCountOnlyAfterThePlannersOwnGreeting() throws {
        let harness = GuardHarness()
        harness.start()
        harness.link.reconnect()
        harness.wish(.idle)
        let before = harness.bus.commands.count
        // The wish was lost with the line; the next comes too early.
        harness.link.reconnect()
        harness.run(seconds: 1)
        guard case .hello(let hello)? = try harness.messages().first else {
            Issue.record("a planner that is new on the link is greeted first")
            return
        }
        #expect(!hello.isAnswer)
        harness.wish(.idle)
        harness.run(seconds: 5)
        #expect(harness.bus.commands.count == before && harness.subject.statistics.framesRefused == 1)
        harness.send(.hello(configurationHash: GuardHarness.hash))
        harness.wish(.idle)
        harness.run(seconds: 2)
        #expect(harness.bus.commands.last?.action == .batteryBounds(.zero, leaseSeconds: 60))
    }
}
