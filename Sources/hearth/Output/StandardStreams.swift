// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Ends the process; output is unbuffered, so there is nothing to flush.
func endProcess(_ code: Int32) -> Never { Glibc.exit(code) }

/// What a command was asked for: results, and nothing else.
enum StandardOutput {
    static let descriptor: Int32 = 1

    /// Writes a text and the end of its line.
    static func write(_ text: String) { writeAll(text + "\n", to: descriptor) }

    static var isTerminal: Bool { isatty(descriptor) == 1 }
}

/// Everything a person should see beside the result.
enum StandardError {
    static let descriptor: Int32 = 2

    /// Writes a text and the end of its line.
    static func write(_ text: String) { writeAll(text + "\n", to: descriptor) }

    /// Writes a text as it is.
    static func writeRaw(_ text: String) { writeAll(text, to: descriptor) }

    static var isTerminal: Bool { isatty(descriptor) == 1 }
}

private func writeAll(_ text: String, to descriptor: Int32) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
        let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        if written < 0 && errno == EINTR { continue }
        // A reader that went away (a closed pipe) is no reason to fail.
        guard written > 0 else { return }
        bytes = bytes.dropFirst(written)
    }
}
