// SPDX-License-Identifier: Apache-2.0

import Energy

/// What one device last said, validated: range, rate of change, counters, age, quarantine after a reconnection.
///
/// It never invents a value; a signal the profile never offers is told apart from one that was lost.
public struct DeviceValidator: Sendable {
    /// A signal that changed between usable and not.
    public struct Change: Hashable, Sendable {
        /// Which signal.
        public let signal: Signal
        /// Why it was lost, nil when it came back.
        public let fault: SignalFault?
        /// How it stands now.
        public let quality: Quality
    }

    /// The device's last control registers, nil before the first and while it is away.
    public private(set) var control: ControlReport?
    private var states: [SignalState]
    private let limits: [SignalLimits]
    private var isFirstReport = true

    /// A validator that has seen nothing.
    ///
    /// - Parameters:
    ///   - offered: the signals the device's profile has.
    ///   - site: bounds the powers.
    public init(offered: Set<Signal>, site: Site) {
        states = Signal.allCases.map { SignalState(offered: offered.contains($0)) }
        limits = Signal.allCases.map { SignalLimits($0, site: site) }
    }

    /// The device answered (again): its next report is quarantined.
    public mutating func noteConnected() { isFirstReport = true }

    /// The device stopped answering.
    public mutating func noteDisconnected() {
        for k in states.indices { states[k].noteDisconnected() }
        control = nil
    }

    /// Takes in a report.
    ///
    /// - Returns: the signals that became usable or stopped being so.
    public mutating func take(_ report: DeviceReport) -> [Change] {
        var changes: [Change] = []
        for record in report.readings {
            let k = Int(record.signal.rawValue)
            guard states.indices.contains(k) else { continue }
            states[k].take(
                record.reading, at: report.arrival, limits: limits[k], isCounter: record.signal.isCounter,
                isFirst: isFirstReport)
            noteChange(of: record.signal, at: report.arrival, in: &changes)
        }
        if let state = report.control { control = ControlReport(state: state, time: report.arrival) }
        isFirstReport = false
        return changes
    }

    /// Finds what has grown too old without a word from the device; asked once a cycle.
    ///
    /// - Returns: the signals that stopped being usable.
    public mutating func takeAge(at now: BootInstant) -> [Change] {
        var changes: [Change] = []
        for signal in Signal.allCases { noteChange(of: signal, at: now, in: &changes) }
        return changes
    }

    /// A signal as it counts at a moment.
    public func measured(_ signal: Signal, at now: BootInstant) -> Measured<Double> {
        let k = Int(signal.rawValue)
        guard states.indices.contains(k) else { return .absent(.neverOffered, at: now) }
        return states[k].measured(at: now, limits: limits[k])
    }

    private mutating func noteChange(of signal: Signal, at now: BootInstant, in changes: inout [Change]) {
        let k = Int(signal.rawValue)
        guard let (fault, _) = states[k].change(at: now, limits: limits[k]) else { return }
        changes.append(
            Change(signal: signal, fault: fault, quality: states[k].measured(at: now, limits: limits[k]).quality))
    }
}
