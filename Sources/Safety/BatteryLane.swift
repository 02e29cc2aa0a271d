// SPDX-License-Identifier: Apache-2.0

import Energy

/// All that belongs to one battery: its interlocks, its commands, and what it was seen to do.
struct BatteryLane: Sendable {
    let limits: BatteryLimits
    private var interlocks = BatteryInterlocks()
    private var batteryCommands: CommandIssuer
    private var monitor = ResponseMonitor()
    private var lastVerdict: Verdict = .release
    private var lastNarrowing: InterlockSet = []
    private let isDryRun: Bool
    private var wasFaulted: Bool

    init(limits: BatteryLimits, isDryRun: Bool, isLatched: Bool) {
        self.limits = limits
        self.isDryRun = isDryRun
        self.batteryCommands = CommandIssuer(device: limits.device, kind: .battery(rating: limits.rating))
        wasFaulted = isLatched
        if isLatched { batteryCommands.latch() }
    }

    /// What the battery's registers were told and read back, nil while nothing is in force.
    var batteryActionInForce: DeviceAction? { batteryCommands.registers }

    /// Bounds in force on the device when they force the battery to work: what a ramp goes on from.
    var forcedBounds: PowerBounds? {
        guard case .batteryBounds(let bounds, _)? = batteryCommands.registers, bounds.isForced else { return nil }
        return bounds
    }

    /// Charging power that is commanded or allowed and in force, W >= 0.
    func steeredCharge(_ battery: BatterySnapshot) -> Double {
        guard case .batteryBounds(let bounds, _)? = batteryCommands.registers else { return 0 }
        return max(0, min(-bounds.lower, -(battery.discharge.value?.value ?? 0)))
    }

    func isGivenBack(at now: BootInstant) -> Bool { batteryCommands.isGivenBack(at: now) }

    mutating func noteConnected() {
        batteryCommands.noteConnected()
        monitor.reset()
    }

    mutating func noteDisconnected() {
        batteryCommands.noteDisconnected()
        monitor.reset()
    }

    mutating func note(_ outcome: CommandOutcome) { _ = batteryCommands.note(outcome) }

    mutating func releaseCommand(now: BootInstant, serial: inout UInt64) -> AuthorizedCommand? {
        batteryCommands.prepareStop()
        return batteryCommands.command(wanted: nil, now: now, serial: &serial)
    }

    mutating func cycle(
        _ situation: BatterySituation, intent: BatteryIntent?, control: ControlReport?, serial: inout UInt64,
        result: inout SafetyCycle
    ) {
        interlocks.observe(situation)
        if !isDryRun { verify(control, situation, &result) }
        noteFault(situation, &result)
        let decision =
            batteryCommands.isLocked(at: situation.now)
            ? interlocks.decide(intent, situation).lockedOut : interlocks.decide(intent, situation)
        noteChanges(decision, situation, &result)
        issue(decision, situation, serial: &serial, &result)
        result.decisions.append(decision)
    }

    private mutating func issue(
        _ decision: GateDecision, _ situation: BatterySituation, serial: inout UInt64, _ result: inout SafetyCycle
    ) {
        let lease = CommandIssuer.leaseSeconds
        var wanted: DeviceAction?
        if case .setpoint(let bounds) = decision.verdict { wanted = .batteryBounds(bounds, leaseSeconds: lease) }
        if let command = batteryCommands.command(wanted: wanted, now: situation.now, serial: &serial) {
            result.commands.append(command)
        }
    }

    /// Read-back of the registers and the measured response, against what is in force.
    private mutating func verify(
        _ control: ControlReport?, _ situation: BatterySituation, _ result: inout SafetyCycle
    ) {
        guard !batteryCommands.isBusy, let inForce = batteryCommands.registers,
            let age = batteryCommands.secondsInForce(at: situation.now)
        else { return }
        var finding = ResponseMonitor.Finding.none
        if case .batteryBounds(let bounds, _) = inForce {
            finding = monitor.checkPower(bounds, situation, inForceFor: age)
        }
        if finding == .none, let control, control.time.seconds(since: situation.now) > -age {
            finding = monitor.checkControl(
                control.state, reportTime: control.time, inForce: inForce, rating: limits.rating)
        }
        switch finding {
        case .none: return
        case .noResponse(let measured):
            batteryCommands.noteMiss(at: situation.now)
            result.events.append(event(.noResponse, situation, "measured \(decimalText(measured, decimals: 0)) W"))
        case .otherMaster(let state):
            batteryCommands.noteOtherMaster(at: situation.now)
            let found = state.batteryBounds.map { "\($0)" } ?? "released"
            result.events.append(event(.otherMaster, situation, "registers say \(found)"))
        }
    }

    /// Says once that steering has ended until a person acknowledges.
    private mutating func noteFault(_ situation: BatterySituation, _ result: inout SafetyCycle) {
        guard batteryCommands.isFaulted, !wasFaulted else { return }
        wasFaulted = true
        result.events.append(
            event(
                .faultLatched, situation,
                "\(CommandIssuer.missesToFault) commands in an hour were not taken or not followed",
                interlock: .commandVerification))
    }

    private mutating func noteChanges(
        _ decision: GateDecision, _ situation: BatterySituation, _ result: inout SafetyCycle
    ) {
        if Mode(decision.verdict) != Mode(lastVerdict) { interlocks.noteModeChange(at: situation.now) }
        lastVerdict = decision.verdict
        guard decision.narrowedBy != lastNarrowing else { return }
        for id in decision.narrowedBy.subtracting(lastNarrowing).members {
            result.events.append(event(.interlockTripped, situation, "", interlock: id))
        }
        for id in lastNarrowing.subtracting(decision.narrowedBy).members {
            result.events.append(event(.interlockCleared, situation, "", interlock: id))
        }
        lastNarrowing = decision.narrowedBy
    }

    private func event(
        _ kind: GuardEvent.Kind, _ situation: BatterySituation, _ detail: String, interlock: InterlockID? = nil
    ) -> GuardEvent {
        GuardEvent(
            time: situation.now, wallTime: situation.snapshot.wallTime, kind: kind, device: limits.device,
            interlock: interlock, detail: detail)
    }
}

/// What counts as one mode when changes are counted: not every new number is one.
private enum Mode: Hashable {
    case released, window, charging, discharging, off

    init(_ verdict: Verdict) {
        switch verdict {
        case .release: self = .released
        case .off: self = .off
        case .setpoint(let bounds): self = bounds.upper < 0 ? .charging : (bounds.lower > 0 ? .discharging : .window)
        }
    }
}
