// SPDX-License-Identifier: Apache-2.0

import Energy
import GuardCycle
import HearthTestKit
import Safety
import Testing

@Suite struct GuardTests {
    private func started() -> GuardHarness {
        let harness = GuardHarness()
        harness.start()
        return harness
    }

    private func actions(_ harness: GuardHarness, after count: Int) -> [DeviceAction] {
        harness.bus.commands.dropFirst(count).map(\.action)
    }

    @Test func start_saysHelloAndReleases() throws {
        let harness = GuardHarness()
        harness.connectAll()
        harness.run(seconds: 3)
        guard case .hello(let hello)? = try harness.messages().first else {
            Issue.record("the first message is the greeting")
            return
        }
        #expect(hello.bootID == 7)
        #expect(hello.configurationHash == GuardHarness.hash)
        #expect(harness.bus.commands.map(\.action) == [.releaseBattery, .releaseOutput])
    }

    @Test func wishInForce_isCommanded_andReleasedWhenTheLeaseEnds() {
        let harness = started()
        let before = harness.bus.commands.count
        harness.wish(.noDischarge)
        harness.run(seconds: 2)
        #expect(
            actions(harness, after: before)
                == [.batteryBounds(PowerBounds(maxCharge: 5000, maxDischarge: 0), leaseSeconds: 60)])
        harness.run(seconds: 60)
        #expect(actions(harness, after: before).last == .releaseBattery)
    }

    @Test func plannerWithAnotherConfiguration_isNotFollowed() throws {
        let harness = GuardHarness()
        harness.connectAll()
        harness.run(seconds: 5)
        let before = harness.bus.commands.count
        harness.send(.hello(configurationHash: 1))
        harness.run(seconds: 1)
        harness.wish(.idle)
        harness.run(seconds: 20)
        #expect(actions(harness, after: before).isEmpty)
        #expect(harness.subject.statistics.framesRefused == 2)
    }

    @Test func frameThatWaited_isStaleOnArrival() {
        let harness = started()
        let before = harness.bus.commands.count
        let late = harness.now
        harness.run(seconds: 61)
        harness.send(
            .intent(
                Intent(
                    sequence: 1, madeAt: late, expires: late.advanced(bySeconds: Intent.leaseSeconds),
                    batteries: [.idle])))
        harness.run(seconds: 5)
        #expect(actions(harness, after: before).isEmpty)
        #expect(harness.subject.statistics.framesRefused == 1)
    }

    @Test func corruptFrame_isCountedAndChangesNothing() {
        let harness = started()
        harness.link.guardPort.send([1, 2, 3])
        harness.run(seconds: 1)
        #expect(harness.subject.statistics.framesRefused == 1)
    }

    @Test func silentMeter_releasesAfterFiveSeconds() {
        let harness = started()
        harness.wish(.noDischarge)
        harness.run(seconds: 3)
        harness.grid = nil
        let before = harness.bus.commands.count
        harness.run(seconds: 5)
        #expect(actions(harness, after: before).isEmpty)
        harness.run(seconds: 1)
        #expect(actions(harness, after: before) == [.releaseBattery])
        #expect(harness.subject.snapshot?.gridImport.quality == .stale)
    }

    @Test func deviceWithoutAnswer_losesItsValuesAtOnce() {
        let harness = started()
        harness.grid = nil
        harness.bus.deliver(.disconnected(device: DeviceIndex(0), reason: .noResponse, at: harness.now))
        harness.run(seconds: 1)
        #expect(harness.subject.snapshot?.gridImport.quality == .lost)
        #expect(harness.subject.cycleEvents.contains { $0.kind == .deviceLost })
    }

    /// What the guard tells the planner of one signal's loss, through encoded frames.
    private func loss(of signal: Signal, in harness: GuardHarness) throws -> GuardEvent? {
        try harness.messages().compactMap { if case .event(let event) = $0 { event } else { nil } }
            .last { $0.kind == .signalLost && $0.signal == signal }
    }

    @Test(arguments: [
        (LossReason.noResponse, SignalFault.noResponse), (.exception(code: 2), .exception(code: 2)),
        (.exception(code: 11), .exception(code: 11)), (.malformed, .malformed), (.notAvailable, .notAvailable),
        (.outOfRange, .implausible),
    ]) func lostSignal_reachesThePlannerWithItsReason(reason: LossReason, fault: SignalFault) throws {
        let harness = started()
        harness.heatPump = .lost(reason)
        harness.run(seconds: 1)
        let event = try #require(try loss(of: .heatPumpPower, in: harness))
        #expect(event.fault == fault)
        #expect(event.device == DeviceIndex(2))
        #expect(event.detail == "heatPumpPower: \(fault)")
        harness.heatPump = .value(700)
        harness.run(seconds: 1)
        #expect(harness.subject.cycleEvents.map(\.kind) == [.signalRestored])
        #expect(harness.subject.cycleEvents.first?.signal == .heatPumpPower)
    }

    @Test func impossibleValue_andSilence_areToldApart() throws {
        let harness = started()
        harness.heatPump = .value(-1)
        harness.run(seconds: 1)
        #expect(try loss(of: .heatPumpPower, in: harness)?.fault == .implausible)
        harness.grid = nil
        harness.run(seconds: 5)
        #expect(try loss(of: .gridImport, in: harness) == nil)
        harness.run(seconds: 1)
        #expect(try loss(of: .gridImport, in: harness)?.fault == .stale)
        harness.run(seconds: 20)
        #expect(try loss(of: .gridImport, in: harness) == nil, "told once")
    }

    @Test func deviceLost_isOneEventWithTheReason_andNoneForEachSignal() throws {
        let harness = started()
        harness.grid = nil
        _ = try harness.messages()
        harness.bus.deliver(.disconnected(device: DeviceIndex(0), reason: .exception(code: 10), at: harness.now))
        harness.run(seconds: 100)
        let events = try harness.messages().compactMap { if case .event(let event) = $0 { event } else { nil } }
        #expect(events.map(\.kind) == [.deviceLost])
        #expect(events.first?.fault == .exception(code: 10))
    }

    @Test func quarterHour_endsInOneSliceForEachDevice_sentUntilStored() throws {
        let harness = started()
        harness.run(seconds: 895)
        func slices() throws -> [DeviceSlice] {
            try harness.messages().compactMap { if case .slice(let slice) = $0 { slice } else { nil } }
        }
        let first = try slices()
        #expect(first.map(\.device.rawValue) == [0, 1, 2])
        let meter = try #require(first.first)
        #expect(meter.slot == Slot(containing: harness.wallStart))
        let grid = try #require(meter.signals.first { $0.signal == .gridImport })
        #expect(grid.mean == 600)
        #expect(grid.count == 898, "900 polls less the quarantined one and the one at the boundary")
        let energy = try #require(meter.signals.first { $0.signal == .importedEnergy })
        #expect(energy.maximum - energy.minimum > 149 && energy.maximum - energy.minimum < 150)
        harness.send(.sliceStored(bootID: 7, device: DeviceIndex(0), start: meter.start))
        harness.run(seconds: 900)
        #expect(try slices().map(\.device.rawValue) == [1, 2, 0, 1, 2])
    }

    @Test func refreshOfACommand_isNoEvent() {
        let harness = started()
        harness.wish(.noDischarge)
        harness.run(seconds: 2)
        harness.run(seconds: 10)
        let before = harness.bus.commands.count
        var events: [GuardEvent.Kind] = []
        for _ in 0..<30 {
            harness.run(seconds: 1)
            events += harness.subject.cycleEvents.map(\.kind)
        }
        #expect(harness.bus.commands.count > before)
        #expect(events.isEmpty)
    }

    @Test func stop_saysWhetherABatteryThatWasSteeredIsGivenBack() {
        let harness = started()
        harness.wish(.idle)
        harness.run(seconds: 5)
        harness.bus.answerCommands(false)
        harness.subject.stop(now: harness.now, wall: harness.wallStart)
        #expect(!harness.subject.drain(now: harness.now, wall: harness.wallStart), "no word from the inverter")
        let later = harness.now.advanced(bySeconds: 75)
        #expect(harness.subject.drain(now: later, wall: harness.wallStart), "its timer has given it back")

        let other = started()
        other.wish(.idle)
        other.run(seconds: 5)
        other.subject.stop(now: other.now, wall: other.wallStart)
        #expect(other.subject.drain(now: other.now, wall: other.wallStart))

        let idle = started()
        idle.run(seconds: 5)
        idle.bus.answerCommands(false)
        idle.subject.stop(now: idle.now, wall: idle.wallStart)
        #expect(idle.subject.drain(now: idle.now, wall: idle.wallStart), "it was never steered")
    }

    @Test func stop_releasesEverything() {
        let harness = started()
        harness.wish(.idle)
        harness.run(seconds: 5)
        let before = harness.bus.commands.count
        harness.subject.stop(now: harness.now, wall: harness.wallStart)
        #expect(actions(harness, after: before) == [.releaseBattery, .releaseOutput])
    }
}
