// SPDX-License-Identifier: Apache-2.0

import Energy

/// Why a request on a Modbus link brought nothing.
public enum LinkFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// There is no connection; the text is one clear line with the address.
    case notConnected(String)
    /// No reply within the response timeout.
    case noResponse
    /// The device answered with an exception (Modbus Application Protocol V1.1b3, section 7).
    case exception(code: UInt8)
    /// The reply did not have the form that was asked for; the text says what was wrong.
    case malformed(String)

    /// True when the connection can no longer be trusted: a late or strange reply must not be taken for the next one.
    public var spoilsConnection: Bool {
        if case .exception = self { false } else { true }
    }

    /// The same in the words of a reading.
    public var lossReason: LossReason {
        switch self {
        case .notConnected, .noResponse: .noResponse
        case .exception(let code): .exception(code: code)
        case .malformed: .malformed
        }
    }

    /// The reason in words.
    public var description: String {
        switch self {
        case .notConnected(let why): why
        case .noResponse: "no reply within the response timeout"
        case .exception: "\(lossReason)"
        case .malformed(let what): "malformed reply: \(what)"
        }
    }
}
