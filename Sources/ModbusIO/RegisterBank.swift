// SPDX-License-Identifier: Apache-2.0

import Devices

/// What a served device answers.
public enum BankReply: Hashable, Sendable {
    /// The registers asked for; one word of 0 or 1 for each bit.
    case words([UInt16])
    /// A write was taken.
    case accepted
    /// A Modbus exception.
    case exception(code: UInt8)
    /// No answer at all.
    case silence
}

/// Registers that a server serves; called from the server's thread.
public protocol RegisterBank: AnyObject, Sendable {
    /// Answers a read.
    func read(_ range: RegisterRange, unit: UInt8) -> BankReply
    /// Answers a write.
    func write(_ write: RegisterWrite, unit: UInt8) -> BankReply
}

/// A link to a bank in the same process: the same registers without a socket between.
public final class BankLink: RegisterLink {
    private let bank: any RegisterBank

    /// A link to a bank.
    public init(_ bank: any RegisterBank) { self.bank = bank }

    /// Does nothing: the bank is always there.
    public func open() throws(LinkFailure) {}

    /// Does nothing.
    public func close() {}

    /// Reads from the bank.
    public func read(_ range: RegisterRange, unit: UInt8, into words: inout [UInt16]) throws(LinkFailure) {
        switch bank.read(range, unit: unit) {
        case .words(let reply):
            guard reply.count == range.count else { throw .malformed("\(reply.count) words for \(range)") }
            words = reply
        case .exception(let code): throw .exception(code: code)
        case .silence: throw .noResponse
        case .accepted: throw .malformed("a write's answer to a read")
        }
    }

    /// Writes to the bank.
    public func write(_ write: RegisterWrite, unit: UInt8) throws(LinkFailure) {
        switch bank.write(write, unit: unit) {
        case .accepted: return
        case .exception(let code): throw .exception(code: code)
        case .silence: throw .noResponse
        case .words: throw .malformed("a read's answer to a write")
        }
    }
}
