// SPDX-License-Identifier: Apache-2.0

import Energy

/// What one cycle of the supervisor brought.
public struct SafetyCycle: Sendable {
    /// One decision for each battery, in the order of the configuration.
    public var decisions: [GateDecision] = []
    /// Commands for the buses, in the order they were decided.
    public var commands: [AuthorizedCommand] = []
    /// What a person may ask about later.
    public var events: [GuardEvent] = []
}

/// What the control registers of a device said, and when the report came.
public struct ControlReport: Hashable, Sendable {
    /// The registers in the words of `DeviceAction`.
    public let state: ControlState
    /// Arrival of the report.
    public let time: BootInstant
    /// Pairs the two.
    public init(state: ControlState, time: BootInstant) { (self.state, self.time) = (state, time) }
}

/// The one gate: every command to a device is made here, after every interlock had its say.
///
/// Pure: time and values are arguments. The planner, a policy, a person: whoever asks for a power asks by an `Intent`.
public struct SafetySupervisor: Sendable {
    /// The limits it keeps.
    public let limits: SafetyLimits
    private var lanes: [BatteryLane]
    private var outputs: OutputGroup
    private var serial: UInt64 = 0
    private var leaseWasInForce = false

    /// A supervisor at rest: its first commands release every battery, and every output that nobody else limits.
    ///
    /// - Parameters:
    ///   - isDryRun: true where no command reaches a device, and none can be seen to be followed.
    ///   - latched: devices that are left alone until a person acknowledges what an earlier life found.
    ///   - untouched: devices that no earlier life wrote to: a limit found there is not Hearth's.
    public init(
        limits: SafetyLimits, isDryRun: Bool = false, latched: Set<DeviceIndex> = [],
        untouched: Set<DeviceIndex> = []
    ) {
        self.limits = limits
        self.lanes = limits.batteries.map {
            BatteryLane(limits: $0, isDryRun: isDryRun, isLatched: latched.contains($0.device))
        }
        self.outputs = OutputGroup(limits: limits, isDryRun: isDryRun, untouched: untouched)
    }

    /// What each battery's registers were told and read back, rounded as they hold it; nil where nothing is in force; in the order of the configuration.
    public var batteryActionsInForce: [DeviceAction?] { lanes.map(\.batteryActionInForce) }

    /// A device answered for the first time or again.
    public mutating func noteConnected(_ device: DeviceIndex) {
        for k in lanes.indices where lanes[k].limits.device == device { lanes[k].noteConnected() }
        outputs.noteConnected(device)
    }

    /// A device stopped answering.
    public mutating func noteDisconnected(_ device: DeviceIndex) {
        for k in lanes.indices where lanes[k].limits.device == device { lanes[k].noteDisconnected() }
        outputs.noteDisconnected(device)
    }

    /// Takes in the end of a command.
    public mutating func note(_ outcome: CommandOutcome) {
        for k in lanes.indices where lanes[k].limits.device == outcome.device { lanes[k].note(outcome) }
        outputs.note(outcome)
    }

    /// Decides one cycle.
    ///
    /// - Parameters:
    ///   - snapshot: the cycle's values; its batteries in the order of the configuration.
    ///   - intent: the planner's last intent, in force or not.
    ///   - controls: latest control registers in the order of `limits.inverters`; nil where none were read.
    public mutating func cycle(
        snapshot: PlantSnapshot, intent: Intent?, controls: [ControlReport?]
    ) -> SafetyCycle {
        var result = SafetyCycle()
        let leased = intent.flatMap { $0.isInForce(at: snapshot.time) ? $0 : nil }
        if leaseWasInForce && leased == nil { result.events.append(event(.leaseExpired, snapshot, interlock: .lease)) }
        leaseWasInForce = leased != nil
        outputs.observe(
            snapshot, limits: limits, wish: leased?.pvLimit, controls: controls, events: &result.events)
        // By index: a lane is large, and iterating over lanes copies each.
        var steeredCharges: [Double] = []
        for k in lanes.indices where snapshot.batteries.indices.contains(k) {
            steeredCharges.append(lanes[k].steeredCharge(snapshot.batteries[k]))
        }
        for k in lanes.indices where snapshot.batteries.indices.contains(k) {
            let wish = leased.flatMap { $0.batteries.indices.contains(k) ? $0.batteries[k] : nil }
            let inverter = limits.inverters.firstIndex { $0.device == lanes[k].limits.device } ?? 0
            let pv = snapshot.inverter(inverter, of: limits.inverters.count).pvProduction
            let situation = BatterySituation(
                now: snapshot.time, snapshot: snapshot, battery: snapshot.batteries[k], limits: lanes[k].limits,
                site: limits, lastForced: lanes[k].forcedBounds,
                export: outputs.exportLimit.restriction(snapshot, limits: limits),
                pvBehindInverter: max(0, pv.value?.value ?? 0), place: k, steeredCharges: steeredCharges)
            let control = controls.indices.contains(inverter) ? controls[inverter] : nil
            lanes[k].cycle(situation, intent: wish, control: control, serial: &serial, result: &result)
        }
        result.commands += outputs.commands(now: snapshot.time, serial: &serial)
        return result
    }

    /// The commands that give every battery back, for the end of the guard.
    public mutating func releaseAll(now: BootInstant) -> [AuthorizedCommand] {
        lanes.indices.compactMap { lanes[$0].releaseCommand(now: now, serial: &serial) }
            + outputs.releaseCommands(now: now, serial: &serial)
    }

    /// True where no battery can hold what this life of the guard told it; asked when the commands of `releaseAll` have ended.
    public func isEverythingGivenBack(at now: BootInstant) -> Bool { lanes.allSatisfy { $0.isGivenBack(at: now) } }

    private func event(_ kind: GuardEvent.Kind, _ snapshot: PlantSnapshot, interlock: InterlockID?) -> GuardEvent {
        GuardEvent(time: snapshot.time, wallTime: snapshot.wallTime, kind: kind, interlock: interlock)
    }
}
