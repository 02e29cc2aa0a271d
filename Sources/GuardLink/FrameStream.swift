// SPDX-License-Identifier: Apache-2.0

import Energy
import Glibc

/// One connected stream socket that carries frames; it owns the descriptor and never waits.
final class FrameStream {
    /// Most frames kept while the peer does not read: some minutes of events and a catch-up of slices.
    static let mostFrames = 4000

    private let descriptor: Int32
    private let mostBytes: Int
    private var reassembler = FrameReassembler()
    private var queue = FrameQueue(capacity: FrameStream.mostFrames)
    /// The frame under way, and how much of it the system has taken.
    private var current: [UInt8] = []
    private var written = 0
    private var buffer = [UInt8](repeating: 0, count: 16 * 1024)

    /// Takes over a connected, non-blocking socket.
    ///
    /// - Parameter mostBytes: taken in at one call, so that a peer that floods the socket costs a bounded part of a cycle.
    init(_ descriptor: Int32, mostBytes: Int = 512 * 1024) {
        (self.descriptor, self.mostBytes) = (descriptor, mostBytes)
    }

    deinit { close(descriptor) }

    /// Queues a frame and hands the system as much as it takes.
    ///
    /// - Returns: false when the connection is over.
    func send(_ frame: [UInt8]) -> Bool {
        queue.append(frame)
        return flush()
    }

    /// Hands the system as much of what waits as it takes.
    ///
    /// - Returns: false when the connection is over.
    func flush() -> Bool {
        while true {
            if written == current.count {
                guard let next = queue.takeFirst() else { return true }
                (current, written) = (next, 0)
            }
            let count = current.withUnsafeBytes {
                Glibc.send(
                    descriptor, $0.baseAddress?.advanced(by: written), $0.count - written,
                    Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
            }
            if count < 0 { return errno == EAGAIN || errno == EINTR }
            written += count
        }
    }

    /// Takes in what has arrived.
    ///
    /// - Parameter frames: whole frames are appended, those before a fault included.
    /// - Returns: why the connection is over, nil while it stands.
    func receive(into frames: inout [[UInt8]]) -> LinkEnd? {
        var taken = 0
        while taken < mostBytes {
            let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            if count < 0 { return errno == EAGAIN || errno == EINTR ? nil : .system(errno) }
            if count == 0 { return .closed }
            do throws(FrameError) {
                try reassembler.take(buffer[..<count], into: &frames)
            } catch {
                return .damaged(error)
            }
            taken += count
        }
        return nil
    }
}

/// Why a connection ended.
public enum LinkEnd: Hashable, Sendable, CustomStringConvertible {
    /// The peer closed it.
    case closed
    /// Bytes came that are no frame.
    case damaged(FrameError)
    /// The system's error number.
    case system(Int32)
    /// A newer connection took its place.
    case replaced
    /// The peer runs as a user that may not connect.
    case refused(user: UInt32)

    /// As `the peer closed it`.
    public var description: String {
        switch self {
        case .closed: "the peer closed it"
        case .damaged(let error): "\(error)"
        case .system(let code): String(cString: strerror(code))
        case .replaced: "a newer connection took its place"
        case .refused(let user): "the peer's user \(user) may not connect"
        }
    }
}
