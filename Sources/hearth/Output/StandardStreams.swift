// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// Ends the process; output is unbuffered, so there is nothing to flush.
///
/// A result that could not be written, for example because the disk is full, is a failure.
func endProcess(_ code: Int32) -> Never {
    if let reason = StandardOutput.failure {
        StandardError.write("standard output: \(reason)")
        Glibc.exit(max(code, 1))
    }
    Glibc.exit(code)
}

/// What a command was asked for: results, and nothing else.
enum StandardOutput {
    static let descriptor: Int32 = 1

    /// The system's error of the first write that failed, 0 before.
    private static let errorCode = Atomic<Int32>(0)

    /// Why something could not be written, nil when all was.
    static var failure: String? {
        let code = errorCode.load(ordering: .relaxed)
        return code == 0 ? nil : String(cString: strerror(code))
    }

    /// Writes a text and the end of its line.
    static func write(_ text: String) { writeRaw(text + "\n") }

    /// Writes a text as it is.
    static func writeRaw(_ text: String) {
        let code = writeAll(text, to: descriptor)
        // A reader that went away (a closed pipe) is no reason to fail.
        guard code != 0, code != EPIPE else { return }
        _ = errorCode.compareExchange(expected: 0, desired: code, ordering: .relaxed)
    }
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

/// Writes all bytes of a text.
///
/// - Returns: 0, or the system's error.
@discardableResult private func writeAll(_ text: String, to descriptor: Int32) -> Int32 {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
        let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        let code = errno
        if written < 0 && code == EINTR { continue }
        guard written > 0 else { return code }
        bytes = bytes.dropFirst(written)
    }
    return 0
}
