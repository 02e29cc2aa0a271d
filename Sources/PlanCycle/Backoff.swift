// SPDX-License-Identifier: Apache-2.0

import Energy

/// How long to wait after a failure: twice as long each time, up to a limit.
struct Backoff: Hashable, Sendable {
    private let firstSeconds: Double
    private let limitSeconds: Double
    private var failures = 0

    init(firstSeconds: Double, limitSeconds: Double) {
        self.firstSeconds = firstSeconds
        self.limitSeconds = limitSeconds
    }

    /// Counts a failure and says when to try again.
    mutating func retry(after now: BootInstant) -> BootInstant {
        var seconds = firstSeconds
        for _ in 0..<failures where seconds < limitSeconds { seconds *= 2 }
        failures += 1
        return now.advanced(bySeconds: min(seconds, limitSeconds))
    }

    /// Begins anew after a success.
    mutating func reset() { failures = 0 }
}
