// SPDX-License-Identifier: Apache-2.0

import Glibc
import HostIO
import Synchronization

@testable import ModbusIO

/// A TCP server that answers requests with whatever bytes a test wants, and rightly once its script has ended.
struct CraftedServer {
    enum Step: Sendable {
        /// Answers with bytes made of the request.
        case bytes(@Sendable ([UInt8]) -> [UInt8])
        /// Answers rightly, but only once the client has closed or sent something else.
        case late
        /// Sends the first bytes of the right answer, then RST.
        case reset(after: Int)
    }

    private let listener: TestSocket
    private let log = CraftedLog()
    private let thread: WorkerThread

    init(_ script: [Step]) throws {
        let listener = try TestSocket.listener()
        self.listener = listener
        thread = try WorkerThread { [log] in
            var steps = script[...]
            while true {
                let descriptor = accept(listener.descriptor, nil, nil)
                guard descriptor >= 0 else { return }
                log.noteConnection()
                Self.serve(TestSocket(descriptor: descriptor), &steps, log)
            }
        }
    }

    var port: UInt16 { listener.port }
    /// Connections taken so far.
    var connections: Int { log.connections }
    /// For every late reply whether the client had closed the connection before.
    var closedBeforeLateReply: [Bool] { log.closedBeforeLateReply }

    /// Ends the thread; the client must have closed its connection.
    func stop() {
        shutdown(listener.descriptor, Int32(SHUT_RDWR))
        thread.join()
        listener.close()
    }

    /// The right answer to a read of holding registers that hold their own address.
    @Sendable static func rightAnswer(_ request: [UInt8]) -> [UInt8] {
        let address = Int(request[8]) << 8 | Int(request[9])
        let words = (address..<address + Int(request[11])).flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        return frame(request, [request[6], request[7], UInt8(words.count)] + words)
    }

    /// A frame with the transaction of a request.
    static func frame(_ request: [UInt8], _ content: [UInt8]) -> [UInt8] {
        request[0..<2] + [0, 0, UInt8(content.count >> 8), UInt8(content.count & 0xFF)] + content
    }

    /// Answers one connection to its end.
    private static func serve(_ client: TestSocket, _ steps: inout ArraySlice<Step>, _ log: CraftedLog) {
        while true {
            let request = client.receiveFrame()
            guard request.count >= 12 else { return client.close() }
            switch steps.popFirst() ?? .bytes(rightAnswer) {
            case .bytes(let answer): client.send(answer(request))
            case .late:
                let next = client.receive(1)
                log.noteLateReply(afterClose: next.isEmpty)
                client.send(rightAnswer(request))
                if next.isEmpty { return client.close() }
            case .reset(let length):
                client.send(Array(rightAnswer(request).prefix(length)))
                return client.reset()
            }
        }
    }
}

/// What a crafted server saw.
final class CraftedLog: Sendable {
    private let state = Mutex((connections: 0, late: [Bool]()))

    var connections: Int { state.withLock { $0.connections } }
    var closedBeforeLateReply: [Bool] { state.withLock { $0.late } }

    func noteConnection() { state.withLock { $0.connections += 1 } }
    func noteLateReply(afterClose: Bool) { state.withLock { $0.late.append(afterClose) } }
}
