// SPDX-License-Identifier: Apache-2.0

import Energy
import Safety

/// Tells a new command from the refresh of one that is in force.
///
/// A limit of the output that fails is tried again every few seconds for ever: that it goes on failing is no news either. A
/// battery that fails is left alone after the second time.
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

    /// A command whose end has not come yet.
    private struct Sent {
        let serial: UInt64
        let lane: Lane
        let isNew: Bool
    }

    /// Commands whose end is waited for; it never comes for one that a newer one replaced, nor in a dry run.
    private static let mostSent = 64

    private var lastActions: [Lane: DeviceAction] = [:]
    private var lastFailures: [Lane: CommandOutcome.Result] = [:]
    private var sent: [Sent] = []

    /// Commands whose end is waited for.
    var waiting: Int { sent.count }

    /// True when the command differs from the last one of its kind for its device.
    mutating func isNews(_ command: AuthorizedCommand) -> Bool {
        let lane = Lane(command)
        let isNew = lastActions.updateValue(command.action, forKey: lane) != command.action
        sent.append(Sent(serial: command.serial, lane: lane, isNew: isNew))
        if sent.count > Self.mostSent { sent.removeFirst() }
        return isNew
    }

    /// True when the outcome belongs to a new command, or is a failure that is not known yet.
    mutating func isNews(_ outcome: CommandOutcome) -> Bool {
        guard let k = sent.firstIndex(where: { $0.serial == outcome.serial }) else {
            return outcome.result != .verified
        }
        let command = sent.remove(at: k)
        let failure = outcome.result == .verified ? nil : outcome.result
        let isKnown = !command.lane.isBattery && failure == lastFailures[command.lane]
        lastFailures[command.lane] = failure
        return command.isNew || (failure != nil && !isKnown)
    }
}
