// SPDX-License-Identifier: Apache-2.0

import Energy

/// The guard's end of the link: what came down, what goes up, and which slices the planner has not stored yet.
struct PlannerLink {
    /// Slices kept while the planner is away: 7 days.
    static let keptSlots = 672

    private let port: any PlannerPort
    private let bootID: UInt64
    private let configurationHash: UInt64
    private var encoder = FrameEncoder()
    private var decoder = FrameDecoder()
    private var unstored: [DeviceSlice] = []
    private let sliceLimit: Int
    private var plannerMatches = false
    private(set) var intent: Intent?

    init(port: any PlannerPort, setup: GuardSetup) {
        self.port = port
        self.bootID = setup.bootID
        self.configurationHash = setup.configurationHash
        self.sliceLimit = Self.keptSlots * max(1, setup.devices.count)
    }

    mutating func send(_ message: GuardMessage) { port.send(encoder.encode(message)) }

    /// Says who is here; a planner answers with its own hello.
    mutating func sendHello(now: BootInstant, wall: UTCInstant, isAnswer: Bool) {
        send(
            .hello(
                GuardHello(
                    bootID: bootID, configurationHash: configurationHash, now: now, wall: wall, isAnswer: isAnswer)))
    }

    /// Queues finished slices and sends them together with those not acknowledged yet.
    mutating func send(slices: [DeviceSlice]) {
        unstored.append(contentsOf: slices)
        if unstored.count > sliceLimit { unstored.removeFirst(unstored.count - sliceLimit) }
        for slice in unstored { send(.slice(slice)) }
    }

    /// Takes in everything the planner sent.
    ///
    /// - Returns: why frames were refused, one text for each.
    mutating func receive(now: BootInstant, wall: UTCInstant) -> [String] {
        var refusals: [String] = []
        for frame in port.takeFrames() {
            do {
                if let refusal = take(try decoder.decodePlannerMessage(frame), now: now, wall: wall) {
                    refusals.append(refusal)
                }
            } catch {
                refusals.append("\(error)")
            }
        }
        return refusals
    }

    private mutating func take(_ message: PlannerMessage, now: BootInstant, wall: UTCInstant) -> String? {
        switch message {
        case .hello(let hash):
            plannerMatches = hash == configurationHash
            if !plannerMatches { intent = nil }
            sendHello(now: now, wall: wall, isAnswer: true)
            for slice in unstored { send(.slice(slice)) }
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
            unstored.removeAll { $0.bootID == boot && $0.device == device && $0.start == start }
            return nil
        }
    }
}
