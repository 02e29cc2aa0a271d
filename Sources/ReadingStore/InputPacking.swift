// SPDX-License-Identifier: Apache-2.0

import Energy

/// What moved a choice most, as bytes and back.
enum InputPacking {
    /// Count, then name and weight of each.
    static func pack(_ inputs: [LearnedReason.Input]) -> [UInt8] {
        var writer = ByteWriter()
        writer.append(varint: UInt64(inputs.count))
        for input in inputs {
            writer.append(text: input.name)
            writer.append(input.weight)
        }
        return writer.bytes
    }

    /// The inputs in some bytes, nil where the bytes are not of this form.
    static func unpack(_ bytes: [UInt8]) -> [LearnedReason.Input]? {
        var reader = ByteReader(bytes)
        var inputs: [LearnedReason.Input] = []
        guard let count = reader.varint() else { return nil }
        for _ in 0..<count {
            guard let name = reader.text(), let weight = reader.double() else { return nil }
            inputs.append(LearnedReason.Input(name: name, weight: weight))
        }
        return reader.isAtEnd ? inputs : nil
    }
}
