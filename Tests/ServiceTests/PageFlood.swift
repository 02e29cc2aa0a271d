// SPDX-License-Identifier: Apache-2.0

import Energy
import Glibc
import HearthTestKit
import HostIO
import Synchronization

/// Somebody on the network who means the status page no good: many requests, and many connections that never come to an end
/// of theirs.
final class PageFlood: Sendable {
    /// Calls from 127.0.0.2.
    private static let host: UInt8 = 2
    /// Connections that are waited for at the same time.
    private static let mostOpen = 100
    /// Bytes at most that a request's answer is read in at once.
    private static let chunk = 64 * 1024

    private let port: UInt16
    private let isOver = Atomic<Bool>(false)
    /// Requests sent so far.
    let requests = Atomic<Int>(0)
    /// Connections that came about so far, of those that are slow.
    let slowConnections = Atomic<Int>(0)
    private let threads = Mutex<[WorkerThread]>([])

    /// Begins.
    ///
    /// - Parameters:
    ///   - rate: requests per second.
    ///   - slow: connections that send a byte of a request each second; one that is ended is begun again.
    init(port: UInt16, rate: Double, slow: Int) throws {
        self.port = port
        let quick = try WorkerThread { self.sendRequests(rate: rate) }
        let lasting = try WorkerThread { self.hold(slow) }
        threads.withLock { $0 = [quick, lasting] }
    }

    /// Ends it.
    func end() {
        isOver.store(true, ordering: .releasing)
        for thread in threads.withLock({ $0 }) { thread.join() }
    }

    private var goesOn: Bool { !isOver.load(ordering: .acquiring) }

    private func sendRequests(rate: Double) {
        let request = Array("GET /api/v1/status HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n\r\n".utf8)
        let start = MachineClock.now()
        var begun = 0
        var (waiting, sent): ([Int32], [Int32]) = ([], [])
        while goesOn {
            let due = Int(MachineClock.now().seconds(since: start) * rate)
            waiting += (begun..<max(begun, due)).compactMap { _ in Loopback.call(port, fromHost: Self.host) }
            begun = max(begun, due)
            let isSent = waiting.map { send($0, request, request.count, Int32(MSG_NOSIGNAL)) == request.count }
            sent += zip(waiting, isSent).filter(\.1).map(\.0)
            requests.add(isSent.count { $0 }, ordering: .relaxed)
            waiting = keep(zip(waiting, isSent).filter { !$1 }.map(\.0))
            sent = keep(sent.filter { !isAnswered($0) })
            _ = poll(nil, 0, 2)
        }
        for descriptor in waiting + sent { close(descriptor) }
    }

    /// The latest of some connections, the others closed.
    private func keep(_ descriptors: [Int32]) -> [Int32] {
        for descriptor in descriptors.dropLast(Self.mostOpen) { close(descriptor) }
        return descriptors.suffix(Self.mostOpen)
    }

    /// True, and closed, when the server has ended the connection.
    private func isAnswered(_ descriptor: Int32) -> Bool {
        var bytes = [UInt8](repeating: 0, count: Self.chunk)
        while true {
            let count = recv(descriptor, &bytes, bytes.count, 0)
            if count > 0 { continue }
            guard count == 0 || errno != EAGAIN else { return false }
            close(descriptor)
            return true
        }
    }

    private func hold(_ count: Int) {
        let head = Array("GET / HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nX: ".utf8)
        var open = [(descriptor: Int32, sent: Int)?](repeating: nil, count: count)
        while goesOn {
            for place in open.indices {
                guard let (descriptor, sent) = open[place] else {
                    let begun = Loopback.call(port, fromHost: Self.host)
                    if begun != nil { slowConnections.add(1, ordering: .relaxed) }
                    open[place] = begun.map { ($0, 0) }
                    continue
                }
                let byte = sent < head.count ? head[sent] : UInt8(ascii: "x")
                if isAnswered(descriptor) {
                    open[place] = nil
                } else if send(descriptor, [byte], 1, Int32(MSG_NOSIGNAL)) == 1 {
                    open[place] = (descriptor, sent + 1)
                }
            }
            _ = poll(nil, 0, 1000)
        }
        for (descriptor, _) in open.compactMap({ $0 }) { close(descriptor) }
    }
}
