// SPDX-License-Identifier: Apache-2.0

import Energy

/// Why a read or write brought nothing.
public enum ReadFailure: Error, Hashable, Sendable {
    /// No reply within the response timeout, or no connection.
    case noResponse
    /// The device answered with a Modbus exception.
    case exception(code: UInt8)
    /// The reply did not have the form that was asked for.
    case malformed

    /// The same in the words of a reading.
    public var lossReason: LossReason {
        switch self {
        case .noResponse: .noResponse
        case .exception(let code): .exception(code: code)
        case .malformed: .malformed
        }
    }
}
