// SPDX-License-Identifier: Apache-2.0

/// Where a program's opinion of the wall clock comes from.
public enum ClockSource: String, CaseIterable, Hashable, Sendable {
    /// The kernel must say that the clock is synchronised.
    case kernel
    /// The clock is taken to be right while it does not jump, for machines whose kernel is never told.
    case assumed
}

/// How the guard runs, and where it keeps what it needs.
public struct GuardSettings: Hashable, Sendable {
    /// Part of the main fuse that may be used continuously, 0.5...1 (I-6).
    public let fuseFraction: Double
    /// True where devices are read and decisions made, but nothing is ever written.
    public internal(set) var isDryRun: Bool
    /// Who vouches for the wall clock.
    public let clock: ClockSource
    /// Folder of the journal.
    public internal(set) var stateFolder: String
    /// Folder of the socket and of the bus lock.
    public internal(set) var runtimeFolder: String
    /// The user the planner runs as, the only one but root and the guard's own that may open the socket.
    public let plannerUser: String

    /// The socket on which the planner reaches the guard.
    public var socketPath: String { runtimeFolder + "/guard.sock" }
    /// Held by whoever may talk to the devices.
    public var lockPath: String { runtimeFolder + "/bus.lock" }
    /// The first file of the journal.
    public var journalPath: String { stateFolder + "/journal" }
}

/// Where the status page is served.
public struct StatusSettings: Hashable, Sendable {
    /// Address to listen on; one that is not this machine's own needs a token.
    public let host: String
    /// TCP port, 1...65535.
    public let port: UInt16
    /// Names under which browsers reach it, besides the address itself and `localhost`.
    public let hostNames: [String]
    /// File with the token that readers must show; nil for none.
    public let tokenFile: String?

    /// True where only this machine reaches it.
    public var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }
}
