// SPDX-License-Identifier: Apache-2.0

import Energy

extension DeviceLayout {
    /// What a poll brought: every signal of the profile once, and what the control registers say.
    ///
    /// - Parameters:
    ///   - device: whose report it is.
    ///   - arrival: when the last reply of the poll arrived.
    ///   - values: decoded by this layout.
    public func report(device: DeviceIndex, arrival: BootInstant, values: PointValues) -> DeviceReport {
        DeviceReport(
            device: device, arrival: arrival,
            readings: profile.signals.map { DeviceReport.SignalRecord($0.signal, $0.evaluate(values)) },
            control: controlState(values))
    }

    /// What the device says it is; what it does not say is nil.
    public func identity(_ values: PointValues) -> DeviceIdentity {
        let points = profile.identity
        return DeviceIdentity(
            manufacturer: text(points.manufacturer, values), model: text(points.model, values),
            serial: text(points.serial, values), firmware: text(points.firmware, values))
    }

    /// A text point as printable ASCII without padding; a number in decimal; nil when there is none.
    public func text(_ slot: Int?, _ values: PointValues) -> String? {
        guard let slot, profile.points.indices.contains(slot), case .value(let number) = values[slot] else {
            return nil
        }
        let point = profile.points[slot]
        guard point.type.kind == .string else { return decimalText(number, decimals: 3, trimmed: true) }
        let words = values.textWords[point.textStart..<point.textStart + point.type.width]
        return registerText(words)
    }
}

/// Two characters a register up to the first NUL, control and non-ASCII characters left out, spaces trimmed; nil if empty.
func registerText(_ words: some Sequence<UInt16>) -> String? {
    var bytes: [UInt8] = []
    for word in words { bytes += [UInt8(word >> 8), UInt8(word & 0xFF)] }
    let printable = bytes.prefix { $0 != 0 }.filter { (0x20...0x7E).contains($0) }
    let trimmed = printable.drop { $0 == 0x20 }.reversed().drop { $0 == 0x20 }.reversed()
    return trimmed.isEmpty ? nil : String(decoding: trimmed, as: UTF8.self)
}
