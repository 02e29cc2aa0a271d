// SPDX-License-Identifier: Apache-2.0

import Energy
import HearthTestKit
import Testing

@testable import Safety

/// I-7 over an hour with an inverter that obeys the cap at once.
@Suite struct ExportLimitTests {
    /// Runs a house with much sun and returns the seconds above the limit, and how often the cap changed.
    private func hour(limit: Double, sun: Double, load: Double) -> (
        secondsOver: Int, capChanges: Int, lastExport: Double
    ) {
        let gate = GateHarness(limits: Fixture.limits(exportLimit: Watts(limit)))
        var over = 0
        var changes = 0
        var cap: Watts?
        var export = 0.0
        for _ in 0..<3600 {
            let output = min(sun, gate.interlocks.exportLimit.outputCap?.value ?? .infinity)
            export = output - load
            if export > limit + 1 { over += 1 }
            gate.house.pv = output
            gate.house.phases = Phases(-export / 3, -export / 3, -export / 3)
            gate.pass()
            if gate.interlocks.exportLimit.outputCap != cap { changes += 1 }
            cap = gate.interlocks.exportLimit.outputCap
        }
        return (over, changes, export)
    }

    @Test(arguments: [0.0, 1000, 3000]) func sunAboveTheLimit_isCappedOnce_andTheHouseKeepsItsShare(limit: Double) {
        let result = hour(limit: limit, sun: 8000, load: 500)
        #expect(result.secondsOver <= 5, "\(result.secondsOver) s above the limit")
        #expect(result.capChanges < 200, "raised at the pace of refreshes at most")
        #expect(result.lastExport > limit - 100 && result.lastExport <= limit + 1, "exporting \(result.lastExport) W")
    }

    @Test func dischargeThatCannotBeStopped_isCappedAllTheSame() {
        let gate = GateHarness(limits: Fixture.limits(exportLimit: Watts(5000)))
        gate.house.discharge = 300
        gate.house.pv = 9000
        gate.house.phases = Phases(-3000, -3000, -3000)
        gate.pass(seconds: 4)
        #expect(gate.interlocks.exportLimit.outputCap != nil)
    }

    @Test func capGoes_whenTheSunIsGone() {
        let gate = GateHarness(limits: Fixture.limits(exportLimit: Watts(1000)))
        gate.house.pv = 6000
        gate.house.phases = Phases(-2000, -2000, -1500)
        gate.pass(seconds: 3)
        #expect(gate.interlocks.exportLimit.outputCap != nil)
        gate.house.pv = 200
        gate.house.phases = Phases(100, 100, 100)
        gate.pass(seconds: 62)
        #expect(gate.interlocks.exportLimit.outputCap == nil)
    }
}
