// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Tells systemd how the service is, by the protocol of sd_notify(3); silent where nobody asked for it.
public struct ServiceNotifier: Sendable {
    /// What there is to tell.
    public enum Message: Hashable, Sendable {
        /// The first good cycle is done.
        case ready
        /// A cycle ended well; sent from nowhere but the loop itself (safety rule R6).
        case watchdog
        /// The end has begun.
        case stopping
        /// One line for `systemctl status`.
        case status(String)

        var text: String {
            switch self {
            case .ready: "READY=1"
            case .watchdog: "WATCHDOG=1"
            case .stopping: "STOPPING=1"
            // A line break would begin another assignment.
            case .status(let line): "STATUS=" + line.split(whereSeparator: \.isNewline).joined(separator: " ")
            }
        }
    }

    private let path: String?

    /// A notifier for the socket that systemd named in the environment.
    public init() { self.init(socket: getenv("NOTIFY_SOCKET").map { String(cString: $0) }) }

    /// A notifier for a socket by its path; one that begins with `@` is in the abstract namespace; nil for nobody.
    public init(socket path: String?) { self.path = path }

    /// Sends one datagram; what cannot be delivered at once is given up, as the next cycle sends another.
    public func send(_ message: Message) {
        guard let path, let address = UnixAddress(path) else { return }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let text = Array(message.text.utf8)
        address.withSocketAddress { pointer, length in
            _ = sendto(descriptor, text, text.count, Int32(MSG_DONTWAIT), pointer, length)
        }
    }
}
