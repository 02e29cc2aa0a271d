// SPDX-License-Identifier: Apache-2.0

import CModbus
import Glibc

/// The loop of a TCP server: several clients, one request after the other.
struct TCPService {
    let shared: ServerShared
    let context: OwnedContext
    let listener: Int32

    /// More clients than this are turned away.
    private static let mostClients = 16
    private static let headerLength = 7

    func run() {
        var clients: [Int32] = []
        var frame = [UInt8](repeating: 0, count: Int(MODBUS_TCP_MAX_ADU_LENGTH))
        while !shared.shouldStop {
            for socket in readable([shared.wakeDescriptor, listener] + clients) {
                if socket == shared.wakeDescriptor { continue }
                if socket == listener {
                    accept(into: &clients)
                } else if !serve(socket, frame: &frame) {
                    close(socket)
                    clients.removeAll { $0 == socket }
                }
            }
        }
        for socket in clients + [listener] { close(socket) }
        // What libmodbus closes with the context is closed already.
        modbus_set_socket(context.handle, -1)
    }

    private func readable(_ sockets: [Int32]) -> [Int32] {
        var entries = sockets.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        guard poll(&entries, nfds_t(entries.count), -1) > 0 else { return [] }
        return entries.filter { $0.revents != 0 }.map(\.fd)
    }

    private func accept(into clients: inout [Int32]) {
        var listening = listener
        let socket = modbus_tcp_pi_accept(context.handle, &listening)
        guard socket >= 0 else { return }
        guard clients.count < Self.mostClients else {
            close(socket)
            return
        }
        var on: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        clients.append(socket)
    }

    /// Takes one request and answers it.
    ///
    /// - Returns: false when the connection has ended.
    private func serve(_ socket: Int32, frame: inout [UInt8]) -> Bool {
        modbus_set_socket(context.handle, socket)
        let length = frame.withUnsafeMutableBufferPointer { Int(modbus_receive(context.handle, $0.baseAddress)) }
        guard length > Self.headerLength else { return length == 0 }
        let pdu = frame[Self.headerLength..<length]
        guard let reply = shared.reply(to: pdu, unit: frame[Self.headerLength - 1]) else { return true }
        let size = reply.count + 1
        let bytes = frame[0..<4] + [UInt8(size >> 8), UInt8(truncatingIfNeeded: size), frame[6]] + reply
        let sent = bytes.withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        return sent == bytes.count
    }
}
