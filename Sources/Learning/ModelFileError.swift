// SPDX-License-Identifier: Apache-2.0

/// Why a model file is refused.
public enum ModelFileError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file does not begin with the magic bytes.
    case notAModelFile
    /// The file ends before the length it states (or before it could state one), bytes.
    case truncated(expected: Int, found: Int)
    /// The file goes on after the length it states, bytes.
    case trailingBytes(expected: Int, found: Int)
    /// The file's format is of another version than this program writes and reads.
    case unknownVersion(found: UInt32, supported: UInt32)
    /// The bytes are not those that were written.
    case checksum(expected: UInt32, found: UInt32)
    /// A field that no writer makes, at an offset in bytes.
    case malformed(field: String, offset: Int, reason: String)
    /// The file holds another kind of model.
    case wrongKind(expected: String, found: String)
    /// The model was trained on other features.
    case wrongSchema(expected: UInt64, found: UInt64)
    /// The model has no array or tensor of a name.
    case missing(name: String)
    /// A tensor of another shape, or an array of another length.
    case wrongShape(name: String, expected: [Int], found: [Int])
    /// A number that the model cannot have.
    case wrongValue(name: String, reason: String)

    /// What was found where, and what was expected.
    public var description: String {
        switch self {
        case .notAModelFile: "not a model file: it does not begin with \"HRTHMODL\""
        case .truncated(let expected, let found): "model file truncated: \(found) bytes of \(expected)"
        case .trailingBytes(let expected, let found): "model file of \(found) bytes, but it ends after \(expected)"
        case .unknownVersion(let found, let supported):
            "model file of format version \(found); this program reads version \(supported)"
        case .checksum(let expected, let found):
            "model file damaged: CRC-32 \(Self.hexadecimal(UInt64(found))), expected "
                + Self.hexadecimal(UInt64(expected))
        case .malformed(let field, let offset, let reason): "model file: \(field) at byte \(offset): \(reason)"
        case .wrongKind(let expected, let found): "model of kind \"\(found)\", expected \"\(expected)\""
        case .wrongSchema(let expected, let found):
            "model trained on feature schema \(Self.hexadecimal(found)), expected \(Self.hexadecimal(expected))"
        case .missing(let name): "model without \"\(name)\""
        case .wrongShape(let name, let expected, let found):
            "\"\(name)\" of the model has shape \(found), expected \(expected)"
        case .wrongValue(let name, let reason): "\"\(name)\" of the model: \(reason)"
        }
    }

    private static func hexadecimal(_ value: UInt64) -> String { "0x" + String(value, radix: 16) }
}
