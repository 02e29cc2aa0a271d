// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// What a run of the command ended with.
struct Finished {
    let code: Int32
    let output: String
    let error: String

    /// Lines of standard error.
    var errorLines: [Substring] { error.split(separator: "\n") }

    /// The one JSON document that standard output is.
    func json<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try JSONDecoder().decode(type, from: Data(output.utf8))
    }
}

/// The command as it was built, run in the checkout.
enum Hearth {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Beside the test bundle, which is the running program or its argument.
    private static func executable(_ name: String) throws -> URL {
        let programs = [Bundle.main.bundlePath, Bundle.main.executablePath ?? ""] + ProcessInfo.processInfo.arguments
        let bundles = programs.filter { $0.contains(".build/") || $0.hasSuffix(".xctest") }
        let folders = bundles.flatMap { path in
            [URL(fileURLWithPath: path), URL(fileURLWithPath: path).deletingLastPathComponent()]
        }
        let candidates = (folders + [root.appendingPathComponent(".build/debug")])
            .map { $0.appendingPathComponent(name) }
        return try #require(candidates.first { FileManager.default.isExecutableFile(atPath: $0.path) })
    }

    /// A command that has been started, its output going to files so that no pipe can fill up.
    final class Running {
        let process = Process()
        private let folder: Folder

        /// - Parameters:
        ///   - program: one of those that were built.
        ///   - prefix: a command that runs it, such as `taskset -c 0`.
        ///   - input: what a person would type, nil for nobody there.
        fileprivate init(
            _ arguments: [String], program: String = "hearth", under prefix: [String] = [], input: String? = nil
        ) throws {
            folder = try Folder()
            let command = [try executable(program).path]
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = prefix + command + arguments
            process.currentDirectoryURL = root
            process.standardInput = FileHandle.nullDevice
            if let input {
                process.standardInput = try FileHandle(
                    forReadingFrom: URL(fileURLWithPath: folder.put(input, as: "in")))
            }
            process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.put("", as: "out")))
            process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.put("", as: "err")))
            try process.run()
        }

        /// What it has printed so far.
        var output: String { get throws { try folder.text("out") } }

        /// Presses Ctrl-C.
        func interrupt() { process.interrupt() }

        /// Ends a command that a failed test would leave behind.
        deinit { if process.isRunning { process.terminate() } }

        /// Waits until it has printed so many lines.
        func waitForOutput(lines: Int) throws {
            let changes = try FolderChanges(folder.path)
            while try output.count(where: { $0 == "\n" }) < lines { try changes.wait(for: "out") }
        }

        /// Waits until it has printed some words so many times.
        func waitForOutput(containing words: String, times: Int = 1) throws {
            try wait(for: words, times: times, in: "out")
        }

        /// Waits until it has said some words beside its output.
        func waitForError(containing words: String) throws { try wait(for: words, times: 1, in: "err") }

        private func wait(for words: String, times: Int, in file: String) throws {
            let changes = try FolderChanges(folder.path)
            while try folder.text(file).split(separator: words, omittingEmptySubsequences: false).count <= times {
                let error = try folder.text("err")
                try #require(process.isRunning, "\(error)")
                try changes.wait(for: file)
            }
        }

        func wait() throws -> Finished {
            process.waitUntilExit()
            return Finished(
                code: process.terminationReason == .exit ? process.terminationStatus : -1,
                output: try folder.text("out"), error: try folder.text("err"))
        }
    }

    static func start(_ arguments: String...) throws -> Running { try Running(arguments) }

    static func start(_ arguments: [String]) throws -> Running { try Running(arguments) }

    static func start(program: String, _ arguments: String...) throws -> Running {
        try Running(arguments, program: program)
    }

    static func run(_ arguments: String...) throws -> Finished { try Running(arguments).wait() }

    static func run(_ arguments: [String], input: String) throws -> Finished {
        try Running(arguments, input: input).wait()
    }

    static func run(_ arguments: [String], under prefix: [String] = []) throws -> Finished {
        try Running(arguments, under: prefix).wait()
    }
}

/// A folder of its own that goes away with the test.
final class Folder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/hearth-command-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Path of a file that need not exist.
    subscript(name: String) -> String { "\(path)/\(name)" }

    /// Writes a file and returns its path.
    func put(_ text: String, as name: String) throws -> String {
        try Data(text.utf8).write(to: URL(fileURLWithPath: self[name]))
        return self[name]
    }

    func text(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: self[name])), as: UTF8.self)
    }

    var names: [String] { get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() } }
}
