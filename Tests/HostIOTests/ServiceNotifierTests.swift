// SPDX-License-Identifier: Apache-2.0

import Glibc
import HostIO
import Testing

/// A socket as systemd would hold it.
private struct NotifySocket: ~Copyable {
    let name: String
    private let descriptor: Int32

    init(_ name: String) throws {
        self.name = name
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        let address = try #require(UnixAddress(name))
        let status = address.withSocketAddress { bind(descriptor, $0, $1) }
        try #require(status == 0)
    }

    deinit {
        close(descriptor)
        unlink(name)
    }

    /// The next datagram that is there already, nil for none.
    func next() -> String? {
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
        return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : nil
    }
}

@Suite struct ServiceNotifierTests {
    @Test(arguments: ["@hearth-notify-test-\(getpid())", "/tmp/hearth-notify-test-\(getpid())"])
    func messages_arriveAsSystemdExpectsThem(_ name: String) throws {
        let socket = try NotifySocket(name)
        let notifier = ServiceNotifier(socket: name)
        notifier.send(.ready)
        notifier.send(.watchdog)
        notifier.send(.status("two\nlines"))
        notifier.send(.stopping)
        #expect(socket.next() == "READY=1")
        #expect(socket.next() == "WATCHDOG=1")
        #expect(socket.next() == "STATUS=two lines")
        #expect(socket.next() == "STOPPING=1")
        #expect(socket.next() == nil)
    }

    @Test func nobodyListening_isNoFault() {
        ServiceNotifier(socket: "/nowhere/notify").send(.ready)
        ServiceNotifier(socket: nil).send(.ready)
        #expect(UnixAddress(String(repeating: "a", count: 108)) == nil)
        #expect(UnixAddress("") == nil)
    }
}
