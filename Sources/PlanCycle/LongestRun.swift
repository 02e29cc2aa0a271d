// SPDX-License-Identifier: Apache-2.0

import Energy

/// Of values seen one after another, the one that stood longest without a change.
struct LongestRun<Value: Hashable & Sendable>: Sendable {
    private struct Run: Sendable {
        let value: Value
        let since: BootInstant
        var seconds = 0.0
    }

    private var current: Run?
    private var longest: Run?

    /// The value, nil before the first.
    var value: Value? { longest?.value }
    /// How long it stood, s.
    var seconds: Double { longest?.seconds ?? 0 }

    /// Takes in what stands now.
    mutating func note(_ value: Value, at now: BootInstant) {
        var run = current ?? Run(value: value, since: now)
        run.seconds = now.seconds(since: run.since)
        if longest.map({ run.seconds >= $0.seconds }) ?? true { longest = run }
        current = run.value == value ? run : Run(value: value, since: now)
    }
}
