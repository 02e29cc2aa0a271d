// SPDX-License-Identifier: Apache-2.0

import Glibc
import HostIO

/// Frames over TCP (Modbus Messaging on TCP/IP Implementation Guide V1.0b, 3.1.3).
///
/// libmodbus makes the connection; what goes over it is composed and taken here. `modbus_send_raw_request` of libmodbus
/// 3.1.6 sends transaction 0 every time, so that a late reply could not be told from the right one, and
/// `modbus_receive_confirmation` takes six system calls for a frame that comes whole.
extension LibmodbusLink {
    /// Transaction, protocol and length, without the unit identifier.
    private static let headerLength = 6
    /// Unit, function code and exception code.
    private static let exceptionLength = 3
    /// A device that never stops sending does not hold the bus up: what is left then spoils the reply.
    private static let mostStrays = 16

    /// Sends unit, function code and data over TCP, and takes the reply.
    ///
    /// - Parameter replyLength: of unit, function code and data; an exception's is accepted too.
    /// - Returns: bytes of the frame, which begins at `reply[0]`.
    func exchangeFrame(_ request: [UInt8], over socket: Int32, replyLength: Int) throws(LinkFailure) -> Int {
        transaction &+= 1
        let frame = Self.bytes(transaction) + [0, 0] + Self.bytes(UInt16(clamping: request.count)) + request
        // Bytes that came after the last reply belong to nothing.
        var strays = 0
        while strays < Self.mostStrays && recv(socket, &reply, reply.count, Int32(MSG_DONTWAIT)) > 0 { strays += 1 }
        let sent = frame.withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        let code = errno
        guard sent == frame.count else { throw spoiled(sent < 0 ? code : EIO) }
        let deadline = MachineClock.nanoseconds(of: CLOCK_MONOTONIC) + Int64(timeoutSeconds * 1e9)
        var count = 0
        var length = Self.headerLength
        while count < length {
            count += try receive(socket, at: count, until: deadline)
            guard count >= Self.headerLength else { continue }
            length = Self.headerLength + (try statedLength(replyLength))
        }
        return length
    }

    /// Takes what comes first, up to the end of `reply`.
    private func receive(_ socket: Int32, at start: Int, until deadline: Int64) throws(LinkFailure) -> Int {
        while true {
            let left = max(0, deadline - MachineClock.nanoseconds(of: CLOCK_MONOTONIC))
            var entry = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
            let ready = poll(&entry, 1, Int32(clamping: (left + 999_999) / 1_000_000))
            guard ready != 0 else { throw spoiled(ETIMEDOUT) }
            let count = reply.withUnsafeMutableBytes { bytes in
                bytes.baseAddress.map { recv(socket, $0 + start, bytes.count - start, Int32(MSG_DONTWAIT)) } ?? 0
            }
            let code = errno
            if count > 0 { return count }
            guard count < 0, code == EAGAIN || code == EINTR else { throw spoiled(count == 0 ? ECONNRESET : code) }
        }
    }

    /// Checks the header of a reply.
    ///
    /// - Returns: the length that it states for what follows it.
    private func statedLength(_ expected: Int) throws(LinkFailure) -> Int {
        let found = UInt16(reply[0]) << 8 | UInt16(reply[1])
        guard found == transaction else { throw spoiled("transaction \(found), expected \(transaction)") }
        guard reply[2] == 0, reply[3] == 0 else { throw spoiled("a protocol other than Modbus") }
        let length = Int(reply[4]) << 8 | Int(reply[5])
        guard length == expected || length == Self.exceptionLength else {
            throw spoiled("a stated length of \(length) bytes, expected \(expected)")
        }
        return length
    }
}
