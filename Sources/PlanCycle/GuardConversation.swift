// SPDX-License-Identifier: Apache-2.0

import Energy

/// The planner's end of the link: who the guard is, what it measured, and the intents it is sent.
struct GuardConversation {
    /// How long a greeting may stay unanswered before it is repeated, s.
    static let greetingSeconds = 5.0
    /// The age at which a snapshot counts as stale, s: the limit of the inverter's values in the safety catalogue.
    static let snapshotSeconds = 10.0

    /// What one step brought.
    struct Arrivals {
        var slices: [DeviceSlice] = []
        var events: [GuardEvent] = []
        var refusals: [String] = []
    }

    private let port: any GuardPort
    private let configurationHash: UInt64
    private var encoder = FrameEncoder()
    private let decoder = FrameDecoder()
    private var greetedAt: BootInstant?
    private var sequence: UInt64 = 0
    private var connection = 0
    /// When the guard is to be told where the database's events end, nil while it knows.
    private var accountDueAt: BootInstant?
    private(set) var handshake = Handshake.waiting
    private(set) var snapshot: PlantSnapshot?
    private(set) var standing: GuardStanding?

    init(port: any GuardPort, configurationHash: UInt64) {
        self.port = port
        self.configurationHash = configurationHash
    }

    /// True when the guard runs the same configuration.
    var isAgreed: Bool {
        if case .agreed = handshake { true } else { false }
    }

    /// The last snapshot, nil when it is stale or from the future.
    func freshSnapshot(now: BootInstant) -> PlantSnapshot? {
        guard let snapshot, (0...Self.snapshotSeconds).contains(now.seconds(since: snapshot.time)) else { return nil }
        return snapshot
    }

    /// How the guard stood in its last cycle, nil when that is stale or from the future.
    func freshStanding(now: BootInstant) -> GuardStanding? {
        guard let standing, (0...Self.snapshotSeconds).contains(now.seconds(since: standing.time)) else { return nil }
        return standing
    }

    /// Takes in everything the guard sent, and greets it where that is due.
    mutating func receive(now: BootInstant) -> Arrivals {
        var arrivals = Arrivals()
        let frames = port.takeFrames()
        if port.connection != connection {
            // Another life of the guard, or a line that was cut: nothing agreed before holds.
            connection = port.connection
            handshake = .waiting
            greetedAt = nil
        }
        for frame in frames {
            do {
                take(try decoder.decodeGuardMessage(frame), now: now, arrivals: &arrivals)
            } catch {
                arrivals.refusals.append("\(error)")
            }
        }
        if handshake == .waiting, greetedAt.map({ now.seconds(since: $0) >= Self.greetingSeconds }) ?? true {
            greet(now: now)
        }
        return arrivals
    }

    /// Leases an intent from now on.
    mutating func send(_ intents: [BatteryIntent], pvLimit: Watts?, now: BootInstant) -> Intent {
        sequence += 1
        let intent = Intent(
            sequence: sequence, madeAt: now, expires: now.advanced(bySeconds: Intent.leaseSeconds), batteries: intents,
            pvLimit: pvLimit)
        port.send(encoder.encode(.intent(intent)))
        return intent
    }

    /// Tells the guard that it may forget a slice.
    mutating func acknowledge(_ slice: DeviceSlice) {
        port.send(
            encoder.encode(.sliceStored(bootID: slice.bootID, device: slice.device, start: slice.start)))
    }

    /// True when the guard waits to hear which events the database holds.
    func isAccountDue(now: BootInstant) -> Bool { isAgreed && accountDueAt.map { $0 <= now } ?? false }

    /// Tells the guard that the database holds every event up to this one, nil = none.
    mutating func accountForEvents(through mark: EventMark?) {
        accountDueAt = nil
        port.send(encoder.encode(.eventsStored(through: mark)))
    }

    /// Puts the account off, as the database could not be asked.
    mutating func putOffAccount(now: BootInstant) { accountDueAt = now.advanced(bySeconds: Self.greetingSeconds) }

    private mutating func greet(now: BootInstant) {
        greetedAt = now
        port.send(encoder.encode(.hello(configurationHash: configurationHash)))
    }

    private mutating func take(_ message: GuardMessage, now: BootInstant, arrivals: inout Arrivals) {
        switch message {
        case .hello(let hello):
            handshake =
                hello.configurationHash == configurationHash
                ? .agreed(bootID: hello.bootID) : .mismatch(guardHash: hello.configurationHash)
            if !hello.isAnswer { greet(now: now) }
            accountDueAt = now
        case .snapshot(let new): snapshot = new
        case .standing(let new): standing = new
        // A guard with another configuration numbers its devices differently: it keeps what it has until both agree.
        case .slice(let slice): if isAgreed { arrivals.slices.append(slice) }
        case .event(let event): if isAgreed { arrivals.events.append(event) }
        }
    }
}
