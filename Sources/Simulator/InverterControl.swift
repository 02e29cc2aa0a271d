// SPDX-License-Identifier: Apache-2.0

import Devices
import Energy
import Plant

/// The control registers of a simulated inverter, from the device's side: what they command, and the timers behind them.
///
/// Semantics of SunSpec models 123 and 124. A rate that is in force bounds its flow; a negative one demands the opposite flow.
/// Every write of a mode, rate, limit or timer starts the reversion timer anew; when it runs out the mode (`StorCtl_Mod`,
/// `WMaxLim_Ena`) falls back to 0, while rates and timer keep their values.
struct InverterControl: Sendable {
    private let profile: DeviceProfile
    private let handles: [PointHandle]
    private let battery: BatteryControl?
    private let output: OutputControl?
    /// `Conn` of model 123: 0 disconnects.
    private let connection: Int?
    private let batterySlots: Set<Int>
    private let outputSlots: Set<Int>
    private var batteryExpires: UTCInstant?
    private var outputExpires: UTCInstant?
    /// When a control was last written.
    private(set) var lastWrite: UTCInstant?
    /// True while the battery's registers hold what another master wrote.
    private(set) var isHeldByAnother = false
    /// What the registers command.
    private(set) var commands = InverterCommands.own

    /// Controls of a profile; nil when it has none.
    init?(_ profile: DeviceProfile) {
        guard profile.batteryControl != nil || profile.outputControl != nil else { return nil }
        self.profile = profile
        handles = profile.handles
        battery = profile.batteryControl
        output = profile.outputControl
        connection = profile.slot(of: "123.Conn")
        batterySlots = Set(battery.map { [$0.mode, $0.chargeRate, $0.dischargeRate, $0.reversion] } ?? [])
        outputSlots = Set(output.map { [$0.limit, $0.enable, $0.reversion] } ?? [])
    }

    /// Reads the registers after a write or at the start.
    ///
    /// - Parameters:
    ///   - slots: the points that were written.
    ///   - image: the registers.
    ///   - now: simulated time.
    mutating func take(slots: [Int], _ image: RegisterImage, now: UTCInstant) {
        if let battery, slots.contains(where: batterySlots.contains) {
            batteryExpires = end(battery.reversion, image, now)
            lastWrite = now
            isHeldByAnother = false
        }
        if let output, slots.contains(where: outputSlots.contains) {
            outputExpires = end(output.reversion, image, now)
            lastWrite = now
        }
        readCommands(image)
    }

    /// Lets timers run out.
    mutating func tick(_ image: inout RegisterImage, now: UTCInstant) {
        if let battery, let end = batteryExpires, end <= now {
            batteryExpires = nil
            isHeldByAnother = false
            set(battery.mode, to: 0, &image)
            readCommands(image)
        }
        if let output, let end = outputExpires, end <= now {
            outputExpires = nil
            set(output.enable, to: 0, &image)
            readCommands(image)
        }
    }

    /// Gives everything back to the device's own mode, timers included.
    mutating func revert(_ image: inout RegisterImage) {
        (batteryExpires, outputExpires, lastWrite) = (nil, nil, nil)
        isHeldByAnother = false
        if let battery { set(battery.mode, to: 0, &image) }
        if let output { set(output.enable, to: 0, &image) }
        readCommands(image)
    }

    /// Forgets every setting, as a device does that starts again.
    mutating func reboot(_ image: inout RegisterImage) {
        for slot in batterySlots.union(outputSlots) {
            if let initial = profile.points[slot].initial { set(slot, to: initial, &image) }
        }
        revert(&image)
    }

    /// Forbids the battery to discharge, for ever, as another controller may.
    mutating func hold(_ image: inout RegisterImage) {
        guard let battery else { return }
        batteryExpires = nil
        set(battery.dischargeRate, to: 0, &image)
        set(battery.mode, to: 2, &image)
        isHeldByAnother = true
        readCommands(image)
    }

    private mutating func readCommands(_ image: RegisterImage) {
        commands.batteryBounds = battery.flatMap { bounds($0, image) }
        commands.outputLimit = output.flatMap { limit($0, image) }
        commands.gridChargingAllowed = battery?.gridCharge.map { number($0, image) == 1 } ?? true
        commands.isConnected = connection.map { number($0, image) != 0 } ?? true
    }

    private func bounds(_ control: BatteryControl, _ image: RegisterImage) -> TimedCommand<PowerBounds>? {
        let mode = Int(number(control.mode, image) ?? 0)
        guard mode & 3 != 0, let base = number(control.base, image) else { return nil }
        let charge = mode & 1 != 0 ? number(control.chargeRate, image) ?? 100 : 100
        let discharge = mode & 2 != 0 ? number(control.dischargeRate, image) ?? 100 : 100
        // Two negative rates contradict each other; the device then does nothing with the battery.
        let bounds = PowerBounds(lower: -charge / 100 * base, upper: discharge / 100 * base) ?? .zero
        return TimedCommand(bounds, expires: batteryExpires)
    }

    private func limit(_ control: OutputControl, _ image: RegisterImage) -> TimedCommand<Double>? {
        guard number(control.enable, image) == 1, let base = number(control.base, image),
            let percent = number(control.limit, image)
        else { return nil }
        return TimedCommand(percent / 100 * base, expires: outputExpires)
    }

    /// When a timer that is started now runs out; nil for a timer of 0 or none.
    private func end(_ slot: Int, _ image: RegisterImage, _ now: UTCInstant) -> UTCInstant? {
        guard let seconds = number(slot, image), seconds >= 1, seconds <= 65_535 else { return nil }
        return now.advanced(bySeconds: Int(seconds))
    }

    private func number(_ slot: Int, _ image: RegisterImage) -> Double? {
        guard case .value(let number) = image.value(handles[slot]) else { return nil }
        return number
    }

    private func set(_ slot: Int, to number: Double, _ image: inout RegisterImage) {
        let handle = handles[slot]
        do { try image.set(handle, to: number) } catch { image.setNotAvailable(handle) }
    }
}
