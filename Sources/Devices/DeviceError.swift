// SPDX-License-Identifier: Apache-2.0

import Energy

/// What can go wrong between a profile, a device and a command.
public enum DeviceError: Error, Hashable, Sendable, CustomStringConvertible {
    // The caller's fault.
    /// The device's profile has no such control.
    case noControl(profile: String, action: String)
    /// The lease does not fit into the reversion timer, or is 0, which would mean "for ever".
    case leaseOutOfRange(seconds: Int)
    /// A power that is not a number.
    case powerNotFinite
    /// A SunSpec profile cannot be bound without discovery.
    case notDiscovered(profile: String)

    // The device's fault.
    /// No "SunS" at any of the base addresses.
    case notSunSpec(tried: [UInt16])
    /// The chain of models ended without one that the profile needs.
    case modelMissing(ids: [UInt16], found: [UInt16])
    /// The base power of the battery control is 0 or not available.
    case noStorage(point: String)
    /// A point that a command needs has no value.
    case pointLost(point: String, reason: LossReason)
    /// A point that a command needs is not in the device's map.
    case pointAbsent(point: String)
    /// A value does not fit into its point.
    case notEncodable(point: String, failure: EncodingFailure)

    // The link's fault.
    /// The device stopped answering while its models were listed.
    case interrupted(address: UInt16, reason: LossReason)

    // The profile's fault.
    /// A point and its scale factor are further apart than one request reaches.
    case doesNotFitRequest(point: String, registers: Int, limit: Int)

    /// One sentence: what, where, which value.
    public var description: String {
        switch self {
        case .noControl(let profile, let action): "profile \(profile) has no control for \(action)"
        case .leaseOutOfRange(let seconds): "a lease of \(seconds) s does not fit the timer, expected 1...65534 s"
        case .powerNotFinite: "the power is not a number"
        case .notDiscovered(let profile): "profile \(profile) needs SunSpec discovery before it can be read"
        case .notSunSpec(let tried): "no SunSpec marker at \(tried.map(String.init).joined(separator: ", "))"
        case .modelMissing(let ids, let found):
            "SunSpec model \(ids.map(String.init).joined(separator: " or ")) is missing, "
                + "found \(found.map(String.init).joined(separator: ", "))"
        case .noStorage(let point): "\(point) is 0 or not available: the device has no storage"
        case .pointLost(let point, let reason): "\(point) has no value (\(reason))"
        case .pointAbsent(let point): "\(point) is not in the device's register map"
        case .notEncodable(let point, let failure): "\(point) cannot be written: \(failure)"
        case .interrupted(let address, let reason): "discovery was interrupted at \(address) (\(reason))"
        case .doesNotFitRequest(let point, let registers, let limit):
            "\(point) spans \(registers) registers with its scale factor or model header, more than \(limit) a request"
        }
    }
}
