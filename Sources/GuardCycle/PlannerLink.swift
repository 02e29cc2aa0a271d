// SPDX-License-Identifier: Apache-2.0

import Energy
import Safety

/// The guard's end of the link: what came down, what goes up, and which slices the planner has not stored yet.
struct PlannerLink {
    /// Slices kept while the planner is away: 7 days.
    static let keptSlots = 672
    /// Slices sent in one cycle: a week of them goes up within a minute, and never all at once.
    static let slicesPerCycle = 64
    /// Refusals told in one cycle; of the others their number.
    static let toldRefusals = 8

    /// Frames of the planner that were refused in one cycle.
    struct Refusals {
        /// How many.
        private(set) var count = 0
        /// Why the first of them were.
        private var first: [String] = []

        /// Why, in few words however many there are.
        var texts: [String] { count > first.count ? first + ["\(count - first.count) more frames"] : first }

        fileprivate mutating func add(_ text: String) {
            count += 1
            if first.count < PlannerLink.toldRefusals { first.append(text) }
        }
    }

    private let port: any PlannerPort
    private let bootID: UInt64
    private let configurationHash: UInt64
    private var encoder = FrameEncoder()
    private var decoder = FrameDecoder()
    private var unstored: [DeviceSlice] = []
    /// How many of them have been sent to this planner.
    private var sentCount = 0
    private var connection = 0
    private let sliceLimit: Int
    private var plannerMatches = false
    private(set) var intent: Intent?
    private var backlog: EventBacklog

    init(port: any PlannerPort, setup: GuardSetup, history: JournalHistory = JournalHistory()) {
        self.port = port
        self.bootID = setup.bootID
        self.configurationHash = setup.configurationHash
        self.sliceLimit = Self.keptSlots * max(1, setup.devices.count)
        self.backlog = EventBacklog(history, devices: setup.devices.map(\.id))
    }

    mutating func send(_ message: GuardMessage) { port.send(encoder.encode(message)) }

    /// Says who is here; a planner answers with its own hello.
    mutating func sendHello(now: BootInstant, wall: UTCInstant, isAnswer: Bool) {
        send(
            .hello(
                GuardHello(
                    bootID: bootID, configurationHash: configurationHash, now: now, wall: wall, isAnswer: isAnswer)))
    }

    /// Queues finished slices; those not acknowledged yet are sent once more with them.
    mutating func queue(_ slices: [DeviceSlice]) {
        unstored.append(contentsOf: slices)
        if unstored.count > sliceLimit { unstored.removeFirst(unstored.count - sliceLimit) }
        sentCount = 0
    }

    /// Sends the next of the slices that this planner has not been sent.
    mutating func sendSlices() {
        guard sentCount < unstored.count else { return }
        let next = sentCount..<min(unstored.count, sentCount + Self.slicesPerCycle)
        for slice in unstored[next] { send(.slice(slice)) }
        sentCount = next.upperBound
    }

    /// Keeps an event until the database has it.
    mutating func queue(_ event: GuardEvent) { backlog.append(event) }

    /// Sends the next of the events that this planner has not been sent.
    mutating func sendEvents() {
        for event in backlog.takeNext() { send(.event(event)) }
    }

    /// Takes in everything the planner sent.
    mutating func receive(now: BootInstant, wall: UTCInstant) -> Refusals {
        var refusals = Refusals()
        var isAsked = false
        let frames = port.takeFrames()
        noteConnection(now: now, wall: wall)
        for frame in frames {
            do {
                let message = try decoder.decodePlannerMessage(frame)
                if case .hello = message { isAsked = true }
                if let refusal = take(message, now: now, wall: wall) { refusals.add(refusal) }
            } catch {
                refusals.add("\(error)")
            }
        }
        // Once, however often it was asked for.
        if isAsked { sendHello(now: now, wall: wall, isAnswer: true) }
        return refusals
    }

    /// Greets a planner that is new on the link; its wishes count when it has answered.
    mutating func noteConnection(now: BootInstant, wall: UTCInstant) {
        guard port.connection != connection else { return }
        connection = port.connection
        plannerMatches = false
        sentCount = 0
        backlog.noteGreeting()
        sendHello(now: now, wall: wall, isAnswer: false)
    }

    private mutating func take(_ message: PlannerMessage, now: BootInstant, wall: UTCInstant) -> String? {
        switch message {
        case .hello(let hash):
            plannerMatches = hash == configurationHash
            if !plannerMatches { intent = nil }
            sentCount = 0
            backlog.noteGreeting()
            return plannerMatches ? nil : "the planner runs another configuration: its intents are not followed"
        case .intent(let new):
            guard plannerMatches else {
                return "an intent before the configurations were compared, or with another one"
            }
            guard new.isInForce(at: now) else { return "an intent whose lease was not in force when it arrived" }
            if let intent, new.madeAt < intent.madeAt { return "an intent older than the one in force" }
            intent = new
            return nil
        case .sliceStored(let boot, let device, let start):
            guard let k = unstored.firstIndex(where: { $0.bootID == boot && $0.device == device && $0.start == start })
            else { return nil }
            unstored.remove(at: k)
            if k < sentCount { sentCount -= 1 }
            return nil
        case .eventsStored(let mark):
            // The places of another configuration's devices are not those of this one.
            guard plannerMatches else { return "an account of the events before the configurations were compared" }
            backlog.noteStored(through: mark, now: now, wall: wall)
            return nil
        }
    }
}
