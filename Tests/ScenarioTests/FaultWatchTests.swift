// SPDX-License-Identifier: Apache-2.0

import Energy
import Simulator
import Testing

@testable import Scenario

/// A fault is credited with the reaction that belongs to it, and with no other.
@Suite struct FaultWatchTests {
    private static let meter = 0
    private static let inverter = 1
    private static let heatPump = 2

    private func watch(_ device: Int) throws -> FaultWatch {
        var watch = FaultWatch(setup: try SampleHouse.guardSetup())
        watch.add([ScenarioReport.Fault(name: "x", device: device, at: 10, until: 100)])
        return watch
    }

    private func event(_ kind: GuardEvent.Kind, _ device: Int?, _ interlock: InterlockID? = nil) -> GuardEvent {
        GuardEvent(
            time: BootInstant(seconds: 1), wallTime: SampleHouse.midnight, kind: kind,
            device: device.map { DeviceIndex($0) }, interlock: interlock)
    }

    @Test func anotherDevicesLoss_isNotCredited_theOwnIs() throws {
        var watch = try watch(Self.heatPump)
        watch.note(
            [
                event(.deviceLost, Self.meter), event(.leaseExpired, nil),
                event(.interlockTripped, Self.inverter, .fuse),
            ],
            elapsed: 12)
        #expect(watch.faults[0].reaction.isEmpty)
        #expect(watch.faults[0].seconds == -1)
        watch.note([event(.deviceLost, Self.heatPump)], elapsed: 14)
        #expect(watch.faults[0].reaction == "deviceLost")
        #expect(watch.faults[0].seconds == 4)
    }

    @Test func batterysInterlock_isCreditedToTheMeter_onlyWhereItLooksAtIt() throws {
        var watch = try watch(Self.meter)
        watch.note([event(.interlockTripped, Self.inverter, .socWindow)], elapsed: 12)
        #expect(watch.faults[0].reaction.isEmpty)
        watch.note([event(.interlockTripped, Self.inverter, .fuse)], elapsed: 17)
        #expect(watch.faults[0].reaction == "\(InterlockID.fuse)")
    }

    @Test func firstReaction_stays_andOneLongAfterTheFault_isSomethingElse() throws {
        var early = try watch(Self.inverter)
        early.note([event(.noResponse, Self.inverter)], elapsed: 40)
        early.note([event(.deviceLost, Self.inverter)], elapsed: 50)
        #expect(early.faults[0].reaction == "noResponse")
        var late = try watch(Self.inverter)
        late.note([event(.deviceLost, Self.inverter)], elapsed: 161)
        #expect(late.faults[0].reaction.isEmpty)
    }

    @Test func everyFaultOfItsOwnDevice_isCredited_inARun() throws {
        let report = try simulate(
            slots: 1, faults: try .init(parsing: "heat_pump:silent@100s,meter:silent@130s"),
            database: TemporaryDatabase())
        let heatPump = try #require(report.faults.first { $0.name == "heat_pump:silent" })
        let meter = try #require(report.faults.first { $0.name == "meter:silent" })
        #expect(heatPump.reaction == "deviceLost")
        #expect(heatPump.device == Self.heatPump)
        #expect(meter.reaction == "deviceLost")
        #expect(meter.seconds < 10)
        #expect(meter.until > meter.at)
    }
}
