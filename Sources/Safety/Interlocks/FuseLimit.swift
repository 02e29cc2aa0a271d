// SPDX-License-Identifier: Apache-2.0

import Energy

/// I-6: neither charging nor discharging blows the main fuse.
///
/// A phase above its continuous limit for two samples takes the excess plus 5 % off the battery's power in that direction;
/// above 110 % of the fuse one sample takes it all. The cap goes after 60 s below 85 % of the fuse. Meter unknown: release.
/// A fuse does not care which way the current goes: discharge that is fed in with the sun's power is cut as a charge is.
///
/// Several batteries that work on the same phase share what has to go, each by its part of the power there.
struct FuseLimit: Hashable, Sendable {
    /// Part of the fuse above which one sample stops charging.
    static let tripFraction = 1.1
    /// Part of the fuse below which the cap may go.
    static let clearFraction = 0.85
    /// Time below `clearFraction` after which the cap goes, s.
    static let clearSeconds = 60.0
    /// What is taken off beyond the excess, as a part of it.
    static let excessMargin = 1.05
    /// Discharge that makes a battery one of the causes of a feed-in, W: in its own mode it is none.
    static let dischargeDeadBand = 50.0

    /// The direction that is limited.
    enum Flow: Hashable, Sendable {
        /// Charging, which the house imports.
        case charge
        /// Discharging, which the house exports.
        case discharge

        /// Turns import into what flows through the fuse in this direction, and charge into the battery's part of it.
        fileprivate var sign: Double { self == .charge ? 1 : -1 }
    }

    private let flow: Flow
    private var lastSample: BootInstant?
    private var samplesOver = 0
    private var cap: Double?
    private var clearSince: BootInstant?

    init(_ flow: Flow = .charge) { self.flow = flow }

    mutating func observe(_ situation: BatterySituation) {
        guard let meter = MeterSample(situation, flow) else {
            // What was not seen was not below the limit.
            clearSince = nil
            return
        }
        guard meter.time != lastSample else { return }
        lastSample = meter.time
        let power = max(0, -flow.sign * (situation.battery.discharge.value?.value ?? 0))
        samplesOver = meter.isOver ? samplesOver + 1 : 0
        if flow == .charge || power > Self.dischargeDeadBand { cut(power, meter) }
        clear(utilisation: meter.utilisation, now: situation.now)
    }

    func restriction(_ situation: BatterySituation) -> Restriction {
        guard MeterSample(situation, flow) != nil else { return .release }
        guard let cap else { return .none }
        return .bounds(
            flow == .charge
                ? PowerBounds(maxCharge: cap, maxDischarge: .infinity)
                : PowerBounds(maxCharge: .infinity, maxDischarge: cap))
    }

    private mutating func cut(_ power: Double, _ meter: MeterSample) {
        if meter.utilisation > Self.tripFraction {
            cap = 0
        } else if samplesOver >= 2 {
            cap = min(cap ?? .infinity, max(0, power - meter.reduction * Self.excessMargin))
        }
    }

    private mutating func clear(utilisation: Double, now: BootInstant) {
        guard utilisation < Self.clearFraction else {
            clearSince = nil
            return
        }
        let since = clearSince ?? now
        clearSince = since
        if now.seconds(since: since) >= Self.clearSeconds { cap = nil }
    }
}

/// The meter's sample as the fuse sees it.
private struct MeterSample {
    let time: BootInstant
    /// Highest use of the fuse by a phase that carries the battery, or of the site's limit; 1 = the fuse's rated current.
    let utilisation: Double
    /// True when a limit does not hold, whoever has to make it hold.
    let isOver: Bool
    /// Battery power that has to go so that every limit holds, together with what the other batteries give up; W >= 0.
    let reduction: Double

    /// Nil when a value it needs is absent; a meter that never offers phases is taken to have all its power on one.
    init?(_ situation: BatterySituation, _ flow: FuseLimit.Flow) {
        let snapshot = situation.snapshot
        guard let imported = snapshot.gridImport.value?.value,
            let phases = Self.phases(situation, total: imported)
        else { return nil }
        let total = flow.sign * imported
        let shares = BatteryShares(situation, flow)
        let site = situation.site
        // What may be fed in is the export limit's affair; here it is the fuse alone.
        let siteLimit = flow == .charge ? site.siteLimit : Double(site.site.phases) * site.phaseLimit
        let connection = situation.limits.battery.connection
        var (worst, needed) = (-Double.infinity, 0.0)
        for (phase, imported) in phases where connection.carries(phase) {
            let power = flow.sign * imported
            worst = max(worst, power)
            let phasesInUse = connection == .threePhase && phase != nil ? 3.0 : 1.0
            needed = max(needed, (power - site.phaseLimit) * phasesInUse * shares.part(on: phase))
        }
        let siteExcess = total - siteLimit
        time = snapshot.gridImport.time
        utilisation = max(worst / site.fusePowerPerPhase, total / siteLimit * site.fuseFraction)
        isOver = worst > site.phaseLimit || siteExcess > 0
        reduction = max(needed, siteExcess * shares.part(on: nil))
    }

    /// The powers a limit of the fuse applies to, by phase; nil as a phase where the meter does not tell them apart.
    private static func phases(
        _ situation: BatterySituation, total: Double
    ) -> [(phase: PhaseConnection?, power: Double)]? {
        let phases = situation.snapshot.gridImportPhases
        guard situation.site.site.phases == 3, phases.all.contains(where: { $0.quality != .neverOffered }) else {
            return [(nil, total)]
        }
        guard let l1 = phases.l1.value?.value, let l2 = phases.l2.value?.value, let l3 = phases.l3.value?.value else {
            return nil
        }
        return [(.l1, l1), (.l2, l2), (.l3, l3)]
    }
}

/// How much of the charge or the discharge on a phase is this battery's.
private struct BatteryShares {
    private let place: Int
    private let batteries: [(connection: PhaseConnection, power: Double)]

    init(_ situation: BatterySituation, _ flow: FuseLimit.Flow) {
        place = situation.place
        let steered = flow == .charge ? situation.steeredCharges : []
        // Only a charge that is commanded or allowed goes when a cap says so; without one all that charge are asked.
        let counted =
            steered.contains { $0 > 0 }
            ? steered : situation.snapshot.batteries.map { max(0, -flow.sign * ($0.discharge.value?.value ?? 0)) }
        batteries = zip(situation.site.batteries, counted).map { ($0.battery.connection, $1) }
    }

    /// Part of an excess this battery takes upon itself, 0...1; all of it where no battery is known to work.
    ///
    /// - Parameter phase: nil for the whole connection.
    func part(on phase: PhaseConnection?) -> Double {
        guard batteries.count > 1, batteries.indices.contains(place) else { return 1 }
        let powers = batteries.map { $0.power * ($0.connection == .threePhase && phase != nil ? 1.0 / 3 : 1) }
        let sum = zip(batteries, powers).reduce(0) { $0 + ($1.0.connection.carries(phase) ? $1.1 : 0) }
        return sum > 0 ? powers[place] / sum : 1
    }
}

extension PhaseConnection {
    /// True when some of the power may be on a phase; nil = the whole connection.
    fileprivate func carries(_ phase: PhaseConnection?) -> Bool {
        self == .threePhase || self == .unknown || phase == nil || self == phase
    }
}
