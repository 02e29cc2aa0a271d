// SPDX-License-Identifier: Apache-2.0

import Energy
import HearthTestKit
import Safety
import Testing

@Suite struct DeviceValidatorTests {
    private func report(_ second: Int, _ readings: [DeviceReport.SignalRecord]) -> DeviceReport {
        DeviceReport(
            device: DeviceIndex(0), arrival: BootInstant(seconds: second), readings: readings, control: nil)
    }

    private func validator(_ offered: Set<Signal>) -> DeviceValidator {
        DeviceValidator(offered: offered, site: Fixture.site)
    }

    @Test func firstSampleAfterConnection_isQuarantined_theSecondCounts() {
        var device = validator([.gridImport])
        device.noteConnected()
        _ = device.take(report(1, [.init(.gridImport, .value(500))]))
        #expect(device.measured(.gridImport, at: BootInstant(seconds: 1)).quality == .quarantined)
        _ = device.take(report(2, [.init(.gridImport, .value(510))]))
        #expect(device.measured(.gridImport, at: BootInstant(seconds: 2)).value == 510)
    }

    @Test(arguments: [
        (Signal.gridImport, 5), (.batteryDischarge, 10), (.stateOfCharge, 60), (.heatPumpPower, 60),
        (.outdoorTemperature, 120),
    ])
    func value_isStale_afterTheLimitOfItsKind(signal: Signal, seconds: Int) {
        var device = validator([signal])
        for second in 1...2 { _ = device.take(report(second, [.init(signal, .value(0.5))])) }
        #expect(device.measured(signal, at: BootInstant(seconds: 2 + seconds)).quality == .good)
        let late = device.measured(signal, at: BootInstant(seconds: 2 + seconds + 1))
        #expect(late.quality == .stale)
        #expect(late.value == nil)
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity, 1e9, -1e9])
    func impossiblePower_isNoValue(power: Double) {
        var device = validator([.gridImport])
        for second in 1...2 { _ = device.take(report(second, [.init(.gridImport, .value(100))])) }
        let changes = device.take(report(3, [.init(.gridImport, .value(power))]))
        #expect(changes.map(\.signal) == [.gridImport])
        #expect(changes.map(\.quality) == [.implausible])
        #expect(device.measured(.gridImport, at: BootInstant(seconds: 3)).value == nil)
    }

    @Test func stateOfCharge_jumpingTwentyPoints_isImplausible_untilItIsOldNews() {
        var device = validator([.stateOfCharge])
        for second in 1...2 { _ = device.take(report(second, [.init(.stateOfCharge, .value(0.5))])) }
        _ = device.take(report(4, [.init(.stateOfCharge, .value(0.7))]))
        #expect(device.measured(.stateOfCharge, at: BootInstant(seconds: 4)).quality == .implausible)
        _ = device.take(report(63, [.init(.stateOfCharge, .value(0.7))]))
        #expect(device.measured(.stateOfCharge, at: BootInstant(seconds: 63)).value == 0.7)
    }

    @Test func counterGoingDown_isImplausible() {
        var device = validator([.importedEnergy])
        for second in 1...2 { _ = device.take(report(second, [.init(.importedEnergy, .value(5000))])) }
        _ = device.take(report(3, [.init(.importedEnergy, .value(4999))]))
        #expect(device.measured(.importedEnergy, at: BootInstant(seconds: 3)).quality == .implausible)
    }

    @Test func everyLossKeepsItsKind_andNeverOfferedIsNotLost() {
        var device = validator([.gridImport, .voltageL1])
        for second in 1...2 {
            _ = device.take(report(second, [.init(.gridImport, .value(1)), .init(.voltageL1, .value(230))]))
        }
        _ = device.take(report(3, [.init(.gridImport, .lost(.noResponse)), .init(.voltageL1, .lost(.notAvailable))]))
        let now = BootInstant(seconds: 3)
        #expect(device.measured(.gridImport, at: now).quality == .lost)
        #expect(device.measured(.voltageL1, at: now).quality == .notAvailable)
        #expect(device.measured(.stateOfCharge, at: now).quality == .neverOffered)
    }

    @Test func disconnection_losesEverything_andForgetsTheControlRegisters() {
        var device = validator([.gridImport])
        let control = ControlState(batteryBounds: nil, outputLimit: nil, reversionSeconds: 60)
        for second in 1...2 {
            _ = device.take(
                DeviceReport(
                    device: DeviceIndex(0), arrival: BootInstant(seconds: second),
                    readings: [.init(.gridImport, .value(1))], control: control))
        }
        #expect(device.control?.state == control)
        device.noteDisconnected()
        #expect(device.control == nil)
        #expect(device.measured(.gridImport, at: BootInstant(seconds: 2)).quality == .lost)
    }

    @Test func frozenMeter_isFound_onlyWhileTheInverterMoves() {
        var detector = FrozenDetector()
        func observe(_ range: ClosedRange<Int>, output: (Int) -> Double) {
            for second in range {
                detector.observe(
                    grid: 420, output: output(second), discharge: 0, stateOfCharge: nil, capacity: 10_000,
                    now: BootInstant(seconds: second))
            }
        }
        observe(0...300) { _ in 1000 }
        #expect(!detector.isMeterFrozen)
        observe(301...302) { 1000 + Double($0 - 300) * 150 }
        #expect(detector.isMeterFrozen)
        detector.observe(
            grid: 421, output: 1300, discharge: 0, stateOfCharge: nil, capacity: 10_000, now: BootInstant(seconds: 303))
        #expect(!detector.isMeterFrozen)
    }

    @Test func frozenStateOfCharge_isFound_whenMoreMovedThanADisplayHides() {
        var detector = FrozenDetector()
        for second in 0...300 {
            detector.observe(
                grid: Double(second), output: 0, discharge: 2000, stateOfCharge: 0.5, capacity: 10_000,
                now: BootInstant(seconds: second))
        }
        #expect(!detector.isSocFrozen, "167 Wh of 10 kWh fit into two steps of one percent")
        for second in 301...600 {
            detector.observe(
                grid: Double(second), output: 0, discharge: 2000, stateOfCharge: 0.5, capacity: 10_000,
                now: BootInstant(seconds: second))
        }
        #expect(detector.isSocFrozen)
    }
}
