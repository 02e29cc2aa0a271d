// SPDX-License-Identifier: Apache-2.0

/// Something the guard did or noticed that a person may ask about later.
public struct GuardEvent: Hashable, Sendable {
    /// The kinds; the raw values are stored.
    public enum Kind: UInt8, CaseIterable, Hashable, Sendable {
        /// The guard began; `detail` names the configuration.
        case started = 0
        /// A device answered after silence; `detail` is its identity.
        case deviceConnected = 1
        /// A device stopped answering; `fault` says how.
        case deviceLost = 2
        /// A command was handed to a bus; `detail` says what.
        case commandIssued = 3
        /// A command was written and read back equal.
        case commandVerified = 4
        /// A command was not written or not read back equal; `fault` says what the bus met, where it was that.
        case commandFailed = 5
        /// The measured power did not follow a command in time.
        case noResponse = 6
        /// A control register holds what Hearth did not write.
        case otherMaster = 7
        /// An interlock began to narrow or refuse what the planner wants; `interlock` names it.
        case interlockTripped = 8
        /// The interlock let go.
        case interlockCleared = 9
        /// The planner's lease ended without a renewal.
        case leaseExpired = 10
        /// A signal was lost; `signal` names it, `fault` says why.
        case signalLost = 11
        /// A lost signal came back.
        case signalRestored = 12
        /// The guard ended and released the batteries.
        case stopped = 13
        /// A frame of the planner was refused; `detail` says why.
        case frameRefused = 14
        /// The settings a device had before Hearth wrote to it for the first time.
        case nativeSettings = 15
        /// The database refused records for good; they were set aside, and `detail` says which and why.
        case recordsSetAside = 16
        /// A device is left alone until a person acknowledges, restarts included; `detail` says why.
        case faultLatched = 17
        /// A person acknowledged every latch.
        case faultAcknowledged = 18
        /// The journal was damaged and begun anew: every device is taken for latched.
        case journalDamaged = 19
        /// What would have been commanded, in a dry run.
        case commandWithheld = 20
        /// A limit of the output was found that Hearth did not write, or may not have written; `detail` says which and what
        /// became of it.
        case nativeLimit = 21
        /// More events than the guard keeps for the database happened while nobody stored them; `detail` says how many.
        case eventsLeftOut = 22

        /// True for what the guard's journal keeps: everything that has to do with commands, and nothing that a device of
        /// poor health says by the thousand.
        public var isJournaled: Bool {
            switch self {
            case .started, .deviceConnected, .deviceLost, .commandIssued, .commandVerified, .commandFailed,
                .noResponse, .otherMaster, .interlockTripped, .interlockCleared, .leaseExpired, .stopped,
                .nativeSettings, .faultLatched, .faultAcknowledged, .journalDamaged, .commandWithheld, .nativeLimit:
                true
            case .signalLost, .signalRestored, .frameRefused, .recordsSetAside, .eventsLeftOut: false
            }
        }

        /// True for what the people of the house should see: the guard stepped in, or something stopped working or came
        /// back.
        public var isIntervention: Bool {
            switch self {
            case .started, .stopped, .deviceConnected, .deviceLost, .commandFailed, .noResponse, .otherMaster,
                .interlockTripped, .interlockCleared, .leaseExpired, .signalLost, .signalRestored, .frameRefused,
                .recordsSetAside, .faultLatched, .faultAcknowledged, .journalDamaged, .commandWithheld,
                .nativeLimit, .eventsLeftOut:
                true
            case .commandIssued, .commandVerified, .nativeSettings: false
            }
        }
    }

    /// When, on the boot-time clock.
    public let time: BootInstant
    /// When, as the wall clock labelled it.
    public let wallTime: UTCInstant
    /// What kind.
    public let kind: Kind
    /// The device concerned, nil for none.
    public let device: DeviceIndex?
    /// The interlock concerned, nil for none.
    public let interlock: InterlockID?
    /// The signal concerned, nil for none.
    public let signal: Signal?
    /// Why a signal, a device or a command was lost, nil where nothing was.
    public let fault: SignalFault?
    /// More in words, without tokens or control characters.
    public let detail: String

    /// Its place among the events of a house.
    public var mark: EventMark { EventMark(time: time, wallTime: wallTime, kind: kind) }

    /// Puts an event together.
    public init(
        time: BootInstant, wallTime: UTCInstant, kind: Kind, device: DeviceIndex? = nil, interlock: InterlockID? = nil,
        signal: Signal? = nil, fault: SignalFault? = nil, detail: String = ""
    ) {
        self.time = time
        self.wallTime = wallTime
        self.kind = kind
        self.device = device
        self.interlock = interlock
        self.signal = signal
        self.fault = fault
        self.detail = detail
    }
}

/// The place of an event among those of a house, by which planner and guard agree on what the database holds.
///
/// Events of one kind in one cycle share it: whoever looks one up takes the first, so that none is passed over.
public struct EventMark: Hashable, Sendable {
    /// When, on the boot-time clock.
    public let time: BootInstant
    /// When, as the wall clock labelled it.
    public let wallTime: UTCInstant
    /// What kind.
    public let kind: GuardEvent.Kind

    /// Puts a mark together.
    public init(time: BootInstant, wallTime: UTCInstant, kind: GuardEvent.Kind) {
        (self.time, self.wallTime, self.kind) = (time, wallTime, kind)
    }
}
