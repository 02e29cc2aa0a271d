// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc

/// A headless browser, spoken to in the DevTools protocol over two pipes.
final class Chromium {
    struct Fault: Error { let what: String }

    private var process: pid_t = 0
    private let toBrowser: Int32
    private let fromBrowser: Int32
    private var unread: [UInt8] = []
    private var lastID = 0
    private var session: String?

    /// The program, nil where none is installed.
    static let path: String? = {
        let places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
        return places.first { access($0, X_OK) == 0 }
    }()

    /// Starts a browser whose own clock stands in New York, so that the page's clock can be told from it.
    ///
    /// - Parameter profile: an empty folder for its files.
    init(profile: String) throws {
        guard let path = Self.path else { throw Fault(what: "no browser") }
        var down: [Int32] = [0, 0]
        var up: [Int32] = [0, 0]
        guard pipe(&down) == 0, pipe(&up) == 0 else { throw Fault(what: "pipe: errno \(errno)") }
        // The browser's ends are 3 and 4 by the protocol; moved up first, so that neither overwrites the other.
        let ends = [fcntl(down[0], F_DUPFD_CLOEXEC, 64), fcntl(up[1], F_DUPFD_CLOEXEC, 64)]
        close(down[0])
        close(up[1])
        (toBrowser, fromBrowser) = (down[1], up[0])
        for end in [toBrowser, fromBrowser] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_adddup2(&actions, ends[0], 3)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 4)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        defer { posix_spawn_file_actions_destroy(&actions) }
        let arguments = [
            path, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--remote-debugging-pipe", "--user-data-dir=\(profile)", "about:blank",
        ]
        let environment = ["TZ=America/New_York", "HOME=\(profile)", "PATH=/usr/bin:/bin"]
        let result = Self.withStrings(arguments) { arguments in
            Self.withStrings(environment) { posix_spawn(&process, path, &actions, nil, arguments, $0) }
        }
        ends.forEach { close($0) }
        guard result == 0 else { throw Fault(what: "spawn: errno \(result)") }
    }

    deinit {
        kill(process, SIGKILL)
        var status: Int32 = 0
        waitpid(process, &status, 0)
        close(toBrowser)
        close(fromBrowser)
    }

    /// Starts a browser for as long as a test needs it.
    static func withBrowser(_ body: (Chromium) throws -> Void) throws {
        let profile = FileManager.default.temporaryDirectory.appendingPathComponent("hearth-page-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: profile, withIntermediateDirectories: true)
        // The browser may still write while it is being killed; what is left behind is the system's to clean.
        defer { try? FileManager.default.removeItem(at: profile) }
        try body(try Chromium(profile: profile.path))
    }

    /// Opens a page in a new tab of a size and waits until its files are loaded.
    func open(_ url: String, width: Int = 1280, height: Int = 900) throws {
        let target = try call("Target.createTarget", ["url": "about:blank"])["targetId"]?.text ?? ""
        session = try call("Target.attachToTarget", ["targetId": target, "flatten": true])["sessionId"]?.text
        _ = try call(
            "Emulation.setDeviceMetricsOverride",
            ["width": width, "height": height, "deviceScaleFactor": 1, "mobile": false])
        _ = try call("Emulation.setScrollbarsHidden", ["hidden": true])
        _ = try call("Page.enable", [:])
        _ = try call("Page.navigate", ["url": url])
        while try next()["method"] != .text("Page.loadEventFired") {}
    }

    /// Loads the page once more, in the same tab.
    func reload() throws {
        _ = try call("Page.reload", [:])
        while try next()["method"] != .text("Page.loadEventFired") {}
    }

    /// The value of an expression once it is true; the page itself looks again and again.
    func wait(for expression: String) throws -> JSONValue {
        let script = """
            new Promise((done) => { const look = () => { const value = (\(expression)); \
            value ? done(value) : setTimeout(look, 20); }; look(); })
            """
        let result = try call("Runtime.evaluate", ["expression": script, "awaitPromise": true, "returnByValue": true])
        guard let value = result["result"]?["value"] else { throw Fault(what: "\(result)") }
        return value
    }

    /// What the tab shows from top to bottom, as PNG.
    func screenshot() throws -> Data {
        let answer = try call("Page.captureScreenshot", ["format": "png", "captureBeyondViewport": true])
        guard let picture = answer["data"]?.text.flatMap({ Data(base64Encoded: $0) }) else {
            throw Fault(what: "no picture")
        }
        return picture
    }

    private func call(_ method: String, _ parameters: [String: any Encodable]) throws -> JSONValue {
        lastID += 1
        var members = ["\"id\":\(lastID)", "\"method\":\"\(method)\""]
        if let session { members.append("\"sessionId\":\"\(session)\"") }
        let encoded = try parameters.map { key, value in
            "\"\(key)\":" + String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
        }
        members.append("\"params\":{\(encoded.joined(separator: ","))}")
        var bytes = Array("{\(members.joined(separator: ","))}".utf8) + [0]
        while !bytes.isEmpty {
            let count = write(toBrowser, bytes, bytes.count)
            guard count > 0 else { throw Fault(what: "write: errno \(errno)") }
            bytes.removeFirst(count)
        }
        while true {
            let message = try next()
            guard message["id"] == .number(Double(lastID)) else { continue }
            guard let result = message["result"] else { throw Fault(what: "\(method): \(message)") }
            return result
        }
    }

    /// The next message; waits for it a minute at most.
    private func next() throws -> JSONValue {
        while true {
            if let end = unread.firstIndex(of: 0) {
                defer { unread.removeSubrange(...end) }
                return try JSONDecoder().decode(JSONValue.self, from: Data(unread[..<end]))
            }
            var ready = pollfd(fd: fromBrowser, events: Int16(POLLIN), revents: 0)
            guard poll(&ready, 1, 60_000) > 0 else { throw Fault(what: "the browser is silent") }
            var buffer = [UInt8](repeating: 0, count: 65_536)
            let count = read(fromBrowser, &buffer, buffer.count)
            guard count > 0 else { throw Fault(what: "the browser ended") }
            unread += buffer[..<count]
        }
    }

    private static func withStrings<R>(_ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> R) -> R {
        let copies = texts.map { strdup($0) }
        defer { copies.forEach { free($0) } }
        return body(copies + [nil])
    }
}
