// SPDX-License-Identifier: Apache-2.0

import Energy

/// I-6: charging never blows the main fuse.
///
/// A phase above its continuous limit for two samples takes the excess plus 5 % off the charge; above 110 % of the fuse one
/// sample takes it all. The cap goes after 60 s below 85 % of the fuse. Meter unknown: release.
struct FuseLimit: Hashable, Sendable {
    /// Part of the fuse above which one sample stops charging.
    static let tripFraction = 1.1
    /// Part of the fuse below which the cap may go.
    static let clearFraction = 0.85
    /// Time below `clearFraction` after which the cap goes, s.
    static let clearSeconds = 60.0
    /// What is taken off beyond the excess, as a part of it.
    static let excessMargin = 1.05

    private var lastSample: BootInstant?
    private var samplesOver = 0
    private var chargeCap: Double?
    private var clearSince: BootInstant?

    mutating func observe(_ situation: BatterySituation) {
        guard let meter = MeterSample(situation) else {
            // What was not seen was not below the limit.
            clearSince = nil
            return
        }
        guard meter.time != lastSample else { return }
        lastSample = meter.time
        let charge = max(0, -(situation.battery.discharge.value?.value ?? 0))
        samplesOver = meter.excess > 0 ? samplesOver + 1 : 0
        if meter.utilisation > Self.tripFraction {
            chargeCap = 0
        } else if samplesOver >= 2 {
            chargeCap = min(chargeCap ?? .infinity, max(0, charge - meter.excess * Self.excessMargin))
        }
        clear(utilisation: meter.utilisation, now: situation.now)
    }

    func restriction(_ situation: BatterySituation) -> Restriction {
        guard MeterSample(situation) != nil else { return .release }
        return chargeCap.map { .bounds(PowerBounds(maxCharge: $0, maxDischarge: .infinity)) } ?? .none
    }

    private mutating func clear(utilisation: Double, now: BootInstant) {
        guard utilisation < Self.clearFraction else {
            clearSince = nil
            return
        }
        let since = clearSince ?? now
        clearSince = since
        if now.seconds(since: since) >= Self.clearSeconds { chargeCap = nil }
    }
}

/// The meter's sample as the fuse sees it.
private struct MeterSample {
    let time: BootInstant
    /// Highest use of the fuse by a phase that carries the battery, or of the site's limit; 1 = the fuse's rated current.
    let utilisation: Double
    /// Battery power that has to go so that every limit holds, W >= 0.
    let excess: Double

    /// Nil when a value it needs is absent; a meter that never offers phases is taken to have all its power on one.
    init?(_ situation: BatterySituation) {
        let snapshot = situation.snapshot
        guard let total = snapshot.gridImport.value?.value else { return nil }
        let phases = snapshot.gridImportPhases
        let carried = situation.limits.battery.connection
        let offered = situation.site.site.phases == 3 && phases.all.contains { $0.quality != .neverOffered }
        var values: [Double] = []
        if offered {
            guard let l1 = phases.l1.value?.value, let l2 = phases.l2.value?.value, let l3 = phases.l3.value?.value
            else { return nil }
            switch carried {
            case .threePhase, .unknown: values = [l1, l2, l3]
            case .l1: values = [l1]
            case .l2: values = [l2]
            case .l3: values = [l3]
            }
        } else {
            values = [total]
        }
        let worst = values.reduce(-Double.infinity) { max($0, $1) }
        let shares = offered && carried == .threePhase ? 3.0 : 1.0
        time = snapshot.gridImport.time
        utilisation = max(
            worst / situation.site.fusePowerPerPhase,
            total / situation.site.siteLimit * situation.site.fuseFraction)
        excess = max(0, (worst - situation.site.phaseLimit) * shares, total - situation.site.siteLimit)
    }
}
