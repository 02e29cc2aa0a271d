// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A terminal's other screen, so that what stood there before comes back; without a terminal one text after the other.
struct Screen {
    private let isTerminal = isatty(StandardOutput.descriptor) == 1

    init() {
        if isTerminal { StandardOutput.writeRaw("\u{1B}[?1049h\u{1B}[?25l") }
    }

    /// Shows a text in place of the last one.
    func show(_ text: String) {
        guard isTerminal else { return StandardOutput.write(text + "\n") }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { "\($0)\u{1B}[K" }
        StandardOutput.writeRaw("\u{1B}[H" + lines.joined(separator: "\r\n") + "\u{1B}[J")
    }

    /// Back to the first screen.
    func leave() {
        if isTerminal { StandardOutput.writeRaw("\u{1B}[?25h\u{1B}[?1049l") }
    }
}
