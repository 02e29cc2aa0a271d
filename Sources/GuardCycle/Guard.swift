// SPDX-License-Identifier: Apache-2.0

import Energy
import Safety

/// The guard's cycle: take what the buses delivered, validate, interlock, command, tell.
///
/// It never waits: buses and the planner are ports that hand over what has arrived. Time is an argument. One owner calls it.
public final class Guard {
    /// What it has counted so far.
    public private(set) var statistics = GuardStatistics()
    /// The values of the last cycle, nil before the first.
    public private(set) var snapshot: PlantSnapshot?
    /// The decisions of the last cycle, one for each battery.
    public private(set) var decisions: [GateDecision] = []
    /// The bounds each battery has been given and read back, nil in the inverter's own mode and in every dry run.
    public var boundsInForce: [PowerBounds?] {
        supervisor.batteryActionsInForce.map { action in
            if case .batteryBounds(let bounds, _)? = action, !access.isObservation { bounds } else { nil }
        }
    }
    /// What the last cycle had to tell.
    public private(set) var cycleEvents: [GuardEvent] = []

    private let setup: GuardSetup
    private let access: DeviceAccess
    private var record: CommandRecord
    private var supervisor: SafetySupervisor
    private var assembler: SnapshotAssembler
    private var ledgers: [DeviceLedger]
    private var link: PlannerLink
    private var slot: Slot?
    private var lastModes: [Bool] = []
    private var refreshes = RefreshFilter()
    private var isConnected: [Bool]

    /// A guard before its first cycle.
    ///
    /// - Parameters:
    ///   - setup: devices and limits.
    ///   - access: the lines; each device of the setup is on exactly one of them.
    ///   - planner: the guard's end of the link.
    ///   - journal: what it did, kept for later lives; nil where nothing outlives the run.
    ///   - start: time of the first cycle.
    public init(
        setup: GuardSetup, access: DeviceAccess, planner: any PlannerPort, journal: (any Journal)? = nil,
        start: BootInstant
    ) {
        self.setup = setup
        self.access = access
        self.record = CommandRecord(journal: journal, devices: setup.devices.map(\.id))
        self.supervisor = SafetySupervisor(
            limits: setup.limits, isDryRun: access.isObservation, latched: record.latchedDevices,
            untouched: record.untouchedDevices)
        self.assembler = SnapshotAssembler(setup: setup)
        self.ledgers = setup.devices.enumerated().map {
            DeviceLedger(index: DeviceIndex($0.offset), device: $0.element, site: setup.limits.site, start: start)
        }
        self.link = PlannerLink(port: planner, setup: setup, history: journal?.takeHistory() ?? JournalHistory())
        self.isConnected = setup.devices.map { _ in false }
    }

    /// Runs one cycle.
    ///
    /// - Parameters:
    ///   - now: boot-time clock.
    ///   - wall: the wall clock's label.
    ///   - isClockTrusted: false while the wall clock is not synchronised.
    public func cycle(now: BootInstant, wall: UTCInstant, isClockTrusted: Bool) {
        if !cycleEvents.isEmpty { cycleEvents.removeAll(keepingCapacity: true) }
        link.noteConnection(now: now, wall: wall)
        if statistics.cycles == 0 { begin(now: now, wall: wall) }
        statistics.cycles += 1
        cutSlices(now: now, wall: wall, isClockTrusted: isClockTrusted)
        takeDeliveries(now: now, wall: wall)
        takeAges(now: now, wall: wall)
        let refusals = link.receive(now: now, wall: wall)
        statistics.framesRefused += refusals.count
        for refusal in refusals.texts {
            tell(GuardEvent(time: now, wallTime: wall, kind: .frameRefused, detail: refusal))
        }
        decide(now: now, wall: wall)
        link.send(.standing(standing(now: now, isClockTrusted: isClockTrusted)))
        link.sendSlices()
        link.sendEvents()
    }

    /// Gives every battery back; the buses write it before they stop.
    public func stop(now: BootInstant, wall: UTCInstant) {
        // Those of the last cycle have been told.
        cycleEvents.removeAll()
        let commands = supervisor.releaseAll(now: now)
        submit(commands, now: now, wall: wall)
        tell(GuardEvent(time: now, wallTime: wall, kind: .stopped))
        link.sendEvents()
    }

    /// Takes in what the buses still deliver after `stop`.
    ///
    /// - Returns: false where a battery may still hold what it was told.
    @discardableResult public func drain(now: BootInstant, wall: UTCInstant) -> Bool {
        takeDeliveries(now: now, wall: wall)
        link.sendEvents()
        return access.isObservation || supervisor.isEverythingGivenBack(at: now)
    }

    private func begin(now: BootInstant, wall: UTCInstant) {
        let names = setup.devices.map(\.id).joined(separator: ", ")
        tell(GuardEvent(time: now, wallTime: wall, kind: .started, detail: names))
    }

    private func takeDeliveries(now: BootInstant, wall: UTCInstant) {
        for source in access.sources {
            for delivery in source.takeDeliveries() { take(delivery, now: now, wall: wall) }
        }
    }

    private func take(_ delivery: BusDelivery, now: BootInstant, wall: UTCInstant) {
        switch delivery {
        case .report(let report):
            let k = report.device.rawValue
            guard ledgers.indices.contains(k) else { return }
            for change in ledgers[k].take(report) { tell(change, of: report.device, now: now, wall: wall) }
            if let native = record.nativeSettings(in: report) {
                tell(
                    GuardEvent(
                        time: now, wallTime: wall, kind: .nativeSettings, device: report.device, detail: native))
            }
        case .connected(let device, let identity, _):
            guard ledgers.indices.contains(device.rawValue) else { return }
            ledgers[device.rawValue].noteConnected()
            isConnected[device.rawValue] = true
            supervisor.noteConnected(device)
            tell(GuardEvent(time: now, wallTime: wall, kind: .deviceConnected, device: device, detail: identity))
        case .disconnected(let device, let reason, _):
            guard ledgers.indices.contains(device.rawValue) else { return }
            ledgers[device.rawValue].noteDisconnected()
            isConnected[device.rawValue] = false
            supervisor.noteDisconnected(device)
            tell(
                GuardEvent(
                    time: now, wallTime: wall, kind: .deviceLost, device: device, fault: SignalFault(reason),
                    detail: "\(reason)"))
        case .outcome(let outcome):
            supervisor.note(outcome)
            statistics.note(outcome)
            guard refreshes.isNews(outcome) else { return }
            let kind: GuardEvent.Kind = outcome.result == .verified ? .commandVerified : .commandFailed
            let detail = outcome.result == .verified ? "command \(outcome.serial)" : "\(outcome.result)"
            var fault: SignalFault?
            if case .failed(let reason) = outcome.result { fault = SignalFault(reason) }
            tell(
                GuardEvent(
                    time: now, wallTime: wall, kind: kind, device: outcome.device, fault: fault, detail: detail))
        }
    }

    private func takeAges(now: BootInstant, wall: UTCInstant) {
        for k in ledgers.indices {
            for change in ledgers[k].takeAge(at: now) { tell(change, of: ledgers[k].index, now: now, wall: wall) }
        }
    }

    private func decide(now: BootInstant, wall: UTCInstant) {
        let snapshot = assembler.snapshot(ledgers, now: now, wall: wall)
        self.snapshot = snapshot
        let controls = setup.limits.inverters.map { ledgers[$0.device.rawValue].validator.control }
        let cycle = supervisor.cycle(snapshot: snapshot, intent: link.intent, controls: controls)
        countModes(cycle.decisions)
        decisions = cycle.decisions
        for event in cycle.events { tell(event) }
        submit(cycle.commands, now: now, wall: wall)
        link.send(.snapshot(snapshot))
    }

    private func submit(_ commands: [AuthorizedCommand], now: BootInstant, wall: UTCInstant) {
        for command in commands {
            switch access {
            case .control(let buses):
                guard record.mayWrite(to: command.device) else {
                    supervisor.note(command.outcome(.notSent, at: now))
                    continue
                }
                statistics.commandsIssued += 1
                for bus in buses where bus.devices.contains(command.device) { bus.submit(command) }
                tell(command, as: .commandIssued, now: now, wall: wall)
            case .observation:
                statistics.commandsWithheld += 1
                supervisor.note(command.outcome(.verified, at: now))
                tell(command, as: .commandWithheld, now: now, wall: wall)
            }
        }
    }

    /// Tells of a command, unless it is a refresh of what is in force: eight thousand a day would fill the database.
    private func tell(_ command: AuthorizedCommand, as kind: GuardEvent.Kind, now: BootInstant, wall: UTCInstant) {
        guard refreshes.isNews(command) else { return }
        tell(
            GuardEvent(
                time: now, wallTime: wall, kind: kind, device: command.device,
                detail: "command \(command.serial): \(command.action)"))
    }

    private func standing(now: BootInstant, isClockTrusted: Bool) -> GuardStanding {
        GuardStanding(
            time: now, isDryRun: access.isObservation, isClockTrusted: isClockTrusted,
            batteries: zip(decisions, boundsInForce).map { decision, inForce in
                BatteryStanding(
                    verdict: decision.verdict, inForce: inForce,
                    interlocks: decision.narrowedBy.members.sorted { $0.rank < $1.rank })
            },
            isConnected: isConnected, cycles: statistics.cycles, commandsVerified: statistics.commandsVerified,
            commandsRefused: statistics.commandsRefused)
    }

    /// Counts changes between a battery in its own mode and one that is steered.
    private func countModes(_ decisions: [GateDecision]) {
        let steered = decisions.map { $0.verdict != .release }
        if !lastModes.isEmpty { statistics.modeChanges += zip(steered, lastModes).count { $0 != $1 } }
        lastModes = steered
    }

    private func cutSlices(now: BootInstant, wall: UTCInstant, isClockTrusted: Bool) {
        let current = Slot(containing: wall)
        defer { slot = current }
        guard let ended = slot, ended != current else { return }
        let slices = ledgers.indices.compactMap {
            ledgers[$0].cut(at: now, slot: ended, bootID: setup.bootID, isClockTrusted: isClockTrusted)
        }
        link.queue(slices)
    }

    private func tell(_ change: DeviceValidator.Change, of device: DeviceIndex, now: BootInstant, wall: UTCInstant) {
        // The words are for the log, which has no columns.
        let found = change.fault.map { "\($0)" } ?? "\(change.quality)"
        tell(
            GuardEvent(
                time: now, wallTime: wall, kind: change.fault == nil ? .signalRestored : .signalLost, device: device,
                signal: change.signal, fault: change.fault, detail: "\(change.signal): \(found)"))
    }

    private func tell(_ event: GuardEvent) {
        statistics.note(event)
        cycleEvents.append(event)
        record.keep(event)
        link.queue(event)
    }
}
