// SPDX-License-Identifier: Apache-2.0

/// Which way a number goes when a register cannot hold it exactly.
public enum Rounding: CaseIterable, Hashable, Sendable {
    /// To the nearest, halves away from zero.
    case nearest
    /// Towards minus infinity.
    case down
    /// Towards plus infinity.
    case up

    /// The whole number in this direction.
    ///
    /// A number within 1e-9 of a whole one is taken as that one, because 0.29 / 0.01 is 28.999999999999996 in doubles
    /// and means 29.
    func whole(_ number: Double) -> Double {
        let nearest = number.rounded(.toNearestOrAwayFromZero)
        if (number - nearest).magnitude <= 1e-9 * max(1, nearest.magnitude) { return nearest }
        switch self {
        case .nearest: return nearest
        case .down: return number.rounded(.down)
        case .up: return number.rounded(.up)
        }
    }
}
