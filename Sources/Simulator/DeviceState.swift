// SPDX-License-Identifier: Apache-2.0

import Bits
import Devices
import Energy
import Plant

/// What is inside a simulated device.
struct DeviceState: Sendable {
    /// Until a control falls back under `.writeReverted`, s.
    private static let revertedAfter = 30
    /// Size of `.noise`, a share.
    private static let noise = 0.1
    /// Size of `.chargeJump`, a share.
    private static let chargeJump = 0.2

    private(set) var image: RegisterImage
    private(set) var faults = ActiveFaults.none
    private var hindrances: Hindrances = []
    private var control: InverterControl?
    private var source: SignalSource
    private var encoder: SignalEncoder
    private let extras: ExtraPoints
    private var generator: SplitMix64
    private var house: HouseState
    /// True when the house has moved on since the registers were filled.
    private var isBehind = false

    init(_ profile: DeviceProfile, index: DeviceIndex, house: House, seed: UInt64) throws(DeviceError) {
        var image = try RegisterImage(profile)
        Self.setIdentity(profile, index: index, &image)
        let source = SignalSource(house.description, profileID: profile.id, role: profile.role)
        var fixed = SignalEncoder(profile, signals: SignalSource.isFixed)
        fixed.encode(into: &image) { source.value(of: $0, house.state) }
        Self.setRating(profile, house.description, &image)
        encoder = SignalEncoder(profile) { !SignalSource.isFixed($0) }
        extras = ExtraPoints(image, without: encoder.handles)
        control = InverterControl(profile)
        control?.take(slots: [], image, now: house.state.time)
        generator = SplitMix64(seed: seed)
        self.image = image
        self.source = source
        self.house = house.state
        encode()
    }

    var commands: InverterCommands { control?.commands ?? .own }

    var truth: DeviceTruth {
        DeviceTruth(
            commands: commands, isHeldByAnother: control?.isHeldByAnother ?? false, hindrances: hindrances)
    }

    mutating func follow(_ house: HouseState) {
        self.house = house
        control?.tick(&image, now: house.time)
        if faults[.writeReverted], let last = control?.lastWrite,
            last.advanced(bySeconds: Self.revertedAfter) <= house.time
        {
            control?.revert(&image)
        }
        isBehind = !faults[.frozen] || isBehind
    }

    /// Fills the registers when somebody looks, because most seconds of a slow device are never read.
    mutating func refresh() {
        guard isBehind else { return }
        isBehind = false
        encode()
    }

    mutating func read(_ range: RegisterRange) throws(ReadFailure) -> [UInt16] {
        try checkAnswers()
        refresh()
        do throws(ModbusException) {
            var words = try image.read(shifted(range))
            if faults[.byteSwapped] { words = words.map(\.byteSwapped) }
            if faults[.wordSwapped] {
                for place in stride(from: 0, to: words.count - 1, by: 2) { words.swapAt(place, place + 1) }
            }
            return words
        } catch {
            throw .exception(code: error.code)
        }
    }

    mutating func write(_ write: RegisterWrite) throws(ReadFailure) {
        try checkAnswers()
        do throws(ModbusException) {
            if faults[.writeIgnored] {
                var forgotten = image
                try forgotten.write(write)
                return
            }
            try image.write(write)
        } catch {
            throw .exception(code: error.code)
        }
        control?.take(slots: image.layout.slots(touchedBy: write), image, now: house.time)
    }

    mutating func set(_ fault: DeviceFault, active: Bool) {
        guard faults[fault] != active else { return }
        // What freezes is what could have been read until now.
        refresh()
        faults[fault] = active
        hindrances = faults.hindrances
        guard active else { return }
        switch fault {
        case .reboot: control?.reboot(&image)
        case .otherMaster: control?.hold(&image)
        case .counterReset: source.resetCounters(house)
        default: break
        }
    }

    private func checkAnswers() throws(ReadFailure) {
        if faults[.silent] || faults[.reboot] { throw .noResponse }
        if faults[.exception] { throw .exception(code: 4) }
    }

    /// The range one address further where the map has slipped.
    private func shifted(_ range: RegisterRange) -> RegisterRange {
        guard faults[.mapShifted] else { return range }
        return RegisterRange(table: range.table, address: Int(range.address) + 1, count: range.count) ?? range
    }

    private mutating func encode() {
        if faults[.notAvailable] {
            for handle in encoder.handles + extras.handles { image.setNotAvailable(handle) }
            return
        }
        let (source, house, faults) = (source, house, faults)
        if faults.isEmpty {
            encoder.encode(into: &image) { source.value(of: $0, house) }
        } else {
            var generator = generator
            encoder.encode(into: &image) {
                Self.disturbed($0, source.value(of: $0, house), faults, &generator)
            }
            self.generator = generator
        }
        extras.encode(house, into: &image)
    }

    private static func disturbed(
        _ signal: Signal, _ value: Double, _ faults: ActiveFaults, _ generator: inout SplitMix64
    ) -> Double {
        var value = value
        if faults[.signFlipped], hasDirection(signal) { value = -value }
        if faults[.chargeJump], signal == .stateOfCharge {
            value += value < 0.5 ? chargeJump : -chargeJump
        }
        if faults[.noise], !signal.isCounter { value *= 1 + noise * (2 * generator.nextUniform() - 1) }
        return value
    }

    private static func hasDirection(_ signal: Signal) -> Bool {
        switch signal {
        case .gridImport, .gridImportL1, .gridImportL2, .gridImportL3, .batteryDischarge, .inverterAC: true
        default: false
        }
    }

    private static func setIdentity(_ profile: DeviceProfile, index: DeviceIndex, _ image: inout RegisterImage) {
        let texts = [
            (profile.identity.manufacturer, "Hearth"), (profile.identity.model, "Simulated \(profile.id)"),
            (profile.identity.serial, "SIM-\(index.rawValue + 1)"), (profile.identity.firmware, "1.0"),
        ]
        for (slot, text) in texts {
            if let slot { image.set(profile.handles[slot], text: text) }
        }
    }

    /// The powers that the controls' percentages stand for, where no signal gave them.
    private static func setRating(
        _ profile: DeviceProfile, _ description: HouseDescription, _ image: inout RegisterImage
    ) {
        let battery = description.battery
        let storage = max(battery?.maxCharge.value ?? 0, battery?.maxDischarge.value ?? 0)
        let rating = description.inverter.ratedPower
        let powers: [(Int?, Double)] = [
            (profile.batteryControl?.base, storage), (profile.outputControl?.base, rating),
            (profile.slot(of: "120.MaxChaRte"), battery?.maxCharge.value ?? 0),
            (profile.slot(of: "120.MaxDisChaRte"), battery?.maxDischarge.value ?? 0),
        ]
        for (slot, power) in powers {
            guard let slot else { continue }
            let handle = profile.handles[slot]
            guard case .lost = image.value(handle) else { continue }
            do { try image.set(handle, to: power) } catch { image.setNotAvailable(handle) }
        }
    }
}
