// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy

/// Makes the faults of a plan come and go, seeded.
struct FaultInjector: Sendable {
    /// A change of one device's faults.
    struct Change: Equatable, Sendable {
        let device: Int
        let fault: DeviceFault
        let begins: Bool
        /// When the fault ends or ended.
        let ends: UTCInstant
    }

    /// Shortest and longest fault, s; a reboot lasts its own time.
    private static let duration = 10.0...300.0
    private static let rebootDuration = 20

    private let roles: [DeviceRole]
    private let entries: [FaultPlan.Entry]
    private var generator: SplitMix64
    /// The second in which each entry comes next on each device: entries x devices; nil = never again.
    private var next: [Int?]
    private var ends: [(second: Int, device: Int, fault: DeviceFault)] = []

    init(_ plan: FaultPlan, roles: [DeviceRole], seed: UInt64, start: UTCInstant) {
        self.roles = roles
        entries = plan.entries
        generator = SplitMix64(seed: seed ^ 0xFA17)
        next = []
        for entry in entries {
            for role in roles {
                guard (entry.role ?? role) == role, !entry.fault.needsControls || role == .inverter else {
                    next.append(nil)
                    continue
                }
                next.append(first(entry.occurrence, start: start))
            }
        }
    }

    private mutating func first(_ occurrence: FaultPlan.Occurrence, start: UTCInstant) -> Int? {
        switch occurrence {
        case .after(let seconds): start.secondsSinceEpoch + seconds
        case .at(let instant): instant.secondsSinceEpoch
        case .perDay(let rate): start.secondsSinceEpoch + wait(rate)
        }
    }

    /// Uniform between nothing and twice the mean; at least a second, so that a fault is seen to begin.
    private mutating func wait(_ rate: Double) -> Int { 1 + Int(generator.nextUniform() * 2 * 86_400 / rate) }

    /// What begins and ends up to a moment, ends first.
    mutating func changes(at now: UTCInstant) -> [Change] {
        if entries.isEmpty { return [] }
        var changes: [Change] = []
        let second = now.secondsSinceEpoch
        ends.removeAll { end in
            guard end.second <= second else { return false }
            changes.append(Change(device: end.device, fault: end.fault, begins: false, ends: now))
            return true
        }
        for place in next.indices {
            guard let due = next[place], due <= second else { continue }
            let entry = entries[place / roles.count]
            let device = place % roles.count
            let (low, high) = (Self.duration.lowerBound, Self.duration.upperBound)
            let length =
                entry.fault == .reboot
                ? Self.rebootDuration : Int(low + (high - low) * generator.nextUniform())
            if case .perDay(let rate) = entry.occurrence {
                next[place] = second + length + wait(rate)
            } else {
                next[place] = nil
            }
            // A fault that is still there is not started twice.
            guard !ends.contains(where: { $0.device == device && $0.fault == entry.fault }) else { continue }
            ends.append((second + length, device, entry.fault))
            changes.append(
                Change(
                    device: device, fault: entry.fault, begins: true,
                    ends: UTCInstant(secondsSinceEpoch: second + length)))
        }
        return changes
    }
}
