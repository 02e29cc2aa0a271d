// SPDX-License-Identifier: Apache-2.0

import Energy

/// What the journal remembers of earlier lives of the guard.
public struct JournalMemory: Hashable, Sendable {
    /// Devices, by id, whose settings before Hearth's first write are kept.
    public var devicesWithNativeSettings: Set<String>
    /// Devices, by id, that are latched: left alone until a person acknowledges.
    public var latchedDevices: Set<String>
    /// False where earlier records are lost: every device must then be taken for latched.
    public var isComplete: Bool

    /// The memory of a house in which nothing has happened yet.
    public init(
        devicesWithNativeSettings: Set<String> = [], latchedDevices: Set<String> = [], isComplete: Bool = true
    ) {
        self.devicesWithNativeSettings = devicesWithNativeSettings
        self.latchedDevices = latchedDevices
        self.isComplete = isComplete
    }

    /// True for a device that must be left alone until a person acknowledges.
    public func isLatched(_ device: String) -> Bool { !isComplete || latchedDevices.contains(device) }

    /// Takes in one event of a device.
    public mutating func note(_ kind: GuardEvent.Kind, device: String?) {
        switch kind {
        case .nativeSettings: if let device { devicesWithNativeSettings.insert(device) }
        case .faultLatched: if let device { latchedDevices.insert(device) }
        case .faultAcknowledged:
            latchedDevices.removeAll()
            isComplete = true
        case .journalDamaged: isComplete = false
        case .started, .deviceConnected, .deviceLost, .commandIssued, .commandVerified, .commandFailed, .noResponse,
            .otherMaster, .interlockTripped, .interlockCleared, .leaseExpired, .signalLost, .signalRestored, .stopped,
            .frameRefused, .commandWithheld, .recordsSetAside, .nativeLimit, .eventsLeftOut:
            return
        }
    }
}

/// The last events of earlier lives of the guard, for a planner that was not there.
public struct JournalHistory: Hashable, Sendable {
    /// One of them.
    public struct Entry: Hashable, Sendable {
        /// What happened; `device` in it is a place in the configuration of its time.
        public let event: GuardEvent
        /// The device's id, nil for none.
        public let device: String?

        /// Puts an entry together.
        public init(event: GuardEvent, device: String?) { (self.event, self.device) = (event, device) }
    }

    /// Most of them that are handed out.
    public static let mostEntries = 2000

    /// The last of them, oldest first.
    public var entries: [Entry]
    /// How many the journal holds besides, all of them older.
    public var olderCount: Int

    /// A history, by default that of a house in which nothing has happened yet.
    public init(entries: [Entry] = [], olderCount: Int = 0) {
        (self.entries, self.olderCount) = (entries, olderCount)
    }
}

/// The guard's append-only record of what it did and why.
///
/// The guard's cycle never waits for it: a record is handed over, and asked for later whether it has reached the disk.
public protocol Journal: AnyObject {
    /// What earlier lives of the guard left.
    var memory: JournalMemory { get }
    /// The last events of earlier lives, handed out once: they are many, and one holder is enough.
    func takeHistory() -> JournalHistory
    /// True when everything handed over has reached the disk.
    var isDurable: Bool { get }
    /// Why records no longer reach the disk, nil while they do.
    var failure: String? { get }
    /// Hands an event over.
    ///
    /// - Parameter device: the id of the event's device, which outlives its place in the configuration; nil for none.
    func append(_ event: GuardEvent, device: String?)
}
