// SPDX-License-Identifier: Apache-2.0

import Energy

/// Whether a point has a value, in one byte.
public struct PointStatus: Hashable, Sendable {
    /// 0 = value, 1...4 = lost, 128 + code = Modbus exception.
    public let rawValue: UInt8

    /// There is a value.
    public static let value = PointStatus(rawValue: 0)

    /// There is none, for this reason.
    public init(_ loss: LossReason) {
        switch loss {
        case .noResponse: rawValue = 1
        case .notAvailable: rawValue = 2
        case .outOfRange: rawValue = 3
        case .malformed: rawValue = 4
        case .exception(let code): rawValue = 128 | (code & 127)
        }
    }

    init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Why there is no value, nil when there is one.
    public var loss: LossReason? {
        switch rawValue {
        case 0: nil
        case 1: .noResponse
        case 2: .notAvailable
        case 3: .outOfRange
        case 128...: .exception(code: rawValue & 127)
        default: .malformed
        }
    }
}

/// The decoded points of one device: a buffer that its owner keeps and refills, so that decoding allocates nothing.
///
/// A slot is the place of a point in `DeviceProfile.points`. Made by `DeviceLayout.makeValues()`.
public struct PointValues: Sendable {
    var numbers: [Double]
    var statuses: [PointStatus]
    var textWords: [UInt16]

    /// A buffer in which nothing has been received yet.
    ///
    /// - Parameters:
    ///   - count: points, >= 0.
    ///   - textWordCount: registers of all text points together, >= 0.
    init(count: Int, textWordCount: Int) {
        numbers = Array(repeating: 0, count: count)
        statuses = Array(repeating: PointStatus(.noResponse), count: count)
        textWords = Array(repeating: 0, count: textWordCount)
    }

    /// How many points.
    public var count: Int { numbers.count }

    /// The value of a point in its own unit, or why it has none; a slot that does not exist is not available.
    public subscript(slot: Int) -> SignalReading {
        guard numbers.indices.contains(slot) else { return .lost(.notAvailable) }
        if let loss = statuses[slot].loss { return .lost(loss) }
        return .value(numbers[slot])
    }

    mutating func set(_ slot: Int, lost reason: LossReason) {
        statuses[slot] = PointStatus(reason)
        numbers[slot] = 0
    }
}
