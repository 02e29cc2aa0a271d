// SPDX-License-Identifier: Apache-2.0

import CModbus
import Devices
import Glibc
import HostIO

/// A client connection over libmodbus, TCP or RTU; used by one thread.
///
/// Requests are composed here and replies are checked here: libmodbus 3.1 does not compare the unit identifier of a TCP
/// reply. After any timeout or mismatch the connection is closed.
final class LibmodbusLink: RegisterLink {
    private let endpoint: ModbusEndpoint
    let timeoutSeconds: Double
    private var context: ModbusContext?
    private var isConnected = false
    /// Of the last request over TCP.
    var transaction: UInt16 = 0
    /// Until when (`CLOCK_MONOTONIC`, ns) a serial reply that was waited for in vain may still come, by unit: nothing tells it
    /// from the unit's next one, while one of another unit is refused anyway.
    private var lateReplies: [UInt8: Int64] = [:]
    var reply = [UInt8](repeating: 0, count: Int(MODBUS_MAX_ADU_LENGTH))

    /// - Parameter timeoutSeconds: for a connection and for each reply, 0.001...60 s.
    init(_ endpoint: ModbusEndpoint, timeoutSeconds: Double) {
        self.endpoint = endpoint
        self.timeoutSeconds = max(0.001, min(60, timeoutSeconds))
    }

    func open() throws(LinkFailure) {
        guard !isConnected else { return }
        let context = try ModbusContext(endpoint)
        context.setResponseTimeout(seconds: timeoutSeconds)
        let status = modbus_connect(context.handle)
        let code = errno
        // libmodbus leaves the state of the connection attempt behind when its wait for it ends.
        let reason = code == EINPROGRESS ? ETIMEDOUT : code
        guard status == 0 else { throw endpoint.notConnected(reason) }
        self.context = consume context
        isConnected = true
    }

    func close() {
        context = nil
        isConnected = false
    }

    func read(_ range: RegisterRange, unit: UInt8, into words: inout [UInt16]) throws(LinkFailure) {
        let function = range.table.readFunction
        let expected = range.table.isBits ? (range.count + 7) / 8 : range.count * 2
        let request =
            [unit, function] + Self.bytes(range.address) + Self.bytes(UInt16(clamping: range.count))
        let found = try exchange(request, replyLength: expected + 3)
        let count = Int(reply[found.lowerBound])
        guard count == expected, found.count - 1 >= expected else {
            throw spoiled("\(count) bytes, expected \(expected)")
        }
        let data = found.lowerBound + 1
        if words.count != range.count { words = [UInt16](repeating: 0, count: range.count) }
        if range.table.isBits {
            for k in 0..<range.count { words[k] = UInt16(reply[data + k / 8] >> UInt8(k % 8) & 1) }
        } else {
            for k in 0..<range.count { words[k] = UInt16(reply[data + 2 * k]) << 8 | UInt16(reply[data + 2 * k + 1]) }
        }
    }

    func write(_ write: RegisterWrite, unit: UInt8) throws(LinkFailure) {
        guard let function = write.table.writeFunction else { throw .malformed("table \(write.table) is read only") }
        let echo = Self.bytes(write.address) + Self.bytes(UInt16(clamping: write.words.count))
        let payload = write.table.isBits ? Self.packed(write.words) : write.words.flatMap(Self.bytes)
        let request = [unit, function] + echo + [UInt8(clamping: payload.count)] + payload
        let found = try exchange(request, replyLength: echo.count + 2)
        guard found.count >= echo.count, Array(reply[found.prefix(echo.count)]) == echo else {
            throw spoiled("a write's reply that repeats another address or count")
        }
    }

    /// Sends unit, function code and data, and takes the reply.
    ///
    /// - Parameter replyLength: of unit, function code and data.
    /// - Returns: where the data behind the function code stands in `reply`.
    private func exchange(_ request: [UInt8], replyLength: Int) throws(LinkFailure) -> Range<Int> {
        guard isConnected, let handle = contextHandle else { throw .notConnected("\(endpoint): not connected") }
        let length =
            switch endpoint {
            case .tcp: try exchangeFrame(request, over: modbus_get_socket(handle), replyLength: replyLength)
            case .rtu: try exchangeSerial(request, over: handle)
            }
        let header = Int(modbus_get_header_length(handle))
        guard length >= header + 2 else { throw spoiled("\(length) bytes") }
        let (unit, function) = (request[0], request[1])
        guard reply[header - 1] == unit else { throw spoiled("unit \(reply[header - 1]), expected \(unit)") }
        if reply[header] == function | 0x80 { throw .exception(code: reply[header + 1]) }
        guard reply[header] == function else { throw spoiled("function \(reply[header]), expected \(function)") }
        return header + 1..<length
    }

    /// Sends unit, function code and data on a serial line, and takes the reply.
    ///
    /// - Returns: bytes of the frame, which begins at `reply[0]`.
    private func exchangeSerial(_ request: [UInt8], over handle: OpaquePointer) throws(LinkFailure) -> Int {
        if let deadline = lateReplies.removeValue(forKey: request[0]) { discardLateReply(handle, until: deadline) }
        // Bytes that came after the last reply belong to nothing.
        _ = modbus_flush(handle)
        // Without the unit set libmodbus takes no reply at all.
        let isSent =
            modbus_set_slave(handle, Int32(request[0])) == 0
            && modbus_send_raw_request(handle, request, Int32(clamping: request.count)) > 0
        let sendCode = errno
        guard isSent else { throw spoiled(sendCode) }
        let length = reply.withUnsafeMutableBufferPointer { modbus_receive_confirmation(handle, $0.baseAddress) }
        let code = errno
        if length < 0 && code == ETIMEDOUT {
            lateReplies[request[0]] = MachineClock.nanoseconds(of: CLOCK_MONOTONIC) + Int64(timeoutSeconds * 1e9)
        }
        guard length >= 0 else { throw spoiled(code) }
        // libmodbus hides what another unit said.
        guard length > 0 else { throw spoiled("a reply of another unit, expected \(request[0])") }
        return Int(length)
    }

    /// Listens until one more response timeout has passed, and drops what comes, with what follows within 50 ms.
    ///
    /// Over TCP the new connection does this; RTU has no transactions, so that a reply up to twice as late as allowed would be
    /// taken for the unit's next one.
    private func discardLateReply(_ handle: OpaquePointer, until deadline: Int64) {
        var entry = pollfd(fd: modbus_get_socket(handle), events: Int16(POLLIN), revents: 0)
        var left = (deadline - MachineClock.nanoseconds(of: CLOCK_MONOTONIC)) / 1_000_000
        // No more often than the longest frame has bytes, so that noise without end does not hold the bus up.
        for _ in 0..<MODBUS_RTU_MAX_ADU_LENGTH {
            guard left > 0, poll(&entry, 1, Int32(clamping: left)) > 0 else { return }
            modbus_flush(handle)
            left = 50
        }
    }

    private var contextHandle: OpaquePointer? {
        guard let handle = context?.handle else { return nil }
        return handle
    }

    func spoiled(_ what: String) -> LinkFailure {
        close()
        return .malformed(what)
    }

    func spoiled(_ code: Int32) -> LinkFailure {
        close()
        switch code {
        case ETIMEDOUT, ECONNRESET, EPIPE, EBADF, ENOTCONN, ECONNREFUSED, EIO: return .noResponse
        default: return .malformed(ModbusContext.text(code))
        }
    }

    static func bytes(_ word: UInt16) -> [UInt8] { [UInt8(word >> 8), UInt8(truncatingIfNeeded: word)] }

    private static func packed(_ bits: [UInt16]) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: (bits.count + 7) / 8)
        for (k, bit) in bits.enumerated() where bit != 0 { bytes[k / 8] |= 1 << UInt8(k % 8) }
        return bytes
    }
}
