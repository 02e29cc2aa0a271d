// SPDX-License-Identifier: Apache-2.0

import Energy

/// All that belongs to one inverter's output: the commands that cap it, and whether its registers keep to them.
struct OutputLane: Sendable {
    let limits: InverterLimits
    private var commands: CommandIssuer
    private var monitor = ResponseMonitor()
    private var native: NativeLimit
    private var isConnected = true
    /// True after an answer that the device or its layout cannot do this, until a command succeeds.
    private var isRefused = false
    private var rating: Double?
    private let isDryRun: Bool
    private var toldOtherMaster: BootInstant?
    private var toldNoResponse: BootInstant?
    /// The limit another master holds while this one is locked out, W; nil when the registers were not read.
    private var othersLimit: Double?

    /// - Parameter isUntouched: true where no earlier life of the guard wrote to the device.
    init(limits: InverterLimits, isDryRun: Bool, isUntouched: Bool = false) {
        self.limits = limits
        self.isDryRun = isDryRun
        self.commands = CommandIssuer(device: limits.device, kind: .output(native: nil))
        self.native = NativeLimit(isUntouched: isUntouched)
    }

    /// The cap that was read back, W; infinite where it was read back that there is none, nil where nobody knows.
    func capInForce(at now: BootInstant) -> Double? {
        switch commands.inForce {
        case .outputLimit(let cap, _)?: cap.value
        case .releaseOutput?: .infinity
        case .batteryBounds?, .releaseBattery?: nil
        case nil: commands.isLocked(at: now) || native.standing != nil ? othersLimit : nil
        }
    }

    mutating func noteConnected() {
        isConnected = true
        commands.noteConnected()
        native.noteConnected()
        monitor.reset()
    }

    mutating func noteDisconnected() {
        isConnected = false
        commands.noteDisconnected()
        monitor.reset()
    }

    mutating func note(_ outcome: CommandOutcome) {
        guard commands.note(outcome) else { return }
        if case .unsupported = outcome.result { isRefused = true }
        if outcome.result == .verified { isRefused = false }
        if commands.isNeutral { native.noteNeutral() }
    }

    mutating func releaseCommand(now: BootInstant, serial: inout UInt64) -> AuthorizedCommand? {
        // What is not Hearth's is not Hearth's to lift; what is, ends with the device's timer.
        guard limits.canBeLimited, commands.mayHoldLimit || native.isOverwritten || native.mayRelease(at: now) else {
            return nil
        }
        commands.prepareStop()
        return commands.command(wanted: nil, now: now, serial: &serial)
    }

    /// Takes in a cycle's values.
    mutating func state(_ inverter: InverterSnapshot) -> InverterState {
        rating = inverter.rating.value?.value ?? rating
        return InverterState(
            output: inverter.output.value?.value, rating: rating,
            isControllable: limits.canBeLimited && isConnected && !isRefused)
    }

    /// Read-back of the registers against what is in force (I-17).
    ///
    /// Another master's limit is left alone for as long as any other (five minutes) where it lets out no more than ours.
    /// One that lets out more does not end the cap: the connection's limit is not the other master's to lift.
    ///
    /// An output that stays above a cap in force is told; there is nothing else to write than the cap.
    ///
    /// - Parameters:
    ///   - cap: what the export limit asks of this inverter, W, nil for nothing.
    ///   - output: measured, W, nil where it is unknown.
    mutating func verify(
        _ control: ControlReport?, cap: Double?, output: Double?, _ snapshot: PlantSnapshot,
        events: inout [GuardEvent]
    ) {
        othersLimit = control.map { $0.state.outputLimit?.value ?? .infinity }
        guard limits.canBeLimited else { return }
        observeNative(control, snapshot, &events)
        guard !isDryRun else { return }
        let now = snapshot.time
        verifyOutput(output, snapshot, &events)
        guard let control else { return }
        if let cap, commands.isLocked(at: now), lets(control.state, outMoreThan: cap) { commands.endLockout() }
        guard !commands.isBusy, let inForce = commands.registers, let age = commands.secondsInForce(at: now),
            control.time.seconds(since: now) > -age
        else { return }
        let finding = monitor.checkControl(
            control.state, reportTime: control.time, inForce: inForce, rating: rating ?? 0)
        guard case .otherMaster(let state) = finding else { return }
        commands.noteOtherMaster(at: now)
        native.noteOtherMaster()
        if let cap, lets(state, outMoreThan: cap) { commands.endLockout() }
        tellOtherMaster(state, snapshot, &events)
    }

    private mutating func verifyOutput(
        _ output: Double?, _ snapshot: PlantSnapshot, _ events: inout [GuardEvent]
    ) {
        guard case .outputLimit(let cap, _)? = commands.registers else { return }
        let finding = monitor.checkOutput(output, cap: cap.value, rating: rating ?? 0, now: snapshot.time)
        guard case .noResponse(let measured) = finding, Self.isDue(&toldNoResponse, now: snapshot.time) else { return }
        func watts(_ value: Double) -> String { "\(decimalText(value, decimals: 0)) W" }
        let detail = "measured \(watts(measured)), limited to \(watts(cap.value))"
        events.append(event(.noResponse, snapshot, detail))
    }

    /// The command to write now, nil for none.
    mutating func command(cap: Double?, now: BootInstant, serial: inout UInt64) -> AuthorizedCommand? {
        guard limits.canBeLimited else { return nil }
        let isNeedless = cap.map { $0 >= (native.standing ?? native.limit ?? .infinity) } ?? true
        if isNeedless, !commands.mayHoldLimit, !native.isOverwritten, !native.mayRelease(at: now) { return nil }
        let wanted = isNeedless ? nil : cap
        let command = commands.command(
            wanted: wanted.map { .outputLimit(Watts($0), leaseSeconds: CommandIssuer.leaseSeconds) }, now: now,
            serial: &serial)
        if let wanted, command != nil { native.noteOwnLimit(wanted, at: now) }
        return command
    }

    /// Looks for a limit that is not Hearth's, and says so.
    private mutating func observeNative(
        _ control: ControlReport?, _ snapshot: PlantSnapshot, _ events: inout [GuardEvent]
    ) {
        func watts(_ value: Double) -> String { "\(decimalText(value, decimals: 0)) W" }
        if let lost = native.takeReplacedInDoubt() {
            let detail = "\(watts(lost)), perhaps of an earlier life of the guard, was replaced by a tighter limit"
            events.append(event(.nativeLimit, snapshot, detail))
        }
        let tolerance = ResponseMonitor.registerTolerance(rating: rating ?? 0)
        let isNews = native.observe(control, tolerance: tolerance, now: snapshot.time)
        commands.setNeutral(.output(native: native.limit))
        guard isNews else { return }
        let found = native.limit.map(watts) ?? "none"
        events.append(event(.nativeLimit, snapshot, "\(found) found that Hearth did not write; it is left alone"))
    }

    private func lets(_ state: ControlState, outMoreThan cap: Double) -> Bool {
        (state.outputLimit?.value ?? .infinity) > cap + ResponseMonitor.registerTolerance(rating: rating ?? 0)
    }

    private mutating func tellOtherMaster(
        _ state: ControlState, _ snapshot: PlantSnapshot, _ events: inout [GuardEvent]
    ) {
        // Where both write again and again it is one story.
        guard Self.isDue(&toldOtherMaster, now: snapshot.time) else { return }
        let found = state.outputLimit.map { "an output limit of \(decimalText($0.value, decimals: 0)) W" }
        events.append(event(.otherMaster, snapshot, "registers say \(found ?? "no output limit")"))
    }

    /// True once in a while: what goes on for long is told no more often.
    private static func isDue(_ told: inout BootInstant?, now: BootInstant) -> Bool {
        guard told.map({ now.seconds(since: $0) >= CommandIssuer.lockoutSeconds }) ?? true else { return false }
        told = now
        return true
    }

    private func event(_ kind: GuardEvent.Kind, _ snapshot: PlantSnapshot, _ detail: String) -> GuardEvent {
        GuardEvent(
            time: snapshot.time, wallTime: snapshot.wallTime, kind: kind, device: limits.device, detail: detail)
    }
}
