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
    @inline(__always)
    func whole(_ number: Double) -> Double {
        let nearest = nearestWhole(number)
        if self == .nearest { return nearest }
        if (number - nearest).magnitude <= 1e-9 * max(1, nearest.magnitude) { return nearest }
        switch self {
        case .nearest: return nearest
        case .down: return number.rounded(.down)
        case .up: return number.rounded(.up)
        }
    }
}

/// The nearest whole number, halves away from zero.
///
/// Through an integer where one holds it: `rounded()` is a call into the C library on a plain x86-64.
@inline(__always)
private func nearestWhole(_ number: Double) -> Double {
    guard number.magnitude < 0x1p51 else { return number.rounded(.toNearestOrAwayFromZero) }
    return Double(Int64(number + (number < 0 ? -0.5 : 0.5)))
}
