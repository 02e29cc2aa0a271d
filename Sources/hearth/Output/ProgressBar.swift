// SPDX-License-Identifier: Apache-2.0

import Energy

/// A bar on a terminal's standard error; nothing at all where it is piped.
struct ProgressBar {
    private let label: String
    private let isShown: Bool
    private var drawn = -1

    private static let width = 40

    init(label: String) {
        self.label = label
        self.isShown = StandardError.isTerminal
    }

    /// Draws the bar when it changed.
    ///
    /// - Parameters:
    ///   - fraction: 0...1.
    ///   - note: a few words behind the bar.
    mutating func update(_ fraction: Double, note: String = "") {
        guard isShown else { return }
        let percent = Int(max(0, min(1, fraction)) * 100)
        guard percent != drawn else { return }
        drawn = percent
        let filled = percent * Self.width / 100
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: Self.width - filled)
        StandardError.writeRaw("\r\u{1B}[K\(label) \(bar) \(percent) % \(note)")
    }

    /// Removes the bar.
    func finish() {
        if isShown && drawn >= 0 { StandardError.writeRaw("\r\u{1B}[K") }
    }
}
