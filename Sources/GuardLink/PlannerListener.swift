// SPDX-License-Identifier: Apache-2.0

import Energy
import Glibc
import HostIO

/// Why the guard cannot offer its socket.
public struct ListenFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The socket's path.
    public let path: String
    /// The system's error number.
    public let systemError: Int32

    /// As `/run/hearth-guard/guard.sock: Permission denied`.
    public var description: String { "\(path): \(String(cString: strerror(systemError)))" }
}

/// The guard's end of the link: a Unix socket to which one planner is connected at a time.
///
/// Never waits. The socket is open to its owner and group (0660), and who connects is asked of the system besides: only
/// the users named may. A newer connection takes the place of an older one, which may be that of a planner that died.
/// Belongs to one thread.
public final class PlannerListener: PlannerPort {
    /// Counts the connections that were made; 0 before the first.
    public private(set) var connection = 0
    /// Why connections ended or were refused since this was last taken, oldest first; at most 16 are kept.
    public private(set) var ends: [LinkEnd] = []

    /// Most bytes taken in at one call: a thousand times what a planner has to say in a cycle, and few enough that one
    /// that does not stop costs milliseconds.
    static let mostBytes = 64 * 1024
    /// Most connections taken in at one call.
    private static let mostConnections = 4

    private let path: String
    private let descriptor: Int32
    private let users: Set<UInt32>
    private var stream: FrameStream?

    /// Begins to listen; what an earlier guard left at the path is removed.
    ///
    /// - Parameters:
    ///   - path: of the socket, in a folder that exists, at most 107 bytes.
    ///   - users: ids of those who may connect, besides root and the guard's own user.
    public convenience init(path: String, users: Set<UInt32>) throws(ListenFailure) {
        try self.init(path: path, exactly: users.union([0, geteuid()]))
    }

    /// Begins to listen to exactly these users.
    init(path: String, exactly users: Set<UInt32>) throws(ListenFailure) {
        guard let address = UnixAddress(path) else { throw ListenFailure(path: path, systemError: ENAMETOOLONG) }
        let descriptor = socket(
            AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        guard descriptor >= 0 else { throw ListenFailure(path: path, systemError: errno) }
        unlink(path)
        // The mode is set by the mask and not afterwards, so that there is no moment in which others may connect.
        let mask = umask(0o117)
        let isBound = address.withSocketAddress { bind(descriptor, $0, $1) } == 0 && listen(descriptor, 4) == 0
        let code = errno
        umask(mask)
        guard isBound else {
            close(descriptor)
            throw ListenFailure(path: path, systemError: code)
        }
        self.path = path
        self.descriptor = descriptor
        self.users = users
    }

    deinit {
        close(descriptor)
        unlink(path)
    }

    /// True while a planner is connected.
    public var isConnected: Bool { stream != nil }

    /// Hands a frame over; without a planner it is dropped.
    public func send(_ frame: [UInt8]) {
        if let stream, !stream.send(frame) { end(.closed) }
    }

    /// Takes in new connections and every frame that has arrived, oldest first.
    public func takeFrames() -> [[UInt8]] {
        acceptAll()
        var frames: [[UInt8]] = []
        guard let stream else { return frames }
        if let reason = stream.receive(into: &frames) {
            end(reason)
        } else if !stream.flush() {
            end(.closed)
        }
        return frames
    }

    /// The ends since the last call.
    public func takeEnds() -> [LinkEnd] {
        defer { ends.removeAll() }
        return ends
    }

    private func acceptAll() {
        for _ in 0..<Self.mostConnections {
            let peer = accept(descriptor, nil, nil)
            guard peer >= 0 else { return }
            _ = fcntl(peer, F_SETFD, FD_CLOEXEC)
            _ = fcntl(peer, F_SETFL, O_NONBLOCK)
            let user = PeerIdentity.user(of: peer)
            guard let user, users.contains(user) else {
                close(peer)
                note(.refused(user: user ?? .max))
                continue
            }
            if stream != nil { end(.replaced) }
            stream = FrameStream(peer, mostBytes: Self.mostBytes)
            connection += 1
        }
    }

    private func end(_ reason: LinkEnd) {
        stream = nil
        note(reason)
    }

    private func note(_ reason: LinkEnd) {
        if ends.count < 16 { ends.append(reason) }
    }
}

/// Who is at the other end of a Unix socket.
enum PeerIdentity {
    /// The user's id, as the system saw it when the peer connected; nil where it does not say.
    static func user(of descriptor: Int32) -> UInt32? {
        // `struct ucred` is pid, uid, gid, 32 bits each; the import does not have it.
        var credentials: [UInt32] = [0, 0, 0]
        var length = socklen_t(credentials.count * MemoryLayout<UInt32>.size)
        guard getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &length) == 0 else { return nil }
        return credentials[1]
    }
}
