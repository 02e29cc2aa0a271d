// SPDX-License-Identifier: Apache-2.0

import Policies

/// What a policy learns from, and what it is tried on meanwhile without learning from it.
struct PolicyLessons {
    let learned, tried: [PolicyEpisode]
}

/// Where lessons come from.
protocol PolicySchool {
    /// Makes the lessons.
    ///
    /// - Parameter progress: receives the part that is done, 0...1, and gives whether to go on; perhaps called by several
    ///   threads, never by two at once.
    /// - Returns: nil when stopped early.
    func lessons(progress: @escaping @Sendable (Double) -> Bool) throws -> PolicyLessons?
}
