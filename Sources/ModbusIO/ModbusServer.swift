// SPDX-License-Identifier: Apache-2.0

import CModbus
import Devices
import Glibc
import HostIO

/// Serves a bank of registers to any Modbus client, over TCP or on a serial line, on a thread of its own.
///
/// For simulated devices; TCP binds the loopback interface unless told otherwise.
public final class ModbusServer: Sendable {
    /// The TCP port it listens on; 0 on a serial line.
    public let port: UInt16
    private let shared: ServerShared
    private let thread: WorkerThread

    /// Starts serving over TCP.
    ///
    /// - Parameters:
    ///   - host: numeric address to bind.
    ///   - port: 0 lets the system choose.
    /// - Throws: `LinkFailure.notConnected` with one clear line, for example when the port is taken.
    public init(bank: any RegisterBank, host: String = "127.0.0.1", port: UInt16 = 0) throws(LinkFailure) {
        let endpoint = ModbusEndpoint.tcp(host: host, port: port)
        let context = OwnedContext(try ModbusContext(endpoint))
        let shared = try ServerShared(bank: bank, endpoint: endpoint)
        let listener = modbus_tcp_pi_listen(context.handle, Self.backlog)
        let code = errno
        guard listener >= 0 else { throw endpoint.notConnected(code) }
        self.port = Self.boundPort(of: listener)
        self.shared = shared
        do throws(LinkFailure) {
            thread = try endpoint.startThread {
                TCPService(shared: shared, context: context, listener: listener).run()
            }
        } catch {
            close(listener)
            throw error
        }
    }

    /// Starts serving on a serial line.
    ///
    /// - Parameter unit: unit identifier it answers to.
    public init(bank: any RegisterBank, serial endpoint: ModbusEndpoint, unit: UInt8) throws(LinkFailure) {
        let context = OwnedContext(try ModbusContext(endpoint))
        modbus_set_slave(context.handle, Int32(unit))
        let status = modbus_connect(context.handle)
        let code = errno
        guard status == 0 else { throw endpoint.notConnected(code) }
        port = 0
        let shared = try ServerShared(bank: bank, endpoint: endpoint)
        self.shared = shared
        thread = try endpoint.startThread {
            SerialService(shared: shared, context: context, unit: unit).run()
        }
    }

    /// Ends serving and closes every connection.
    public func stop() {
        shared.stop()
        thread.join()
    }

    /// Connections that may wait to be accepted.
    private static let backlog: Int32 = 8

    private static func boundPort(of socket: Int32) -> UInt16 {
        var address = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let status = withUnsafeMutableBytes(of: &address) { bytes in
            bytes.baseAddress.map {
                getsockname(socket, $0.assumingMemoryBound(to: sockaddr.self), &length)
            } ?? -1
        }
        guard status == 0 else { return 0 }
        // The port stands at the same place in both address families, in network order.
        return withUnsafeBytes(of: address) { UInt16($0[2]) << 8 | UInt16($0[3]) }
    }
}
