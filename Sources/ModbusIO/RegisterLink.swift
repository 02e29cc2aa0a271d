// SPDX-License-Identifier: Apache-2.0

import Devices

/// One connection on which one request is outstanding at a time, and nothing can be written.
public protocol RegisterReading: AnyObject {
    /// Opens the connection; does nothing when it is open.
    func open() throws(LinkFailure)
    /// Closes the connection; whatever is still under way is never taken for a reply.
    func close()
    /// Reads registers, or bits as one word of 0 or 1 each.
    ///
    /// - Parameters:
    ///   - range: what.
    ///   - unit: unit identifier of the device.
    ///   - words: replaced by the reply, `range.count` words; unchanged when it throws.
    func read(_ range: RegisterRange, unit: UInt8, into words: inout [UInt16]) throws(LinkFailure)
}

/// A connection that can be written to as well.
///
/// What a bus driver needs of the outside world. Over libmodbus it is internal to this module, so that on real hardware
/// `write` can be reached only with an `AuthorizedCommand`; over simulated registers anyone may hold one.
public protocol RegisterLink: RegisterReading {
    /// Writes registers or bits.
    func write(_ write: RegisterWrite, unit: UInt8) throws(LinkFailure)
}
