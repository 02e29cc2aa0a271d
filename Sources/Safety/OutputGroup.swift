// SPDX-License-Identifier: Apache-2.0

import Energy

/// All inverters' outputs under the one export limit of the site.
struct OutputGroup: Sendable {
    private(set) var exportLimit = ExportLimit()
    private var lanes: [OutputLane]
    private var shares = OutputShares()

    init(limits: SafetyLimits, isDryRun: Bool, untouched: Set<DeviceIndex> = []) {
        lanes = limits.inverters.map {
            OutputLane(limits: $0, isDryRun: isDryRun, isUntouched: untouched.contains($0.device))
        }
    }

    mutating func noteConnected(_ device: DeviceIndex) {
        for k in lanes.indices where lanes[k].limits.device == device { lanes[k].noteConnected() }
    }

    mutating func noteDisconnected(_ device: DeviceIndex) {
        for k in lanes.indices where lanes[k].limits.device == device { lanes[k].noteDisconnected() }
    }

    mutating func note(_ outcome: CommandOutcome) {
        for k in lanes.indices where lanes[k].limits.device == outcome.device { lanes[k].note(outcome) }
    }

    mutating func releaseCommands(now: BootInstant, serial: inout UInt64) -> [AuthorizedCommand] {
        lanes.indices.compactMap { lanes[$0].releaseCommand(now: now, serial: &serial) }
    }

    /// Takes in a cycle, before the batteries are decided about.
    ///
    /// - Parameters:
    ///   - wish: the planner's limit of all outputs together, nil for none.
    ///   - controls: latest control registers by inverter.
    mutating func observe(
        _ snapshot: PlantSnapshot, limits: SafetyLimits, wish: Watts?, controls: [ControlReport?],
        events: inout [GuardEvent]
    ) {
        for k in lanes.indices {
            // What the planner wishes is no reason to fight another master for.
            let cap = exportLimit.outputCap.flatMap { shares.part(k, of: $0.value) }
            lanes[k].verify(
                controls.indices.contains(k) ? controls[k] : nil, cap: cap,
                output: snapshot.inverter(k, of: lanes.count).output.value?.value, snapshot, events: &events)
        }
        let inverters = lanes.indices.map {
            lanes[$0].state(snapshot.inverter($0, of: lanes.count))
        }
        exportLimit.observe(
            SiteSituation(snapshot, limits: limits, inverters: inverters, lostShare: shares.lost(by: inverters)))
        let cap = min(wish?.value ?? .infinity, exportLimit.outputCap?.value ?? .infinity)
        let isCapped = wish != nil || exportLimit.outputCap != nil
        shares.divide(isCapped ? cap : nil, among: inverters, now: snapshot.time)
    }

    /// The commands of this cycle.
    mutating func commands(now: BootInstant, serial: inout UInt64) -> [AuthorizedCommand] {
        // Asked for only where there is a cap to share.
        let inForce = shares.shares.isEmpty ? [] : lanes.indices.map { lanes[$0].capInForce(at: now) }
        return lanes.indices.compactMap {
            lanes[$0].command(cap: shares.granted($0, inForce: inForce), now: now, serial: &serial)
        }
    }
}

/// What the export limit looks at: the whole house in one cycle.
struct SiteSituation {
    let now: BootInstant
    let snapshot: PlantSnapshot
    let limits: SafetyLimits
    /// Output of the inverters that can be told, W, nil when one of them is unknown.
    let output: Double?
    /// Discharge of all batteries together, W >= 0; an unknown one counts as none.
    let discharge: Double
    /// Part of a cap that went with inverters which cannot be told any more, W.
    let lostShare: Double
    /// The most that inverters which cannot be told may put out, W; 0 where all can, or none.
    let uncontrolled: Double

    init(_ snapshot: PlantSnapshot, limits: SafetyLimits, inverters: [InverterState], lostShare: Double) {
        (now, self.snapshot, self.limits) = (snapshot.time, snapshot, limits)
        var (able, known, sum, unable) = (0, 0, 0.0, 0.0)
        for inverter in inverters {
            guard inverter.isControllable else {
                unable += inverter.rating ?? .infinity
                continue
            }
            able += 1
            if let output = inverter.output { (known, sum) = (known + 1, sum + output) }
        }
        discharge = snapshot.batteries.reduce(0) { $0 + max(0, $1.discharge.value?.value ?? 0) }
        guard able > 0 else {
            // Nothing can be told to anybody; what is decided counts when somebody comes back.
            (output, uncontrolled, self.lostShare) = (snapshot.inverterAC.value?.value, 0, 0)
            return
        }
        output = known == able ? sum : nil
        uncontrolled = unable
        self.lostShare = lostShare
    }
}

extension PlantSnapshot {
    /// One of the site's inverters; a single one is known by the sums where nobody tells inverters apart.
    func inverter(_ place: Int, of count: Int) -> InverterSnapshot {
        if inverters.count == count, inverters.indices.contains(place) { return inverters[place] }
        let unknown = Measured<Watts>.absent(.neverOffered, at: time)
        guard count == 1 else { return InverterSnapshot(output: unknown, pvProduction: unknown, rating: unknown) }
        return InverterSnapshot(output: inverterAC, pvProduction: pvProduction, rating: unknown)
    }
}
