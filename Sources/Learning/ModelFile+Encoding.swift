// SPDX-License-Identifier: Apache-2.0

import Bits

extension ModelFile {
    /// Magic, version and length of the body, bytes.
    static let headerSize = 20
    /// The CRC-32 at the end, bytes.
    static let checksumSize = 4

    /// The bytes of the file.
    public func encoded() -> [UInt8] {
        var body = ModelFileWriter()
        body.append(kind)
        body.append(name)
        body.append(seed)
        body.append(featureSchemaHash)
        body.append(UInt64(bitPattern: trainingRange.lowerBound))
        body.append(UInt64(bitPattern: trainingRange.upperBound))
        body.append(metrics) { $0.append($1.bitPattern) }
        body.append(listOf: tensors) { $0.append($1) }
        body.append(integers) { writer, values in
            writer.append(listOf: values) { $0.append(UInt64(bitPattern: $1)) }
        }
        body.append(doubles) { writer, values in writer.append(listOf: values) { $0.append($1.bitPattern) } }
        var file = ModelFileWriter()
        file.bytes = Self.magic
        file.append(Self.formatVersion)
        file.append(UInt64(body.bytes.count))
        file.bytes += body.bytes
        file.append(CRC32.checksum(file.bytes))
        return file.bytes
    }
}

private struct ModelFileWriter {
    var bytes: [UInt8] = []

    mutating func append(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// A length; too long a one is a mistake of the program, as no model comes near the limits.
    mutating func append<Length: FixedWidthInteger>(count: Int, as type: Length.Type) {
        guard let length = Length(exactly: count) else { preconditionFailure("\(count) elements in a model file") }
        append(length)
    }

    mutating func append(_ text: String) {
        append(count: text.utf8.count, as: UInt16.self)
        bytes.append(contentsOf: text.utf8)
    }

    mutating func append<Element>(listOf elements: [Element], _ write: (inout Self, Element) -> Void) {
        append(count: elements.count, as: UInt32.self)
        for element in elements { write(&self, element) }
    }

    mutating func append<Value>(_ values: [String: Value], _ write: (inout Self, Value) -> Void) {
        append(listOf: values.sorted { $0.key < $1.key }) { writer, entry in
            writer.append(entry.key)
            write(&writer, entry.value)
        }
    }

    mutating func append(_ tensor: NamedTensor) {
        append(tensor.name)
        append(count: tensor.shape.count, as: UInt8.self)
        for length in tensor.shape { append(count: length, as: UInt32.self) }
        for value in tensor.values { append(value.bitPattern) }
    }
}
