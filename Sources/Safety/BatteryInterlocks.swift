// SPDX-License-Identifier: Apache-2.0

import Energy

/// What the gate decided about one battery, and which interlocks made it decide so.
public struct GateDecision: Hashable, Sendable {
    /// The verdict.
    public let verdict: Verdict
    /// The interlocks that narrowed or refused the proposal.
    public let narrowedBy: InterlockSet

    /// The same wish for a device that does not do what it acknowledges (I-17): its own mode.
    var lockedOut: GateDecision {
        guard verdict != .release else { return self }
        return GateDecision(verdict: .release, narrowedBy: narrowedBy.union(InterlockSet(.commandVerification)))
    }
}

/// The gate for one battery: every interlock's memory, and the intersection of what they allow.
///
/// `observe` takes in a cycle's values once; `allowed` and `decide` only read, so that deciding twice gives the same answer.
struct BatteryInterlocks: Hashable, Sendable {
    private var socWindow = SocWindow()
    private var powerLimits = PowerLimits()
    private var ramp = Ramp()
    private var dwell = Dwell()
    private var chargeFuse = FuseLimit(.charge)
    private var dischargeFuse = FuseLimit(.discharge)

    mutating func observe(_ situation: BatterySituation) {
        socWindow.observe(situation)
        ramp.observe(situation)
        dwell.observe(situation)
        chargeFuse.observe(situation)
        dischargeFuse.observe(situation)
    }

    mutating func noteModeChange(at now: BootInstant) { dwell.noteModeChange(at: now) }

    /// The intersection of a proposal with every interlock's interval, strongest first (rules R3 and R4).
    ///
    /// - Returns: bounds inside every interval that left room for them, nil when a missing input asks for release; and the
    ///   interlocks that made a difference.
    func allowed(_ proposal: PowerBounds, _ situation: BatterySituation) -> (bounds: PowerBounds?, by: InterlockSet) {
        var gate = Intersection(proposal: proposal)
        gate.apply(.powerLimits, powerLimits.restriction(situation))
        gate.apply(.fuse, chargeFuse.restriction(situation))
        gate.apply(.fuse, dischargeFuse.restriction(situation))
        gate.apply(.export, situation.export)
        gate.apply(.socWindow, socWindow.restriction(situation))
        gate.apply(.ramp, ramp.restriction(proposal))
        gate.apply(.dwell, dwell.restriction(proposal, now: situation.now))
        return gate.result
    }

    /// The verdict about a wish.
    ///
    /// - Parameter intent: the planner's wish, nil when no lease is in force.
    func decide(_ intent: BatteryIntent?, _ situation: BatterySituation) -> GateDecision {
        guard let intent else { return GateDecision(verdict: .release, narrowedBy: []) }
        guard situation.battery.discharge.value != nil else {
            return GateDecision(verdict: .release, narrowedBy: InterlockSet(.staleData))
        }
        let battery = situation.limits.battery
        let proposal = intent.bounds(maxCharge: battery.maxCharge, maxDischarge: battery.maxDischarge)
        let (bounds, by) = allowed(proposal, situation)
        guard let bounds else { return GateDecision(verdict: .release, narrowedBy: by) }
        // Nothing to narrow and nothing to force: the inverter's own mode does it without a single write.
        if case .selfConsume = intent, by.subtracting(InterlockSet(.powerLimits)).isEmpty,
            powerLimits.deviceKeepsThem(situation)
        {
            return GateDecision(verdict: .release, narrowedBy: [])
        }
        return GateDecision(verdict: .setpoint(bounds), narrowedBy: by)
    }
}

/// Intervals intersected in order of priority.
private struct Intersection {
    let proposal: PowerBounds
    private var space = PowerBounds.unlimited
    private var released = false
    private var narrowedBy: InterlockSet = []

    init(proposal: PowerBounds) { self.proposal = proposal }

    mutating func apply(_ interlock: InterlockID, _ restriction: Restriction) {
        switch restriction {
        case .none: return
        case .release:
            released = true
            narrowedBy.insert(InterlockSet(interlock))
        case .bounds(let bounds):
            if !bounds.contains(proposal) { narrowedBy.insert(InterlockSet(interlock)) }
            space = space.narrowing(bounds)
        }
    }

    var result: (PowerBounds?, InterlockSet) { (released ? nil : space.narrowing(proposal), narrowedBy) }
}
