// SPDX-License-Identifier: Apache-2.0

import Devices
import Glibc
import HostIO

@testable import ModbusIO

/// One pseudo terminal: the test holds the master, the code under test opens the other side by its path.
struct Terminal {
    let master: Int32
    let path: String
    /// Keeps the line up while the code under test closes and opens its side.
    private let keeper: Int32

    struct Failure: Error { let code: Int32 }

    init() throws {
        var (master, keeper): (Int32, Int32) = (-1, -1)
        var name = [CChar](repeating: 0, count: 64)
        guard openpty(&master, &keeper, &name, nil, nil) == 0 else { throw Failure(code: errno) }
        (self.master, self.keeper) = (master, keeper)
        path = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        var settings = termios()
        tcgetattr(keeper, &settings)
        cfmakeraw(&settings)
        tcsetattr(keeper, TCSANOW, &settings)
    }

    var endpoint: ModbusEndpoint { .rtu(path: path, baud: 115_200, parity: .none, stopBits: 1) }

    func close() {
        Glibc.close(keeper)
        Glibc.close(master)
    }

    /// Waits for bytes from the other side; nil when `wake` became readable.
    func receive(wake: Int32) -> [UInt8]? {
        var entries = [
            pollfd(fd: wake, events: Int16(POLLIN), revents: 0), pollfd(fd: master, events: Int16(POLLIN), revents: 0),
        ]
        poll(&entries, 2, -1)
        guard entries[0].revents == 0 else { return nil }
        var bytes = [UInt8](repeating: 0, count: 512)
        let count = read(master, &bytes, bytes.count)
        return Array(bytes.prefix(max(0, count)))
    }

    func send(_ bytes: [UInt8]) { _ = write(master, bytes, bytes.count) }
}

/// Becomes readable for good once it was woken.
struct WakePipe {
    let readEnd: Int32
    private let writeEnd: Int32

    init() {
        var ends: [Int32] = [-1, -1]
        pipe(&ends)
        (readEnd, writeEnd) = (ends[0], ends[1])
    }

    func wake() { _ = write(writeEnd, [1] as [UInt8], 1) }

    func close() { for end in [readEnd, writeEnd] { Glibc.close(end) } }
}

/// Two terminals joined by threads that carry the bytes from one to the other.
final class SerialCable {
    private let ends: [Terminal]
    private let stop = WakePipe()
    private let carriers: [WorkerThread]

    init() throws {
        let ends = [try Terminal(), try Terminal()]
        self.ends = ends
        let wake = stop.readEnd
        carriers = try [(0, 1), (1, 0)].map { from, to in
            try WorkerThread {
                while let bytes = ends[from].receive(wake: wake) { ends[to].send(bytes) }
            }
        }
    }

    var client: ModbusEndpoint { ends[0].endpoint }
    var server: ModbusEndpoint { ends[1].endpoint }

    /// Bytes from nowhere on the server's side.
    func disturbServer(_ bytes: [UInt8]) { ends[1].send(bytes) }

    func unplug() {
        stop.wake()
        for carrier in carriers { carrier.join() }
        for end in ends { end.close() }
        stop.close()
    }
}

/// A device on a serial line that answers reads with bytes of the test's making, rightly once its script has ended.
final class SerialDevice {
    private let terminal: Terminal
    private let stop = WakePipe()
    private let thread: WorkerThread

    init(_ script: [@Sendable ([UInt8]) -> [UInt8]]) throws {
        let terminal = try Terminal()
        self.terminal = terminal
        let wake = stop.readEnd
        thread = try WorkerThread {
            var steps = script[...]
            var request: [UInt8] = []
            while let bytes = terminal.receive(wake: wake) {
                request += bytes
                guard request.count >= SerialFrame.readLength else { continue }
                let make = steps.popFirst() ?? { SerialFrame.sealed(SerialFrame.answer($0)) }
                terminal.send(make(request))
                request = []
            }
        }
    }

    var endpoint: ModbusEndpoint { terminal.endpoint }

    func unplug() {
        stop.wake()
        thread.join()
        terminal.close()
        stop.close()
    }
}

/// Frames of a serial line.
enum SerialFrame {
    /// Bytes of a read request.
    static let readLength = 8

    /// The right answer to a read of holding registers that hold their own address, without CRC.
    static func answer(_ request: [UInt8]) -> [UInt8] {
        let address = Int(request[2]) << 8 | Int(request[3])
        let words = (address..<address + Int(request[5])).flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        return [request[0], request[1], UInt8(words.count)] + words
    }

    static func flipped(_ frame: [UInt8], byte: Int) -> [UInt8] {
        var frame = frame
        frame[byte] ^= 1
        return frame
    }

    /// A frame with its CRC (Modbus over Serial Line V1.02, 6.2.2).
    static func sealed(_ frame: [UInt8]) -> [UInt8] {
        var crc: UInt16 = 0xFFFF
        for byte in frame {
            crc ^= UInt16(byte)
            for _ in 0..<8 { crc = crc & 1 == 0 ? crc >> 1 : crc >> 1 ^ 0xA001 }
        }
        return frame + [UInt8(crc & 0xFF), UInt8(crc >> 8)]
    }
}
