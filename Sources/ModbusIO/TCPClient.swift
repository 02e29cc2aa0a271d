// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A client of the server and what it has sent so far.
///
/// Frames are cut by the length in their header: libmodbus cuts by the function code, and takes the rest of a request that
/// it does not know for the next one. Nothing here waits for a client.
struct TCPClient {
    let socket: Int32
    private var received: [UInt8] = []

    private static let headerLength = 7
    /// Unit identifier and PDU (Modbus Messaging on TCP/IP Implementation Guide V1.0b, 3.1.3).
    private static let lengths = 2...254

    init(socket: Int32) { self.socket = socket }

    /// Takes what has come and answers every whole request.
    ///
    /// - Returns: false when the connection has ended, or what came is not Modbus.
    mutating func serve(_ shared: ServerShared, buffer: inout [UInt8]) -> Bool {
        let count = recv(socket, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        guard count > 0 else { return count < 0 && (errno == EAGAIN || errno == EINTR) }
        received += buffer[0..<count]
        while received.count >= Self.headerLength {
            let length = Int(received[4]) << 8 | Int(received[5])
            guard received[2] == 0, received[3] == 0, Self.lengths.contains(length) else { return false }
            let end = Self.headerLength - 1 + length
            guard received.count >= end else { return true }
            guard answer(received[0..<end], shared) else { return false }
            received.removeFirst(end)
        }
        return true
    }

    /// - Returns: false when the client does not take its answer.
    private func answer(_ frame: ArraySlice<UInt8>, _ shared: ServerShared) -> Bool {
        let unit = frame[Self.headerLength - 1]
        guard let reply = shared.reply(to: frame[Self.headerLength...], unit: unit) else { return true }
        let size = reply.count + 1
        let bytes = frame[0..<4] + [UInt8(size >> 8), UInt8(truncatingIfNeeded: size), unit] + reply
        let sent = bytes.withUnsafeBytes {
            send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
        }
        return sent == bytes.count
    }
}
