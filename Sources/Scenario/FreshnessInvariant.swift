// SPDX-License-Identifier: Apache-2.0

import Energy
import Plant

/// INV-9 for one battery: no command from data older than its stale limit (section 6 of the safety catalogue).
///
/// The age of an input is taken from what the buses delivered and from the faults of its device, whichever makes it older; what
/// the guard thinks of it is not asked. No fault is exempt: a value that is false was delivered all the same, and steering by
/// another master is left out by the caller.
struct FreshnessInvariant {
    /// A value without which a battery is not steered.
    private struct Input {
        let name: String
        let device: Int
        let staleSeconds: Double
        let signal: Signal
    }

    private let inputs: [Input]
    private let start: BootInstant

    /// - Parameters:
    ///   - meter: place of the meter, nil without one.
    ///   - inverter: place of the inverter that carries the battery.
    init(meter: Int?, inverter: Int, start: BootInstant) {
        self.start = start
        let own = [
            Input(name: "battery power", device: inverter, staleSeconds: 10, signal: .batteryDischarge),
            Input(name: "state of charge", device: inverter, staleSeconds: 60, signal: .stateOfCharge),
        ]
        inputs = own + (meter.map { [Input(name: "meter", device: $0, staleSeconds: 5, signal: .gridImport)] } ?? [])
    }

    /// Checks one second.
    ///
    /// - Parameters:
    ///   - isSteered: true while registers that the guard wrote steer the battery.
    ///   - commanded: when the guard last commanded bounds.
    func check(isSteered: Bool, commanded: BootInstant?, _ step: InvariantStep, _ log: inout ViolationLog) {
        let isCommanded = commanded == step.now
        guard isSteered || isCommanded else { return }
        for input in inputs {
            let age = age(of: input, step)
            if isCommanded && age > input.staleSeconds {
                log.note("INV-9", at: step.now, "commanded on \(input.name) of \(decimalText(age, decimals: 0)) s ago")
            }
            if isSteered && age > input.staleSeconds + Double(LeaseInvariant.seconds) {
                log.note("INV-9", at: step.now, "steered on \(input.name) of \(decimalText(age, decimals: 0)) s ago")
            }
        }
    }

    private func age(of input: Input, _ step: InvariantStep) -> Double {
        guard step.record.devices.indices.contains(input.device), step.histories.indices.contains(input.device) else {
            return .infinity
        }
        let delivered = step.record.devices[input.device].arrival(of: input.signal) ?? start
        let last = min(delivered, step.histories[input.device].muteSince ?? step.now)
        return step.now.seconds(since: last)
    }
}
