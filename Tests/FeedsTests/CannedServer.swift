// SPDX-License-Identifier: Apache-2.0

import Glibc
import HearthTestKit

/// A server that gives every connection the same bytes and keeps what it was asked.
final class CannedServer {
    let port: UInt16
    private let descriptor: Int32
    private let answer: [UInt8]

    init(_ answer: String) throws {
        (descriptor, port) = try Loopback.listen()
        self.answer = Array(answer.utf8)
    }

    deinit { close(descriptor) }

    var url: String { "http://127.0.0.1:\(port)/" }

    /// Answers one connection on a thread of its own.
    ///
    /// - Returns: what waits for the end and gives the request.
    func answerOnce() -> () -> String {
        let (descriptor, answer) = (descriptor, answer)
        let task = Conversation(descriptor: descriptor, answer: answer)
        return { task.wait() }
    }
}

/// One connection, on a thread.
private final class Conversation {
    private var thread = pthread_t()

    /// Unchecked: the thread alone writes it, and its owner reads it after the join.
    private final class Shared: @unchecked Sendable {
        let descriptor: Int32
        let answer: [UInt8]
        var request: [UInt8] = []
        init(_ descriptor: Int32, _ answer: [UInt8]) { (self.descriptor, self.answer) = (descriptor, answer) }
    }

    private let shared: Shared

    init(descriptor: Int32, answer: [UInt8]) {
        shared = Shared(descriptor, answer)
        pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                let shared = Unmanaged<Shared>.fromOpaque(argument).takeRetainedValue()
                let peer = accept(shared.descriptor, nil, nil)
                var buffer = [UInt8](repeating: 0, count: 4096)
                let count = recv(peer, &buffer, buffer.count, 0)
                shared.request = Array(buffer[..<max(0, count)])
                _ = send(peer, shared.answer, shared.answer.count, Int32(MSG_NOSIGNAL))
                close(peer)
                return nil
            }, Unmanaged.passRetained(shared).toOpaque())
    }

    func wait() -> String {
        pthread_join(thread, nil)
        return String(decoding: shared.request, as: UTF8.self)
    }
}
