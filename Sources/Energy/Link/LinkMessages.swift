// SPDX-License-Identifier: Apache-2.0

/// Who the guard is, sent when it starts and whenever a planner introduces itself.
public struct GuardHello: Hashable, Sendable {
    /// Tells one boot from another.
    public let bootID: UInt64
    /// Hash of the guard's configuration.
    public let configurationHash: UInt64
    /// Boot-time clock when it was sent.
    public let now: BootInstant
    /// Wall clock when it was sent.
    public let wall: UTCInstant
    /// True for the answer to a planner's hello, which wants none itself.
    public let isAnswer: Bool

    /// Puts a greeting together.
    public init(bootID: UInt64, configurationHash: UInt64, now: BootInstant, wall: UTCInstant, isAnswer: Bool) {
        self.bootID = bootID
        self.configurationHash = configurationHash
        self.now = now
        self.wall = wall
        self.isAnswer = isAnswer
    }
}

/// What the guard tells the planner.
public enum GuardMessage: Equatable, Sendable {
    /// Who the guard is.
    case hello(GuardHello)
    /// The values of one cycle.
    case snapshot(PlantSnapshot)
    /// A finished stretch of one device's quarter hour, sent until it is acknowledged.
    case slice(DeviceSlice)
    /// Something to keep, sent from the planner's `eventsStored` on.
    case event(GuardEvent)
    /// What the guard does in this cycle, and what keeps it from doing more.
    case standing(GuardStanding)
}

/// What the planner tells the guard.
public enum PlannerMessage: Hashable, Sendable {
    /// Hash of the planner's configuration; intents count only when it equals the guard's.
    case hello(configurationHash: UInt64)
    /// A leased wish.
    case intent(Intent)
    /// A slice is safe in the database.
    case sliceStored(bootID: UInt64, device: DeviceIndex, start: BootInstant)
    /// The database holds every event up to this one, nil = none; those behind it are wanted.
    ///
    /// Said once after each greeting, about an event that the guard's journal keeps, and after each commit.
    case eventsStored(through: EventMark?)
}

/// The guard's end of the link.
///
/// Never waits; frames that cannot be delivered are dropped by the link.
public protocol PlannerPort: AnyObject {
    /// Counts the connections that were made; 0 before the first.
    ///
    /// Another number than before means another life of the other end: nothing agreed with the earlier one holds.
    var connection: Int { get }
    /// Hands a frame over.
    func send(_ frame: [UInt8])
    /// Every frame that has arrived since the last call, oldest first.
    func takeFrames() -> [[UInt8]]
}

/// The planner's end of the link.
///
/// Never waits; frames that cannot be delivered are dropped by the link.
public protocol GuardPort: AnyObject {
    /// Counts the connections that were made; 0 before the first.
    ///
    /// Another number than before means another life of the other end: nothing agreed with the earlier one holds.
    var connection: Int { get }
    /// Hands a frame over.
    func send(_ frame: [UInt8])
    /// Every frame that has arrived since the last call, oldest first.
    func takeFrames() -> [[UInt8]]
}
