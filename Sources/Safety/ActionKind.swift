// SPDX-License-Identifier: Apache-2.0

import Energy

/// The two things a device can be told, and how their values compare.
enum ActionKind: Hashable, Sendable {
    /// Bounds of the battery power.
    ///
    /// - rating: W; changes below 2 % of it that widen the bounds wait for the next refresh.
    case battery(rating: Double)
    /// A cap on the inverter's output.
    ///
    /// - native: W; the limit that stood there before Hearth's, nil for none.
    case output(native: Double?)

    /// True where failures end steering: a device that does not follow is left alone.
    var canLock: Bool {
        switch self {
        case .battery: true
        case .output: false
        }
    }

    /// Time after a failed command before the next try, s.
    var retrySeconds: Double {
        switch self {
        case .battery: 1
        case .output: CommandIssuer.pacingSeconds
        }
    }

    var release: DeviceAction {
        switch self {
        case .battery: .releaseBattery
        // Without a timer, as it was found.
        case .output(let native): native.map { .outputLimit(Watts($0), leaseSeconds: 0) } ?? .releaseOutput
        }
    }

    /// True for an action that overwrites everything a device may hold of this kind, so that no release need come first.
    ///
    /// To lift an unknown cap before the next is set would let out for a moment what neither allows.
    func isReplaced(by action: DeviceAction?) -> Bool {
        guard case .output = self, case .outputLimit? = action else { return false }
        return true
    }

    /// True when `new` leaves the device no power that `old` did not allow, or gives it back to itself.
    func isReduction(from old: DeviceAction, to new: DeviceAction) -> Bool {
        switch (old, new) {
        case (.batteryBounds(let a, _), .batteryBounds(let b, _)):
            a.contains(b) || b == .zero || (b.lower >= min(a.lower, 0) && b.upper <= max(a.upper, 0))
        case (.outputLimit(let a, _), .outputLimit(let b, _)): b <= a
        case (_, .releaseBattery), (.releaseOutput, .outputLimit): true
        default: false
        }
    }

    /// True for a change too small to be worth a write of its own.
    func isNegligible(from old: DeviceAction, to new: DeviceAction) -> Bool {
        guard case .battery(let rating) = self, case .batteryBounds(let a, _) = old, case .batteryBounds(let b, _) = new
        else { return false }
        return b.isNearly(a, rating: rating)
    }
}

extension PowerBounds {
    /// True where others differ too little from these to be worth a write of their own: they go with the next refresh.
    ///
    /// - Parameter rating: of the battery, W.
    package func isNearly(_ other: PowerBounds, rating: Double) -> Bool {
        let threshold = 0.02 * rating
        // The last watts to nothing are no trifle: a limit at zero is a promise.
        guard (other.lower == 0) == (lower == 0), (other.upper == 0) == (upper == 0) else { return false }
        return (other.lower - lower).magnitude < threshold && (other.upper - upper).magnitude < threshold
    }
}
