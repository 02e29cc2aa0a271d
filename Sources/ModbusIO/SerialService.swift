// SPDX-License-Identifier: Apache-2.0

import CModbus
import Glibc

/// The loop of a server on a serial line.
///
/// Frames are told apart by their CRC and by silence on the line. libmodbus tells them apart by their content: after a
/// request for another unit it waits for that unit's reply, and swallows the next request when there is none.
struct SerialService {
    let shared: ServerShared
    let context: OwnedContext
    let unit: UInt8

    /// Silence after which a frame that is not whole is given up, ms; above what USB adapters add between two bytes.
    private static let gapMilliseconds: Int32 = 50
    private static let shortestFrame = 4
    private static let crcLength = 2

    func run() {
        let line = modbus_get_socket(context.handle)
        var buffer = [UInt8](repeating: 0, count: Int(MODBUS_RTU_MAX_ADU_LENGTH))
        var frame: [UInt8] = []
        while !shared.shouldStop {
            var entries = [
                pollfd(fd: shared.wakeDescriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: line, events: Int16(POLLIN), revents: 0),
            ]
            let ready = poll(&entries, 2, frame.isEmpty ? -1 : Self.gapMilliseconds)
            if ready == 0 { frame.removeAll() }
            guard ready > 0, entries[1].revents != 0 else { continue }
            if entries[1].revents & Int16(POLLIN) == 0 { return }
            let count = read(line, &buffer, buffer.count)
            guard count > 0 || (count < 0 && [EAGAIN, EINTR].contains(errno)) else { return }
            if count > 0 { frame += buffer[0..<count] }
            if frame.count > buffer.count { frame.removeAll() }
            if frame.count >= Self.shortestFrame && Self.crc(frame) == 0 {
                answer(frame)
                frame.removeAll()
            }
        }
    }

    private func answer(_ frame: [UInt8]) {
        guard frame[0] == unit else { return }
        guard let reply = shared.reply(to: frame[1..<frame.count - Self.crcLength], unit: unit) else { return }
        // On a serial line a raw request is any frame: libmodbus adds the CRC.
        let bytes = [unit] + reply
        _ = modbus_send_raw_request(context.handle, bytes, Int32(clamping: bytes.count))
    }

    /// CRC of a frame, 0 for one that ends with its own (Modbus over Serial Line V1.02, 6.2.2).
    private static func crc(_ bytes: [UInt8]) -> UInt16 {
        var crc: UInt16 = 0xFFFF
        for byte in bytes {
            crc ^= UInt16(byte)
            for _ in 0..<8 { crc = crc & 1 == 0 ? crc >> 1 : crc >> 1 ^ 0xA001 }
        }
        return crc
    }
}
