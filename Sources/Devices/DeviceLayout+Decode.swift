// SPDX-License-Identifier: Apache-2.0

import Energy

extension DeviceLayout {
    /// Decodes the reply to one read into the values; allocates nothing.
    ///
    /// - Parameters:
    ///   - index: place of the range in `reads`.
    ///   - words: the reply; for coils and discrete inputs one word of 0 or 1 for each bit.
    @discardableResult
    public func decode(read index: Int, words: Span<UInt16>, into values: inout PointValues) -> DecodeOutcome {
        guard reads.indices.contains(index) else { return .malformed }
        guard words.count == reads[index].count else {
            markLost(read: index, reason: .malformed, into: &values)
            return .malformed
        }
        var outcome = DecodeOutcome.decoded
        for place in unitsOfRead[index] {
            let unit = units[place]
            if hasMoved(unit, words) {
                markLost(unit: unit, reason: .malformed, into: &values)
                outcome = .layoutChanged(model: unit.modelID)
            } else {
                decode(unit.fields, words, into: &values)
            }
        }
        return outcome
    }

    /// Decodes the reply to one read from an array.
    @discardableResult
    public func decode(read index: Int, words: [UInt16], into values: inout PointValues) -> DecodeOutcome {
        decode(read: index, words: words.span, into: &values)
    }

    private func hasMoved(_ unit: BoundUnit, _ words: Span<UInt16>) -> Bool {
        unit.headerIndex >= 0
            && (words[unit.headerIndex] != unit.modelID || words[unit.headerIndex + 1] != unit.modelLength)
    }

    private func decode(_ range: Range<Int>, _ words: Span<UInt16>, into values: inout PointValues) {
        let fields = fields.span
        for index in range {
            let field = fields[index]
            if field.codec.kind == .string {
                decodeText(field, words, into: &values)
                continue
            }
            var exponent = 0
            if field.scaleIndex >= 0 {
                let raw = words[field.scaleIndex]
                exponent = Int(Int16(bitPattern: raw))
                guard exponent >= -10, exponent <= 10 else {
                    values.set(field.slot, lost: raw == 0x8000 ? .notAvailable : .malformed)
                    continue
                }
            }
            let (number, status) = field.codec.decode(words, at: field.index, exponent: exponent)
            values.numbers[field.slot] = number
            values.statuses[field.slot] = status
        }
    }

    private func decodeText(_ field: BoundField, _ words: Span<UInt16>, into values: inout PointValues) {
        var isEmpty = true
        for place in 0..<field.codec.width {
            let word = words[field.index + place]
            values.textWords[field.textStart + place] = word
            if word != 0 { isEmpty = false }
        }
        values.statuses[field.slot] = isEmpty ? PointStatus(.notAvailable) : .value
    }
}
