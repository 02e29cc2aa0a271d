// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// A web server of this machine whose answers a test switches while it runs.
///
/// On a thread of its own it takes one connection after the other and one request from each, keeps the request, answers and
/// closes the connection.
public final class SwitchedServer: Sendable {
    /// What a client asked for.
    public struct Request: Sendable {
        /// Such as `GET`.
        public var method = ""
        /// Path and query.
        public var target = ""
        /// By names in lower case.
        public var fields: [String: String] = [:]
        /// What was posted; each byte is a character.
        public var body = ""
    }

    /// A part of an answer.
    public enum Step: Sendable {
        /// These bytes.
        case send([UInt8])
        /// Byte by byte, for as long as the client stays.
        case trickle(byte: UInt8, everyMilliseconds: Int32)
        /// Again and again, for as long as the client stays.
        case endless([UInt8])
        /// Nothing, for as long as the client stays.
        case silence
    }

    /// What a request gets.
    public typealias Answer = [Step]

    /// The port of this machine it listens at.
    public let port: UInt16
    private let desk: ServerDesk
    /// Closing it ends the thread.
    private let end: Int32
    private let thread: pthread_t

    /// A server that gives these answers in turn, and the last one from then on.
    public convenience init(_ answers: Answer...) throws(Loopback.Failure) {
        try self.init { requests in answers.isEmpty ? [] : answers[min(requests.count, answers.count) - 1] }
    }

    /// A server whose answers depend on what was asked.
    ///
    /// - Parameter answer: is given all requests so far, the one to be answered last.
    public init(answering answer: @escaping @Sendable ([Request]) -> Answer) throws(Loopback.Failure) {
        let (listener, port) = try Loopback.listen()
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw Loopback.Failure(systemError: errno) }
        desk = ServerDesk(listener: listener, ending: ends[0], answer: answer)
        (self.port, end) = (port, ends[1])
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { argument in
                argument.map { Unmanaged<ServerDesk>.fromOpaque($0).takeRetainedValue().serve() }
                return nil
            }, Unmanaged.passRetained(desk).toOpaque())
        self.thread = thread
    }

    deinit {
        close(end)
        pthread_join(thread, nil)
    }

    /// Its address, with a slash at the end.
    public var url: String { "http://127.0.0.1:\(port)/" }

    /// What was asked so far; a client that has its answer finds its request here.
    public var requests: [Request] { desk.state.withLock { $0.requests } }

    /// Bytes of all answers so far.
    public var bytesSent: Int { desk.state.withLock { $0.bytesSent } }

    /// Gives these answers in turn from the next request on, and the last one from then on.
    public func change(to answers: Answer...) {
        desk.state.withLock { state in
            let before = state.requests.count
            state.answer = { answers.isEmpty ? [] : answers[min($0.count - before, answers.count) - 1] }
        }
    }

    /// Gives other answers from the next request on.
    ///
    /// - Parameter answer: is given all requests so far, those before the change included.
    public func change(answering answer: @escaping @Sendable ([Request]) -> Answer) {
        desk.state.withLock { $0.answer = answer }
    }
}

/// What the thread of a server works with.
private final class ServerDesk: Sendable {
    struct State {
        var answer: @Sendable ([SwitchedServer.Request]) -> SwitchedServer.Answer
        var requests: [SwitchedServer.Request] = []
        var bytesSent = 0
    }

    let state: Mutex<State>
    private let listener: Int32
    /// Ready to be read when the thread is to end.
    private let ending: Int32

    init(
        listener: Int32, ending: Int32, answer: @escaping @Sendable ([SwitchedServer.Request]) -> SwitchedServer.Answer
    ) {
        (self.listener, self.ending) = (listener, ending)
        state = Mutex(State(answer: answer))
    }

    deinit {
        close(listener)
        close(ending)
    }

    func serve() {
        while wait(for: listener, milliseconds: -1) == .ready {
            let peer = accept(listener, nil, nil)
            if let request = read(peer) {
                let answer = state.withLock { state in
                    state.requests.append(request)
                    return state.answer(state.requests)
                }
                for step in answer { take(step, peer) }
            }
            close(peer)
        }
    }

    private func take(_ step: SwitchedServer.Step, _ peer: Int32) {
        switch step {
        case .send(let bytes): _ = send(bytes, peer)
        case .trickle(let byte, let milliseconds):
            while send([byte], peer), wait(for: peer, milliseconds: milliseconds) == .late {}
        case .endless(let bytes): while send(bytes, peer) {}
        case .silence: _ = wait(for: peer, milliseconds: -1)
        }
    }

    /// False once the client is gone or the server is to end.
    private func send(_ bytes: [UInt8], _ peer: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            guard wait(for: peer, POLLOUT, milliseconds: -1) == .ready else { return false }
            let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
            let count = rest.withUnsafeBytes { Glibc.send(peer, $0.baseAddress, $0.count, flags) }
            guard count > 0 else { return false }
            state.withLock { $0.bytesSent += count }
            rest = rest.dropFirst(count)
        }
        return true
    }

    private func read(_ peer: Int32) -> SwitchedServer.Request? {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            if let request = SwitchedServer.Request(bytes) { return request }
            guard wait(for: peer, milliseconds: 10_000) == .ready else { return nil }
            let count = recv(peer, &buffer, buffer.count, 0)
            // Whoever begins with a control character wants TLS.
            guard count > 0, buffer[0] >= 32 else { return nil }
            bytes += buffer[..<count]
        }
    }

    private enum Readiness { case ready, late, ended }

    private func wait(for descriptor: Int32, _ event: Int32 = POLLIN, milliseconds: Int32) -> Readiness {
        var questions = [
            pollfd(fd: descriptor, events: Int16(event), revents: 0),
            pollfd(fd: ending, events: Int16(POLLIN), revents: 0),
        ]
        guard poll(&questions, 2, milliseconds) != 0 else { return .late }
        return questions[1].revents == 0 ? .ready : .ended
    }
}

extension SwitchedServer.Request {
    /// Nil while bytes are missing.
    fileprivate init?(_ bytes: [UInt8]) {
        // Header and body, apart; each byte is a character.
        let text = String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
        guard let end = text.firstRange(of: "\r\n\r\n") else { return nil }
        let lines = text[..<end.lowerBound].split(separator: "\r\n")
        let words = lines.first?.split(separator: " ") ?? []
        guard words.count == 3 else { return nil }
        (method, target) = (String(words[0]), String(words[1]))
        for line in lines.dropFirst() {
            let parts = line.split(separator: ": ", maxSplits: 1, omittingEmptySubsequences: false)
            fields[parts[0].lowercased()] = parts.count > 1 ? String(parts[1]) : ""
        }
        body = String(text[end.upperBound...])
        guard body.unicodeScalars.count >= Int(fields["content-length"] ?? "0") ?? 0 else { return nil }
    }
}

extension SwitchedServer.Answer {
    /// A whole answer with the length of its body.
    public static func http(_ status: Int, _ fields: [String] = [], _ body: some Sequence<UInt8>) -> Self {
        let body = [UInt8](body)
        return .head(status, ["Content-Length: \(body.count)"] + fields) + [.send(body)]
    }

    /// A whole answer with text.
    public static func http(_ status: Int, _ fields: [String] = [], _ body: String = "") -> Self {
        .http(status, fields, body.utf8)
    }

    /// The head of an answer whose body follows.
    public static func head(_ status: Int, _ fields: [String] = []) -> Self {
        let lines = ["HTTP/1.1 \(status) Said"] + fields + ["Connection: close", "", ""]
        return [.send([UInt8](lines.joined(separator: "\r\n").utf8))]
    }
}
