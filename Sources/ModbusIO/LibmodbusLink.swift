// SPDX-License-Identifier: Apache-2.0

import CModbus
import Devices
import Glibc

/// A client connection over libmodbus, TCP or RTU; used by one thread.
///
/// Requests are composed here and replies are checked here: libmodbus 3.1 does not compare the unit identifier of a TCP
/// reply. After any timeout or mismatch the connection is closed.
final class LibmodbusLink: RegisterLink {
    private let endpoint: ModbusEndpoint
    private let timeoutSeconds: Double
    private var context: ModbusContext?
    private var isConnected = false
    private var transaction: UInt16 = 0
    /// A reply that was waited for in vain may still come, and on a serial line nothing tells it from the next one's.
    private var mayAnswerLate = false
    private var reply = [UInt8](repeating: 0, count: Int(MODBUS_MAX_ADU_LENGTH))

    /// - Parameter timeoutSeconds: for a connection and for each reply, 0.001...60 s.
    init(_ endpoint: ModbusEndpoint, timeoutSeconds: Double) {
        self.endpoint = endpoint
        self.timeoutSeconds = timeoutSeconds
    }

    func open() throws(LinkFailure) {
        guard !isConnected else { return }
        let context = try ModbusContext(endpoint)
        context.setResponseTimeout(seconds: timeoutSeconds)
        let status = modbus_connect(context.handle)
        let code = errno
        // libmodbus leaves the state of the connection attempt behind when its wait for it ends.
        let reason = code == EINPROGRESS ? ETIMEDOUT : code
        guard status == 0 else { throw .notConnected("\(endpoint): \(ModbusContext.text(reason))") }
        if mayAnswerLate { discardLateReply(modbus_get_socket(context.handle), context.handle) }
        mayAnswerLate = false
        self.context = consume context
        isConnected = true
    }

    func close() {
        context = nil
        isConnected = false
    }

    func read(_ range: RegisterRange, unit: UInt8, into words: inout [UInt16]) throws(LinkFailure) {
        let function = range.table.readFunction
        let header = try exchange(
            [unit, function, UInt8(range.address >> 8), UInt8(truncatingIfNeeded: range.address)]
                + Self.bytes(UInt16(clamping: range.count)), unit: unit, function: function)
        let expected = range.table.isBits ? (range.count + 7) / 8 : range.count * 2
        let count = Int(reply[header.start])
        guard count == expected, header.end - header.start - 1 >= expected else {
            throw spoiled("\(count) bytes, expected \(expected)")
        }
        let data = header.start + 1
        if words.count != range.count { words = [UInt16](repeating: 0, count: range.count) }
        if range.table.isBits {
            for k in 0..<range.count { words[k] = UInt16(reply[data + k / 8] >> UInt8(k % 8) & 1) }
        } else {
            for k in 0..<range.count { words[k] = UInt16(reply[data + 2 * k]) << 8 | UInt16(reply[data + 2 * k + 1]) }
        }
    }

    func write(_ write: RegisterWrite, unit: UInt8) throws(LinkFailure) {
        guard let function = write.table.writeFunction else { throw .malformed("table \(write.table) is read only") }
        let address = Self.bytes(write.address)
        let count = Self.bytes(UInt16(clamping: write.words.count))
        let payload = write.table.isBits ? Self.packed(write.words) : write.words.flatMap(Self.bytes)
        let request = [unit, function] + address + count + [UInt8(clamping: payload.count)] + payload
        let header = try exchange(request, unit: unit, function: function)
        guard header.end - header.start >= 4, Array(reply[header.start..<header.start + 4]) == address + count else {
            throw spoiled("a write's reply that repeats another address or count")
        }
    }

    /// Sends a request and takes its reply.
    ///
    /// - Returns: where the data behind the function code begins and ends in `reply`.
    private func exchange(_ request: [UInt8], unit: UInt8, function: UInt8) throws(LinkFailure) -> (
        start: Int, end: Int
    ) {
        guard isConnected, let handle = contextHandle else { throw .notConnected("\(endpoint): not connected") }
        // Bytes that came after the last reply belong to nothing.
        _ = modbus_flush(handle)
        let sent = send(request, over: handle)
        let sendCode = errno
        guard sent > 0 else { throw spoiled(sendCode) }
        let length = reply.withUnsafeMutableBufferPointer { modbus_receive_confirmation(handle, $0.baseAddress) }
        let code = errno
        guard length >= 0 else { throw spoiled(code) }
        // On a serial line libmodbus hides what another unit said.
        guard length > 0 else { throw spoiled("a reply of another unit, expected \(unit)") }
        let header = Int(modbus_get_header_length(handle))
        guard Int(length) >= header + 2 else { throw spoiled("\(length) bytes") }
        try checkHeader(length: Int(length))
        guard reply[header - 1] == unit else { throw spoiled("unit \(reply[header - 1]), expected \(unit)") }
        if reply[header] == function | 0x80 { throw .exception(code: reply[header + 1]) }
        guard reply[header] == function else { throw spoiled("function \(reply[header]), expected \(function)") }
        return (header + 1, Int(length))
    }

    /// Sends unit, function code and data.
    ///
    /// Over TCP the header is made here: `modbus_send_raw_request` of libmodbus 3.1.6 sends transaction 0 every time, so that
    /// a late reply could not be told from the right one.
    ///
    /// - Returns: bytes sent, negative with `errno` on failure.
    private func send(_ request: [UInt8], over handle: OpaquePointer) -> Int {
        guard case .tcp = endpoint else {
            // Without it libmodbus takes no reply at all.
            guard modbus_set_slave(handle, request.first.map(Int32.init) ?? -1) == 0 else { return -1 }
            return Int(modbus_send_raw_request(handle, request, Int32(clamping: request.count)))
        }
        transaction &+= 1
        let frame = Self.bytes(transaction) + [0, 0] + Self.bytes(UInt16(clamping: request.count)) + request
        return frame.withUnsafeBytes {
            Glibc.send(modbus_get_socket(handle), $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
    }

    /// A reply over TCP carries the transaction of its request and the length of its rest; libmodbus checks neither here.
    private func checkHeader(length: Int) throws(LinkFailure) {
        guard case .tcp = endpoint else { return }
        let found = UInt16(reply[0]) << 8 | UInt16(reply[1])
        guard found == transaction else { throw spoiled("transaction \(found), expected \(transaction)") }
        guard reply[2] == 0, reply[3] == 0 else { throw spoiled("a protocol other than Modbus") }
        let stated = Int(reply[4]) << 8 | Int(reply[5])
        guard stated == length - 6 else { throw spoiled("a stated length of \(stated) bytes, found \(length - 6)") }
    }

    /// Listens for one more response timeout and drops what comes, with what follows within 50 ms.
    ///
    /// Over TCP the new connection does this; RTU has no transactions, so that a reply up to twice as late as allowed would be
    /// taken for the next one.
    private func discardLateReply(_ line: Int32, _ handle: OpaquePointer) {
        var entry = pollfd(fd: line, events: Int16(POLLIN), revents: 0)
        var milliseconds = Int32(max(1, min(60_000, timeoutSeconds * 1000)))
        // No more often than the longest frame has bytes, so that noise without end does not hold the bus up.
        for _ in 0..<MODBUS_RTU_MAX_ADU_LENGTH {
            guard poll(&entry, 1, milliseconds) > 0 else { return }
            modbus_flush(handle)
            milliseconds = 50
        }
    }

    private var contextHandle: OpaquePointer? {
        guard let handle = context?.handle else { return nil }
        return handle
    }

    private func spoiled(_ what: String) -> LinkFailure {
        close()
        return .malformed(what)
    }

    private func spoiled(_ code: Int32) -> LinkFailure {
        close()
        if case .rtu = endpoint, code == ETIMEDOUT { mayAnswerLate = true }
        switch code {
        case ETIMEDOUT, ECONNRESET, EPIPE, EBADF, ENOTCONN, ECONNREFUSED, EIO: return .noResponse
        default: return .malformed(ModbusContext.text(code))
        }
    }

    private static func bytes(_ word: UInt16) -> [UInt8] { [UInt8(word >> 8), UInt8(truncatingIfNeeded: word)] }

    private static func packed(_ bits: [UInt16]) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: (bits.count + 7) / 8)
        for (k, bit) in bits.enumerated() where bit != 0 { bytes[k / 8] |= 1 << UInt8(k % 8) }
        return bytes
    }
}
