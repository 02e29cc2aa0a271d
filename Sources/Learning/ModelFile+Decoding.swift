// SPDX-License-Identifier: Apache-2.0

import Bits

extension ModelFile {
    /// Reads a file's bytes.
    ///
    /// Nothing is believed before the checksum agrees, and no length after it: memory is taken only for elements that the
    /// file is long enough to hold.
    public init(decoding bytes: [UInt8]) throws(ModelFileError) {
        var reader = ModelFileReader(bytes: bytes, end: try Self.checkedEnd(of: bytes))
        kind = try reader.text("kind")
        name = try reader.text("name")
        seed = try reader.integer("seed")
        featureSchemaHash = try reader.integer("feature schema")
        trainingRange = try reader.range("training range")
        metrics = try reader.dictionary("metrics", elementSize: 10) { reader, name throws(ModelFileError) in
            Double(bitPattern: try reader.integer(name))
        }
        tensors = try reader.tensors()
        integers = try reader.dictionary("integers", elementSize: 6) { reader, name throws(ModelFileError) in
            try reader.words(name).map { Int64(bitPattern: $0) }
        }
        doubles = try reader.dictionary("doubles", elementSize: 6) { reader, name throws(ModelFileError) in
            try reader.words(name).map { Double(bitPattern: $0) }
        }
        guard reader.offset == reader.end else {
            throw reader.fault("end", "\(reader.end - reader.offset) bytes are left over")
        }
    }

    /// Where the body ends, once magic, version, length and checksum are found to be in order.
    private static func checkedEnd(of bytes: [UInt8]) throws(ModelFileError) -> Int {
        guard bytes.starts(with: magic) || (!bytes.isEmpty && magic.starts(with: bytes)) else {
            throw bytes.isEmpty ? .truncated(expected: headerSize + checksumSize, found: 0) : .notAModelFile
        }
        guard bytes.count >= headerSize else {
            throw .truncated(expected: headerSize + checksumSize, found: bytes.count)
        }
        var header = ModelFileReader(bytes: bytes, offset: magic.count, end: headerSize)
        let version: UInt32 = try header.integer("version")
        guard version == formatVersion else { throw .unknownVersion(found: version, supported: formatVersion) }
        let length: UInt64 = try header.integer("length")
        let (expected, overflow) = Int(clamping: length).addingReportingOverflow(headerSize + checksumSize)
        guard !overflow, bytes.count >= expected else {
            throw .truncated(expected: overflow ? Int.max : expected, found: bytes.count)
        }
        guard bytes.count == expected else { throw .trailingBytes(expected: expected, found: bytes.count) }
        let end = bytes.count - checksumSize
        var trailer = ModelFileReader(bytes: bytes, offset: end, end: bytes.count)
        let stated: UInt32 = try trailer.integer("checksum")
        var accumulator = CRC32.Accumulator()
        accumulator.add(bytes, in: 0..<end)
        guard accumulator.checksum == stated else {
            throw .checksum(expected: stated, found: accumulator.checksum)
        }
        return end
    }
}
