// SPDX-License-Identifier: Apache-2.0

import Energy
import HearthTestKit
import Safety

/// A house with several inverters that obey at once, and the supervisor that limits them.
final class SiteHarness {
    struct Inverter {
        var sun: Double
        var rating: Double
        var hasBattery = false
        /// False: it answers nobody and takes no command; its cap runs out at once.
        var isReachable = true
        /// False: its profile has no control of the output.
        var canBeLimited = true
        /// False: it acknowledges a cap, and produces as it likes.
        var obeys = true
        var cap = Double.infinity

        var output: Double { min(sun, rating, obeys ? cap : .infinity) }
    }

    var inverters: [Inverter]
    var load: Double
    var isMeterKnown = true
    private(set) var supervisor: SafetySupervisor
    private(set) var second = 1000
    private(set) var events: [GuardEvent] = []
    private(set) var commands: [AuthorizedCommand] = []
    private let limits: SafetyLimits

    init(exportLimit: Double, load: Double, inverters: [Inverter]) {
        (self.inverters, self.load) = (inverters, load)
        let places = inverters.indices
        limits = SafetyLimits(
            site: Fixture.site(exportLimit: Watts(exportLimit)),
            batteries: places.filter { inverters[$0].hasBattery }.map {
                BatteryLimits(device: DeviceIndex($0), battery: Fixture.battery())
            },
            pvInverters: places.filter { !inverters[$0].hasBattery }.map {
                InverterLimits(device: DeviceIndex($0), canBeLimited: inverters[$0].canBeLimited)
            })
        supervisor = SafetySupervisor(limits: limits)
    }

    var export: Double { inverters.reduce(0) { $0 + $1.output } - load }
    var capSum: Double { inverters.reduce(0) { $0 + $1.cap } }

    func reach(_ place: Int, _ isReachable: Bool) {
        inverters[place].isReachable = isReachable
        if isReachable {
            supervisor.noteConnected(DeviceIndex(place))
        } else {
            inverters[place].cap = .infinity
            supervisor.noteDisconnected(DeviceIndex(place))
        }
    }

    /// Lets seconds pass; the body sees each of them after the commands of the one before were obeyed.
    func run(seconds: Int, each body: (SiteHarness) -> Void = { _ in }) {
        for _ in 0..<seconds {
            second += 1
            body(self)
            let cycle = supervisor.cycle(snapshot: snapshot(), intent: nil, controls: [])
            events += cycle.events
            for command in cycle.commands { obey(command) }
        }
    }

    private func obey(_ command: AuthorizedCommand) {
        commands.append(command)
        let place = command.device.rawValue
        let isTaken = inverters[place].isReachable
        if isTaken {
            switch command.action {
            case .outputLimit(let cap, _): inverters[place].cap = cap.value
            case .releaseOutput: inverters[place].cap = .infinity
            case .batteryBounds, .releaseBattery: break
            }
        }
        supervisor.note(
            CommandOutcome(
                device: command.device, serial: command.serial, result: isTaken ? .verified : .notSent,
                registersWritten: isTaken ? 5 : 0, time: command.issuedAt))
    }

    private func snapshot() -> PlantSnapshot {
        let now = BootInstant(seconds: second)
        func watts(_ value: Double?) -> Measured<Watts> {
            value.map { Measured(Watts($0), at: now) } ?? .absent(.lost, at: now)
        }
        let grid = isMeterKnown ? -export : nil
        let outputs = inverters.map { $0.isReachable ? $0.output : nil }
        let sum = outputs.contains(nil) ? nil : outputs.compactMap { $0 }.reduce(0, +)
        let phase = watts(grid.map { $0 / 3 })
        return PlantSnapshot(
            time: now, wallTime: UTCInstant(secondsSinceEpoch: second), gridImport: watts(grid),
            gridImportPhases: Phases(phase, phase, phase), pvProduction: watts(sum), inverterAC: watts(sum),
            heatPumpPower: .absent(.neverOffered, at: now), outdoorTemperature: .absent(.neverOffered, at: now),
            batteries: limits.batteries.map { _ in
                BatterySnapshot(
                    discharge: watts(0), stateOfCharge: Measured(0.5, at: now),
                    maxCharge: .absent(.neverOffered, at: now), maxDischarge: .absent(.neverOffered, at: now))
            },
            inverters: limits.inverters.map {
                let place = $0.device.rawValue
                return InverterSnapshot(
                    output: watts(outputs[place]), pvProduction: watts(outputs[place]),
                    rating: watts(inverters[place].isReachable ? inverters[place].rating : nil))
            })
    }
}
