// SPDX-License-Identifier: Apache-2.0

import Energy
import Plant
import Safety

/// The invariants of one battery, judged by its inverter's true registers and its true power and state of charge.
///
/// In the inverter's own mode nothing but the ends of commands is judged: what a released battery does is the inverter's
/// doing (R9). Neither is what another master told it (see `LeaseInvariant`).
struct BatteryInvariants {
    private let place: Int
    private let limits: BatteryLimits
    private let meter: Int?
    private let fusePower: Double
    private var bounds: LeaseInvariant
    private var output: LeaseInvariant
    private let freshness: FreshnessInvariant
    private var ramp: RampInvariant
    private var window = Lasting()
    private var overload = Lasting()
    /// True from a charge that was commanded until the battery charges no more.
    private var isOurCharge = false

    /// One poll of the inverter (2 s), the cycle, the write and three time constants of its response, s (INV-4).
    private static let windowReaction = 6.0
    /// INV-5 in its own words, s.
    private static let overloadReaction = 3.0
    /// Part of the fuse at which it counts.
    private static let overloadFraction = 1.1
    /// Age at which the guard gives up a silent meter and one poll of it, s.
    private static let meterLoss = 6.0
    /// Battery power that counts as none, W.
    private static let deadBand = 50.0
    /// A register's step of the state of charge (SunSpec `ChaState`, 0.01 %): less cannot be seen.
    private static let chargeStep = 0.0001
    /// Rounding of a percentage in a register, W.
    private static let rounding = 1.0

    /// - Parameters:
    ///   - place: of the battery in the configuration.
    ///   - limits: of the site.
    ///   - meter: place of the meter among the devices, nil without one.
    init(place: Int, limits: SafetyLimits, meter: Int?, start: BootInstant) {
        let battery = limits.batteries[place]
        self.place = place
        self.limits = battery
        self.meter = meter
        fusePower = limits.fusePowerPerPhase
        bounds = LeaseInvariant("bounds of the battery", start: start)
        output = LeaseInvariant("limit of the output", start: start)
        freshness = FreshnessInvariant(meter: meter, inverter: battery.device.rawValue, start: start)
        ramp = RampInvariant(rating: battery.rating)
    }

    mutating func check(_ step: InvariantStep, _ log: inout ViolationLog) {
        let k = limits.device.rawValue
        guard step.truth.devices.indices.contains(k), step.record.devices.indices.contains(k) else {
            return log.note("INV-9", at: step.now, "no device of battery \(place)")
        }
        let device = step.truth.devices[k]
        let record = step.record.devices[k]
        let told = device.commands.batteryBounds.flatMap { $0.isInForce(at: step.wall) ? $0 : nil }
        let ours = device.isHeldByAnother ? nil : told
        let cap = device.commands.outputLimit.flatMap { $0.isInForce(at: step.wall) ? $0 : nil }
        let isWanted = step.isWanted.indices.contains(place) && step.isWanted[place]
        bounds.check(ours, isWanted: isWanted, step, &log)
        output.check(cap, isWanted: record.output == step.now, step, &log)
        freshness.check(isSteered: ours != nil, commanded: record.bounds, step, &log)
        if let ours { checkBounds(ours.value, step, &log) }
        guard let battery = device.battery else { return }
        checkRamp(ours?.value, battery, step, &log)
        checkWindow(ours?.value, battery, step, &log)
        checkOverload(ours?.value, battery, step, &log)
    }

    /// INV-3 and INV-1: what the registers command is finite, and inside the nameplate and the configuration.
    private func checkBounds(_ bounds: PowerBounds, _ step: InvariantStep, _ log: inout ViolationLog) {
        guard bounds.lower.isFinite, bounds.upper.isFinite else {
            return log.note("INV-3", at: step.now, "registers command \(bounds)")
        }
        let battery = limits.battery
        let highest = min(battery.capacity.value, battery.maxDischarge.value) + Self.rounding
        let deepest = min(battery.capacity.value, battery.maxCharge.value) + Self.rounding
        if bounds.lower < -deepest || bounds.upper > highest || bounds.lower > highest || bounds.upper < -deepest {
            log.note("INV-1", at: step.now, "registers command \(bounds)")
        }
    }

    /// INV-18: no command grows faster than the ramp, whatever the clocks do.
    private mutating func checkRamp(
        _ bounds: PowerBounds?, _ battery: BatteryTruth, _ step: InvariantStep, _ log: inout ViolationLog
    ) {
        let excess = ramp.excess(forced: bounds?.clamp(0) ?? 0, discharge: battery.discharge)
        // The ramp goes on from the measured power; a false one leads it elsewhere.
        if isUntrue(limits.device.rawValue, step) { return log.skip("INV-18") }
        if excess > 0 {
            log.note("INV-18", at: step.now, "\(decimalText(excess, decimals: 0)) W beyond the ramp")
        }
    }

    /// INV-4: steered, no discharge at the floor and no charge at the ceiling beyond the reaction.
    private mutating func checkWindow(
        _ bounds: PowerBounds?, _ battery: BatteryTruth, _ step: InvariantStep, _ log: inout ViolationLog
    ) {
        let k = limits.device.rawValue
        // A false state of charge cannot be told from a true one inside its range; INV-4 is about what could be known.
        if isUntrue(k, step) {
            window.reset()
            return log.skip("INV-4")
        }
        let description = limits.battery
        let low = battery.stateOfCharge < description.effectiveFloor - Self.chargeStep
        let high = battery.stateOfCharge > description.ceiling + Self.chargeStep
        let isBeyond = (low && battery.discharge > Self.deadBand) || (high && battery.discharge < -Self.deadBand)
        let allowed = Self.windowReaction + timerAllowance(k, step)
        if window.exceeds(allowed, bounds != nil && isBeyond, at: step.now) {
            log.note(
                "INV-4", at: step.now,
                "state of charge \(decimalText(battery.stateOfCharge * 100, decimals: 2)) %, "
                    + "battery \(decimalText(battery.discharge, decimals: 0)) W")
        }
    }

    /// INV-5: no phase that carries the battery above 110 % of its fuse for more than 3 s because of a charge that was
    /// commanded.
    private mutating func checkOverload(
        _ bounds: PowerBounds?, _ battery: BatteryTruth, _ step: InvariantStep, _ log: inout ViolationLog
    ) {
        let isCharging = battery.discharge < -Self.deadBand
        isOurCharge = isCharging && (isOurCharge || (bounds?.lower ?? 0) < 0)
        let k = limits.device.rawValue
        // Neither a false meter nor a false battery power tells how much charge has to go.
        if isUntrue(k, step) || (meter.map { isUntrue($0, step) } ?? false) {
            overload.reset()
            return log.skip("INV-5")
        }
        let worst = limits.battery.connection.carried(step.truth.gridImportPhases)
        let isOver = isOurCharge && worst > Self.overloadFraction * fusePower
        let blind = meter.map { step.histories[$0].wasMute(within: Self.meterLoss, of: step.now) } ?? false
        let allowed = Self.overloadReaction + (blind ? Self.meterLoss : 0) + timerAllowance(k, step)
        if overload.exceeds(allowed, isOver, at: step.now) {
            log.note("INV-5", at: step.now, "phase at \(decimalText(worst, decimals: 0)) W")
        }
    }

    /// While the inverter cannot be told anything, or does not tell what a command is made from, its own timer is what ends
    /// steering: a lease more.
    private func timerAllowance(_ device: Int, _ step: InvariantStep) -> Double {
        let lease = Double(LeaseInvariant.seconds)
        let history = step.histories[device]
        return history.wasDeaf(within: lease, of: step.now) || history.wasMute(within: lease, of: step.now) ? lease : 0
    }

    private func isUntrue(_ device: Int, _ step: InvariantStep) -> Bool {
        step.histories[device].isUntrue(at: step.now)
    }
}

extension PhaseConnection {
    /// The highest power of the phases that a device is connected to.
    fileprivate func carried(_ phases: Phases<Double>) -> Double {
        switch self {
        case .threePhase, .unknown: max(phases.l1, phases.l2, phases.l3)
        case .l1: phases.l1
        case .l2: phases.l2
        case .l3: phases.l3
        }
    }
}
