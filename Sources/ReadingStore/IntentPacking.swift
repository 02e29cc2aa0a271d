// SPDX-License-Identifier: Apache-2.0

import Energy

/// What is wished of some batteries, and how full they are, as bytes and back.
enum IntentPacking {
    /// Count and intents (kind, and W where it has a power), then count and states of charge.
    static func pack(_ intents: [BatteryIntent], stateOfCharge: [Double] = []) -> [UInt8] {
        var writer = ByteWriter()
        writer.append(varint: UInt64(intents.count))
        for intent in intents {
            let (kind, power) = code(intent)
            writer.append(kind)
            if let power { writer.append(power.value) }
        }
        writer.append(varint: UInt64(stateOfCharge.count))
        for share in stateOfCharge { writer.append(share) }
        return writer.bytes
    }

    /// The intents and states of charge in some bytes, nil where the bytes are not of this form.
    static func unpack(_ bytes: [UInt8]) -> (intents: [BatteryIntent], stateOfCharge: [Double])? {
        var reader = ByteReader(bytes)
        var (intents, stateOfCharge): ([BatteryIntent], [Double]) = ([], [])
        guard let intentCount = reader.varint() else { return nil }
        for _ in 0..<intentCount {
            guard let intent = intent(&reader) else { return nil }
            intents.append(intent)
        }
        guard let shareCount = reader.varint() else { return nil }
        for _ in 0..<shareCount {
            guard let share = reader.double() else { return nil }
            stateOfCharge.append(share)
        }
        return reader.isAtEnd ? (intents, stateOfCharge) : nil
    }

    private static func code(_ intent: BatteryIntent) -> (kind: UInt8, power: Watts?) {
        switch intent {
        case .selfConsume: (0, nil)
        case .noDischarge: (1, nil)
        case .noCharge: (2, nil)
        case .idle: (3, nil)
        case .charge(let power): (4, power)
        case .discharge(let power): (5, power)
        }
    }

    private static func intent(_ reader: inout ByteReader) -> BatteryIntent? {
        switch reader.byte() {
        case 0: .selfConsume
        case 1: .noDischarge
        case 2: .noCharge
        case 3: .idle
        case 4: reader.double().map { .charge(Watts($0)) }
        case 5: reader.double().map { .discharge(Watts($0)) }
        default: nil
        }
    }
}
