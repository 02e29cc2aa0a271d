// SPDX-License-Identifier: Apache-2.0

import Plant

/// What a simulated device can do wrong, by the names of the fault catalogue.
public enum DeviceFault: String, CaseIterable, Hashable, Sendable {
    /// No answer at all.
    case silent
    /// Every request ends in exception 4.
    case exception
    /// Every measured point holds its not-available value.
    case notAvailable = "not-available"
    /// The measured values stand still.
    case frozen
    /// Writes are acknowledged and forgotten.
    case writeIgnored = "write-ignored"
    /// Controls fall back 30 s after they were written, whatever the timer says.
    case writeReverted = "write-reverted"
    /// Measured values are off by up to 10 % either way.
    case noise
    /// Powers with a direction have the other sign.
    case signFlipped = "sign-flipped"
    /// The two bytes of every register are exchanged.
    case byteSwapped = "byte-swapped"
    /// Neighbouring registers are exchanged.
    case wordSwapped = "word-swapped"
    /// Every register stands one address lower.
    case mapShifted = "map-shifted"
    /// Energy counters begin again near zero and stay there for good.
    case counterReset = "counter-reset"
    /// The reported state of charge is 20 points off.
    case chargeJump = "soc-jump"
    /// The device starts again: controls and timers are lost, and it is silent until the fault ends.
    case reboot
    /// Another master forbids the battery to discharge, without a timer.
    case otherMaster = "other-master"

    /// One sentence for people.
    public var summary: String {
        switch self {
        case .silent: "no answer"
        case .exception: "every request ends in exception 4"
        case .notAvailable: "measured points hold their not-available value"
        case .frozen: "measured values stand still"
        case .writeIgnored: "writes are acknowledged and forgotten"
        case .writeReverted: "controls fall back 30 s after they were written"
        case .noise: "measured values are off by up to 10 %"
        case .signFlipped: "powers with a direction have the other sign"
        case .byteSwapped: "the bytes of every register are exchanged"
        case .wordSwapped: "neighbouring registers are exchanged"
        case .mapShifted: "every register stands one address lower"
        case .counterReset: "energy counters begin again near zero"
        case .chargeJump: "the reported state of charge is 20 points off"
        case .reboot: "controls and timers are lost, then silence"
        case .otherMaster: "another master forbids the battery to discharge"
        }
    }

    /// What it keeps a controller from while it lasts.
    public var hindrances: Hindrances {
        switch self {
        case .silent, .exception, .reboot: [.mute, .deaf]
        case .notAvailable: .mute
        case .writeIgnored: .deaf
        case .frozen, .noise, .signFlipped, .byteSwapped, .wordSwapped, .mapShifted, .chargeJump: .untrue
        // A counter steers nothing; controls that fall back or are overwritten are seen in the registers themselves.
        case .counterReset, .writeReverted, .otherMaster: []
        }
    }

    /// True for a fault that needs an inverter with controls.
    public var needsControls: Bool {
        switch self {
        case .writeIgnored, .writeReverted, .chargeJump, .otherMaster: true
        default: false
        }
    }
}

/// The faults a device has at one moment.
struct ActiveFaults: Hashable, Sendable {
    private var bits: UInt32 = 0

    static let none = ActiveFaults()

    var isEmpty: Bool { bits == 0 }

    /// What all of them together keep a controller from.
    var hindrances: Hindrances {
        if isEmpty { return [] }
        var all: Hindrances = DeviceFault.allCases.reduce(into: []) { if self[$1] { $0.formUnion($1.hindrances) } }
        // A not-available value whose bytes are exchanged is a number like another, and a frozen device never shows it.
        let answers = !self[.silent] && !self[.exception] && !self[.reboot]
        if answers, all.contains(.untrue) { all.remove(.mute) }
        return all
    }

    subscript(_ fault: DeviceFault) -> Bool {
        get { bits & Self.mask(fault) != 0 }
        set { bits = newValue ? bits | Self.mask(fault) : bits & ~Self.mask(fault) }
    }

    private static func mask(_ fault: DeviceFault) -> UInt32 {
        switch fault {
        case .silent: 1
        case .exception: 1 << 1
        case .notAvailable: 1 << 2
        case .frozen: 1 << 3
        case .writeIgnored: 1 << 4
        case .writeReverted: 1 << 5
        case .noise: 1 << 6
        case .signFlipped: 1 << 7
        case .byteSwapped: 1 << 8
        case .wordSwapped: 1 << 9
        case .mapShifted: 1 << 10
        case .counterReset: 1 << 11
        case .chargeJump: 1 << 12
        case .reboot: 1 << 13
        case .otherMaster: 1 << 14
        }
    }
}
