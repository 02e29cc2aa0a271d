// SPDX-License-Identifier: Apache-2.0

import Energy
import Safety

/// Tells a new command from the refresh of one that is in force.
struct RefreshFilter {
    private struct Lane: Hashable {
        let device: DeviceIndex
        let isBattery: Bool

        init(_ command: AuthorizedCommand) {
            device = command.device
            switch command.action {
            case .batteryBounds, .releaseBattery: isBattery = true
            case .outputLimit, .releaseOutput: isBattery = false
            }
        }
    }

    private var lastActions: [Lane: DeviceAction] = [:]
    private var newSerials: Set<UInt64> = []

    /// True when the command differs from the last one of its kind for its device.
    mutating func isNews(_ command: AuthorizedCommand) -> Bool {
        guard lastActions.updateValue(command.action, forKey: Lane(command)) != command.action else { return false }
        newSerials.insert(command.serial)
        return true
    }

    /// True when the outcome belongs to a new command, or is no success.
    mutating func isNews(_ outcome: CommandOutcome) -> Bool {
        newSerials.remove(outcome.serial) != nil || outcome.result != .verified
    }
}
