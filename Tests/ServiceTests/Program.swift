// SPDX-License-Identifier: Apache-2.0

import Energy
import Glibc
import HostIO
import Synchronization
import Testing

/// One of the real programs, started as a process of its own.
///
/// Its standard output is a pipe: its end is the end of the process, so that nobody has to ask again and again.
final class Program {
    let id: pid_t
    private let pipe: Int32
    private let errorPath: String
    private var buffer: [UInt8] = []
    private var hasEnded = false

    /// Starts a program in the checkout.
    ///
    /// - Parameters:
    ///   - name: of the program.
    ///   - place: the folder it stands in, where it looks for profiles and policies.
    ///   - notify: path of the socket on which it says how it is; nil for none.
    ///   - environment: besides that, as `NAME=value`.
    init(
        _ name: String, _ arguments: [String], folder: Folder, in place: String = root, notify: String? = nil,
        environment: [String] = []
    ) throws {
        let path = try Self.path(name)
        let errorPath = folder["\(name)-\(UInt32.random(in: 0 ... .max)).log"]
        self.errorPath = errorPath
        let environment = ["PATH=/usr/bin:/bin"] + environment + (notify.map { ["NOTIFY_SOCKET=\($0)"] } ?? [])
        // `env` becomes the program.
        let words = ["/usr/bin/env", "-C", place, path] + arguments
        (id, pipe) = try Self.starting.withLock { _ in try Self.start(words, environment, errorPath: errorPath) }
    }

    /// One at a time: a pipe's end that another program inherits would hide the end of this one.
    private static let starting = Mutex(())

    private static func start(
        _ words: [String], _ environment: [String], errorPath: String
    ) throws -> (id: pid_t, pipe: Int32) {
        var ends: [Int32] = [0, 0]
        try #require(Glibc.pipe(&ends) == 0)
        let (reading, writing) = (ends[0], ends[1])
        defer { close(writing) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, writing, 1)
        posix_spawn_file_actions_addopen(&actions, 2, errorPath, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        // Or the program would hold the ports that houses of other tests listen on; one that is not open is no error.
        for descriptor in Int32(3)..<1024 { posix_spawn_file_actions_addclose(&actions, descriptor) }
        var id = pid_t()
        let status = withStrings(words) { words in
            withStrings(environment) { posix_spawn(&id, "/usr/bin/env", &actions, nil, words, $0) }
        }
        try #require(status == 0, "\(words[0]): \(String(cString: strerror(status)))")
        return (id, reading)
    }

    deinit {
        if !hasEnded {
            kill(id, SIGKILL)
            waitpid(id, nil, 0)
        }
        close(pipe)
    }

    /// What it wrote to standard error so far.
    var log: String { (try? DurableFile.read(errorPath)).map { String(decoding: $0, as: UTF8.self) } ?? "" }

    /// What it wrote to standard output and nobody took as a line, as far as it was read.
    var output: String { String(decoding: buffer, as: UTF8.self) }

    func signal(_ number: Int32) { kill(id, number) }

    /// The next line of standard output; nil at the end of the process or of the time.
    func line(within seconds: Double) -> String? {
        let end = Deadline(seconds: seconds)
        while true {
            if let length = buffer.firstIndex(of: 0x0A) {
                defer { buffer.removeFirst(length + 1) }
                return String(decoding: buffer[..<length], as: UTF8.self)
            }
            guard read(until: end) == .more else { return nil }
        }
    }

    /// Waits for the end of the process.
    ///
    /// - Returns: its exit code, 128 + the signal that ended it, or nil when it still runs.
    func end(within seconds: Double) -> Int32? {
        let end = Deadline(seconds: seconds)
        while true {
            switch read(until: end) {
            case .more: continue
            case .late: return nil
            case .over:
                var status: Int32 = 0
                guard waitpid(id, &status, 0) == id else { return nil }
                hasEnded = true
                return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
            }
        }
    }

    private enum Read { case more, over, late }

    private func read(until end: Deadline) -> Read {
        guard end.wait(for: pipe) else { return .late }
        var chunk = [UInt8](repeating: 0, count: 4096)
        let count = Glibc.read(pipe, &chunk, chunk.count)
        guard count > 0 else { return .over }
        buffer += chunk[..<count]
        return .more
    }

    static let root: String = {
        let parts = #filePath.split(separator: "/").dropLast(3)
        return "/" + parts.joined(separator: "/")
    }()

    /// In the folder that the environment names, else beside the tests.
    private static func path(_ name: String) throws -> String {
        let named = getenv("HEARTH_SERVICE_BIN").map { [String(cString: $0)] } ?? []
        let beside = CommandLine.arguments.filter { $0.contains(".build/") }.map { argument in
            argument.split(separator: "/").prefix { !$0.hasSuffix(".xctest") }.reduce(into: "") { $0 += "/" + $1 }
        }
        let candidates = (named + beside + ["\(root)/.build/debug"]).map { "\($0)/\(name)" }
        return try #require(candidates.first { access($0, X_OK) == 0 }, "\(name) is not built")
    }

    private static func withStrings<Result>(
        _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        var pointers = strings.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        return body(&pointers)
    }
}

/// The moment until which something is waited for.
struct Deadline {
    let end: BootInstant

    init(seconds: Double) { end = MachineClock.now().advanced(bySeconds: seconds) }

    var seconds: Double { end.seconds(since: MachineClock.now()) }

    var isOver: Bool { seconds <= 0 }

    /// Lets other threads work until a condition is met; false where the time is over before.
    func wait(until isMet: () -> Bool) -> Bool {
        while !isMet() {
            if isOver { return false }
            sched_yield()
        }
        return true
    }

    /// Waits until there is something to read.
    func wait(for descriptor: Int32) -> Bool {
        var question = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        while true {
            let answer = poll(&question, 1, Int32(max(0, seconds) * 1000))
            if answer >= 0 || errno != EINTR { return answer > 0 }
        }
    }
}
