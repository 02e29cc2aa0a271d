// SPDX-License-Identifier: Apache-2.0

/// Why a signal counts as lost, from the bus to the report.
public enum SignalFault: Hashable, Sendable {
    /// No reply, or no connection.
    case noResponse
    /// The device answered with a Modbus exception.
    case exception(code: UInt8)
    /// A reply came that was not what was asked for.
    case malformed
    /// The device answered with its not-available value.
    case notAvailable
    /// Outside what is physically possible, or changing faster than it can.
    case implausible
    /// Nothing new came for longer than the signal may be old.
    case stale

    /// The fault of a point that has no value.
    public init(_ reason: LossReason) {
        switch reason {
        case .noResponse: self = .noResponse
        case .exception(let code): self = .exception(code: code)
        case .malformed: self = .malformed
        case .notAvailable: self = .notAvailable
        case .outOfRange: self = .implausible
        }
    }

    /// How far a signal with this fault may be trusted.
    public var quality: Quality {
        switch self {
        case .noResponse, .exception, .malformed: .lost
        case .notAvailable: .notAvailable
        case .implausible: .implausible
        case .stale: .stale
        }
    }
}
