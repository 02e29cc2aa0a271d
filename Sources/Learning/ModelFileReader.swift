// SPDX-License-Identifier: Apache-2.0

/// Takes the fields of a model file one after the other, none beyond its end.
struct ModelFileReader {
    let bytes: [UInt8]
    private(set) var offset: Int
    /// At most the number of bytes.
    let end: Int

    /// Most dimensions of a tensor.
    static let maximumRank = 8
    /// Most tensors, and most arrays of a kind: an entry takes memory of its own, however few bytes it has in the file.
    static let maximumEntryCount = 1 << 14
    /// Moments of a training, seconds since 1970 UTC: the years up to 9999, and as many before.
    static let calendarSeconds: ClosedRange<Int64> = -253_402_300_800...253_402_300_800

    init(bytes: [UInt8], offset: Int = ModelFile.headerSize, end: Int) {
        self.bytes = bytes
        self.offset = offset
        self.end = end
    }

    func fault(_ field: String, _ reason: String) -> ModelFileError {
        .malformed(field: field, offset: offset, reason: reason)
    }

    /// Refuses elements that the rest of the file is too short for.
    ///
    /// - Parameter size: fewest bytes of an element, at least 1.
    private func need(_ count: Int, of size: Int, _ field: String) throws(ModelFileError) {
        let left = end - offset
        guard count <= left / size else { throw fault(field, "\(count) elements do not fit the \(left) bytes left") }
    }

    mutating func integer<Value: FixedWidthInteger>(_ field: String) throws(ModelFileError) -> Value {
        let size = Value.bitWidth / 8
        try need(1, of: size, field)
        let value = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: Value.self) }
        offset += size
        return Value(littleEndian: value)
    }

    mutating func text(_ field: String) throws(ModelFileError) -> String {
        let length: UInt16 = try integer(field)
        try need(Int(length), of: 1, field)
        guard let text = String(validating: bytes[offset..<offset + Int(length)], as: UTF8.self) else {
            throw fault(field, "not UTF-8")
        }
        offset += Int(length)
        return text
    }

    mutating func range(_ field: String) throws(ModelFileError) -> Range<Int64> {
        let lower: Int64 = try integer(field)
        let upper: Int64 = try integer(field)
        guard lower <= upper else { throw fault(field, "it ends at \(upper), before it begins at \(lower)") }
        guard Self.calendarSeconds.contains(lower), Self.calendarSeconds.contains(upper) else {
            throw fault(field, "\(lower) to \(upper) s is outside the calendar")
        }
        return lower..<upper
    }

    /// A list's number of elements, of at least some bytes each.
    private mutating func count(_ field: String, elementSize: Int) throws(ModelFileError) -> Int {
        let count: UInt32 = try integer(field)
        try need(Int(count), of: elementSize, field)
        return Int(count)
    }

    /// A number of entries with a name each.
    private mutating func entryCount(_ field: String, elementSize: Int) throws(ModelFileError) -> Int {
        let count = try count(field, elementSize: elementSize)
        guard count <= Self.maximumEntryCount else {
            throw fault(field, "\(count) entries, expected at most \(Self.maximumEntryCount)")
        }
        return count
    }

    mutating func words(_ field: String) throws(ModelFileError) -> [UInt64] {
        let count = try count(field, elementSize: 8)
        return try numbers(count, field)
    }

    /// As many integers as the rest of the file is known to hold.
    private mutating func numbers<Value: FixedWidthInteger>(
        _ count: Int, _ field: String
    ) throws(ModelFileError) -> [Value] {
        try need(count, of: Value.bitWidth / 8, field)
        var values: [Value] = []
        values.reserveCapacity(count)
        for _ in 0..<count { values.append(try integer(field)) }
        return values
    }

    mutating func dictionary<Value>(
        _ field: String, elementSize: Int, _ read: (inout Self, String) throws(ModelFileError) -> Value
    ) throws(ModelFileError) -> [String: Value] {
        var values: [String: Value] = [:]
        for _ in 0..<(try entryCount(field, elementSize: elementSize)) {
            let name = try text(field)
            guard values[name] == nil else { throw fault(field, "\"\(name)\" twice") }
            values[name] = try read(&self, name)
        }
        return values
    }

    mutating func tensors() throws(ModelFileError) -> [NamedTensor] {
        var tensors: [NamedTensor] = []
        var names: Set<String> = []
        for _ in 0..<(try entryCount("tensors", elementSize: 3)) {
            let name = try text("tensors")
            guard names.insert(name).inserted else { throw fault("tensors", "\"\(name)\" twice") }
            let rank: UInt8 = try integer(name)
            guard rank <= Self.maximumRank else { throw fault(name, "\(rank) dimensions") }
            let dimensions: [UInt32] = try numbers(Int(rank), name)
            let shape = dimensions.map { Int($0) }
            let values: [UInt32] = try numbers(try elementCount(of: shape, name), name)
            tensors.append(NamedTensor(name: name, shape: shape, values: values.map { Float(bitPattern: $0) }))
        }
        return tensors
    }

    private func elementCount(of shape: [Int], _ name: String) throws(ModelFileError) -> Int {
        var count = 1
        for length in shape {
            let (product, overflow) = count.multipliedReportingOverflow(by: length)
            guard !overflow else { throw fault(name, "shape \(shape)") }
            count = product
        }
        return count
    }
}
