// SPDX-License-Identifier: Apache-2.0

import CModbus
import Glibc

/// The loop of a server on a serial line.
struct SerialService {
    let shared: ServerShared
    let context: OwnedContext
    let unit: UInt8

    func run() {
        let line = modbus_get_socket(context.handle)
        var frame = [UInt8](repeating: 0, count: Int(MODBUS_MAX_ADU_LENGTH))
        while !shared.shouldStop {
            var entries = [
                pollfd(fd: shared.wakeDescriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: line, events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&entries, 2, -1) > 0, entries[1].revents != 0 else { continue }
            if entries[1].revents & Int16(POLLIN) == 0 { return }
            serve(&frame)
        }
    }

    /// Takes one request; frames with a bad CRC and those for other units are passed over by libmodbus.
    private func serve(_ frame: inout [UInt8]) {
        let length = frame.withUnsafeMutableBufferPointer { Int(modbus_receive(context.handle, $0.baseAddress)) }
        let crcLength = 2
        guard length > 1 + crcLength, frame[0] == unit else { return }
        guard let reply = shared.reply(to: frame[1..<length - crcLength], unit: unit) else { return }
        // On a serial line a raw request is any frame: libmodbus adds the CRC.
        let bytes = [unit] + reply
        _ = modbus_send_raw_request(context.handle, bytes, Int32(clamping: bytes.count))
    }
}
