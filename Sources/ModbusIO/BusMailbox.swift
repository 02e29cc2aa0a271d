// SPDX-License-Identifier: Apache-2.0

import Energy
import Safety
import Synchronization

/// What passes between the guard and the thread of a bus.
final class BusMailbox: Sendable {
    /// Deliveries kept for a guard that does not take them; the oldest go first.
    private static let mostDeliveries = 10_000

    private struct Content {
        var commands: [AuthorizedCommand] = []
        var deliveries: [BusDelivery] = []
    }

    private let content = Mutex(Content())

    /// Queues a command in place of a waiting one of the same kind for the same device.
    func submit(_ command: AuthorizedCommand) {
        content.withLock { content in
            content.commands.removeAll { $0.device == command.device && $0.isSameKind(as: command) }
            content.commands.append(command)
        }
    }

    func takeCommands() -> [AuthorizedCommand] {
        content.withLock { content in
            guard !content.commands.isEmpty else { return [] }
            defer { content.commands.removeAll() }
            return content.commands
        }
    }

    func deliver(_ delivery: BusDelivery) {
        content.withLock { content in
            content.deliveries.append(delivery)
            if content.deliveries.count > Self.mostDeliveries { content.deliveries.removeFirst() }
        }
    }

    func takeDeliveries() -> [BusDelivery] {
        content.withLock { content in
            guard !content.deliveries.isEmpty else { return [] }
            defer { content.deliveries.removeAll(keepingCapacity: true) }
            return content.deliveries
        }
    }
}

extension AuthorizedCommand {
    /// True when both steer the same thing: the battery, or the output.
    fileprivate func isSameKind(as other: AuthorizedCommand) -> Bool { isBattery == other.isBattery }

    private var isBattery: Bool {
        switch action {
        case .batteryBounds, .releaseBattery: true
        case .outputLimit, .releaseOutput: false
        }
    }
}
