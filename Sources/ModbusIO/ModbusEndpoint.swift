// SPDX-License-Identifier: Apache-2.0

import Devices
import HostIO

/// Where a Modbus device is reached.
public enum ModbusEndpoint: Hashable, Sendable, CustomStringConvertible {
    /// Modbus TCP; host name or address, and port.
    case tcp(host: String, port: UInt16)
    /// Modbus RTU on a serial line; 8 data bits.
    case rtu(path: String, baud: Int, parity: TransportProfile.Parity, stopBits: Int)

    /// As `192.168.1.20:502` or `/dev/ttyUSB0`.
    public var description: String {
        switch self {
        case .tcp(let host, let port): "\(host):\(port)"
        case .rtu(let path, _, _, _): path
        }
    }
}

extension ModbusEndpoint {
    /// Starts a thread that works for this endpoint; the work must end by itself.
    ///
    /// - Throws: `LinkFailure.notConnected` with one clear line when the system has no thread left.
    func startThread(_ work: @escaping @Sendable () -> Void) throws(LinkFailure) -> WorkerThread {
        do throws(ThreadFailure) { return try WorkerThread(work) } catch { throw notConnected("\(error)") }
    }
}
