// SPDX-License-Identifier: Apache-2.0

import Energy

/// Why a house cannot be simulated.
public enum PlantError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The recording has no complete values for the first slot.
    case recordingMissing(slot: Slot, recorded: Range<Slot>)

    /// What is wrong, in words.
    public var description: String {
        switch self {
        case .recordingMissing(let slot, let recorded):
            "the recorded house has no load, heat pump or PV value at \(slot);"
                + " it spans \(recorded.lowerBound) up to \(recorded.upperBound)"
        }
    }
}
