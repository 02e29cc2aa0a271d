// SPDX-License-Identifier: Apache-2.0

import Energy
import HearthTestKit
import Safety
import Testing

/// Makes commands the only way there is: by the supervisor.
struct Gate {
    private var supervisor: SafetySupervisor

    init(device: DeviceIndex) {
        supervisor = SafetySupervisor(
            limits: SafetyLimits(
                site: Fixture.site, batteries: [BatteryLimits(device: device, battery: Fixture.battery())]))
    }

    /// The releases of a first cycle: battery, then output.
    mutating func releases(at second: Int) throws -> [AuthorizedCommand] {
        let commands = cycle(at: second, nil)
        try #require(commands.map(\.action) == [.releaseBattery, .releaseOutput])
        return commands
    }

    /// Bounds, after a release that was verified ten seconds earlier.
    mutating func bounds(_ intent: BatteryIntent, at second: Int) throws -> AuthorizedCommand {
        for command in try releases(at: second - 10) {
            supervisor.note(
                CommandOutcome(
                    device: command.device, serial: command.serial, result: .verified, registersWritten: 3,
                    time: command.issuedAt))
        }
        let command = try #require(cycle(at: second, intent).first)
        guard case .batteryBounds = command.action else { throw NotBounds(command: command) }
        return command
    }

    struct NotBounds: Error { let command: AuthorizedCommand }

    private mutating func cycle(at second: Int, _ intent: BatteryIntent?) -> [AuthorizedCommand] {
        var builder = SnapshotBuilder()
        builder.second = second
        let now = BootInstant(seconds: second)
        let leased = intent.map {
            Intent(sequence: 1, madeAt: now, expires: now.advanced(bySeconds: 60), batteries: [$0])
        }
        let neutral = ControlReport(
            state: ControlState(batteryBounds: nil, outputLimit: nil, reversionSeconds: 60), time: now)
        return supervisor.cycle(snapshot: builder.build(), intent: leased, controls: [neutral]).commands
    }
}
