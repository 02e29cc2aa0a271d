// SPDX-License-Identifier: Apache-2.0

/// Horizons by groups: nearer ones are told apart more finely.
enum HorizonGroups {
    /// One step, then the ranges of steps up to some ends, rising; an end within the group before it makes none.
    static func ranges(endHours: [Int], stepsPerDay: Int) -> [ClosedRange<Int>] {
        var groups = [1...1]
        for hours in endHours {
            let (first, last) = ((groups.last?.upperBound ?? 0) + 1, hours * stepsPerDay / 24)
            if first <= last { groups.append(first...last) }
        }
        return groups
    }
}
