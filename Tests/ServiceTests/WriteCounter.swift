// SPDX-License-Identifier: Apache-2.0

import Glibc
import HearthTestKit
import HostIO
import Synchronization
import Testing

/// Stands between a Modbus client and a device, passes everything on, and counts the requests that write.
final class WriteCounter: Sendable {
    let port: UInt16
    private let shared: Shared
    private let thread: WorkerThread
    /// Its end is the end of the thread.
    private let lifeLine: Int32

    /// - Parameter device: port of the device.
    init(device: UInt16) throws {
        let (listener, port) = try Loopback.listen()
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let (shared, stop) = (Shared(), ends[0])
        lifeLine = ends[1]
        (self.port, self.shared) = (port, shared)
        thread = try WorkerThread {
            var relay = Relay(listener: listener, device: device, stop: stop, shared: shared)
            relay.run()
            close(stop)
        }
    }

    deinit {
        close(lifeLine)
        thread.join()
    }

    /// Requests so far.
    var requests: Int { shared.requests.load(ordering: .relaxed) }
    /// Those of them that write.
    var writes: Int { shared.writes.load(ordering: .relaxed) }

    /// Turns the next connections away, as a device does whose only session is still taken.
    func refuse(next count: Int) { shared.refusals.store(count, ordering: .relaxed) }

    fileprivate final class Shared: Sendable {
        let requests = Atomic<Int>(0)
        let writes = Atomic<Int>(0)
        let refusals = Atomic<Int>(0)
    }
}

/// The thread between client and device.
private struct Relay {
    private struct Pair {
        let client, device: Int32
        /// What came of a request that is not whole yet.
        var pending: [UInt8] = []
    }

    let listener: Int32
    let device: UInt16
    let stop: Int32
    let shared: WriteCounter.Shared
    private var pairs: [Pair] = []

    init(listener: Int32, device: UInt16, stop: Int32, shared: WriteCounter.Shared) {
        (self.listener, self.device, self.stop, self.shared) = (listener, device, stop, shared)
    }

    mutating func run() {
        while true {
            var questions = [stop, listener].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            for pair in pairs {
                questions.append(pollfd(fd: pair.client, events: Int16(POLLIN), revents: 0))
                questions.append(pollfd(fd: pair.device, events: Int16(POLLIN), revents: 0))
            }
            guard poll(&questions, nfds_t(questions.count), -1) > 0, questions[0].revents == 0 else { break }
            for k in pairs.indices.reversed() {
                let isAlive =
                    (questions[2 + 2 * k].revents == 0 || passRequest(k))
                    && (questions[3 + 2 * k].revents == 0 || pass(from: pairs[k].device, to: pairs[k].client) != nil)
                if !isAlive { closePair(pairs.remove(at: k)) }
            }
            if questions[1].revents != 0 { acceptOne() }
        }
        for pair in pairs { closePair(pair) }
        close(listener)
    }

    private mutating func acceptOne() {
        let client = accept(listener, nil, nil)
        guard client >= 0 else { return }
        let isRefused = shared.refusals.load(ordering: .relaxed) > 0
        if isRefused { shared.refusals.subtract(1, ordering: .relaxed) }
        guard !isRefused, let device = Loopback.connect(device) else {
            close(client)
            return
        }
        pairs.append(Pair(client: client, device: device))
    }

    private mutating func passRequest(_ k: Int) -> Bool {
        guard let bytes = pass(from: pairs[k].client, to: pairs[k].device) else { return false }
        pairs[k].pending += bytes
        // MBAP header: transaction, protocol, length from byte 6 on; the function follows the unit.
        while pairs[k].pending.count >= 8 {
            let length = 6 + Int(pairs[k].pending[4]) << 8 + Int(pairs[k].pending[5])
            guard pairs[k].pending.count >= length else { break }
            shared.requests.add(1, ordering: .relaxed)
            if [5, 6, 15, 16, 22, 23].contains(pairs[k].pending[7]) { shared.writes.add(1, ordering: .relaxed) }
            pairs[k].pending.removeFirst(length)
        }
        return true
    }

    /// Nil when one side is gone.
    private func pass(from source: Int32, to target: Int32) -> ArraySlice<UInt8>? {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = recv(source, &bytes, bytes.count, 0)
        guard count > 0, send(target, bytes, count, Int32(MSG_NOSIGNAL)) == count else { return nil }
        return bytes[..<count]
    }

    private func closePair(_ pair: Pair) {
        close(pair.client)
        close(pair.device)
    }
}
