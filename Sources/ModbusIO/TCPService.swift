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
    private static let bufferLength = 4096

    func run() {
        var clients: [TCPClient] = []
        var buffer = [UInt8](repeating: 0, count: Self.bufferLength)
        while !shared.shouldStop {
            for socket in readable([shared.wakeDescriptor, listener] + clients.map(\.socket)) {
                if socket == shared.wakeDescriptor { continue }
                if socket == listener {
                    accept(into: &clients)
                } else if let k = clients.firstIndex(where: { $0.socket == socket }),
                    !clients[k].serve(shared, buffer: &buffer)
                {
                    close(socket)
                    clients.remove(at: k)
                }
            }
        }
        for socket in clients.map(\.socket) + [listener] { close(socket) }
        // What libmodbus closes with the context is closed already.
        modbus_set_socket(context.handle, -1)
    }

    private func readable(_ sockets: [Int32]) -> [Int32] {
        var entries = sockets.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        guard poll(&entries, nfds_t(entries.count), -1) > 0 else { return [] }
        return entries.filter { $0.revents != 0 }.map(\.fd)
    }

    private func accept(into clients: inout [TCPClient]) {
        var listening = listener
        let socket = modbus_tcp_pi_accept(context.handle, &listening)
        guard socket >= 0 else { return }
        guard clients.count < Self.mostClients else {
            close(socket)
            return
        }
        var on: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        clients.append(TCPClient(socket: socket))
    }
}
