// SPDX-License-Identifier: Apache-2.0

import Energy

/// Which faults a simulation shall suffer, and when.
public struct FaultPlan: Hashable, Sendable {
    /// When a fault comes.
    public enum Occurrence: Hashable, Sendable {
        /// So many times a day on average, > 0.
        case perDay(Double)
        /// Once, so many seconds after the start.
        case after(seconds: Int)
        /// Once, at a moment.
        case at(UTCInstant)
    }

    /// One line of the plan.
    public struct Entry: Hashable, Sendable {
        /// What goes wrong.
        public let fault: DeviceFault
        /// Whose device, nil for every one.
        public let role: DeviceRole?
        /// When.
        public let occurrence: Occurrence

        /// Puts a line together.
        public init(_ fault: DeviceFault, role: DeviceRole? = nil, _ occurrence: Occurrence) {
            self.fault = fault
            self.role = role
            self.occurrence = occurrence
        }
    }

    /// How often a fault comes that is named without a rate or time, a day.
    public static let defaultRate = 4.0

    /// The lines.
    public var entries: [Entry]

    /// Puts a plan together.
    public init(_ entries: [Entry] = []) { self.entries = entries }

    /// Reads `NAME[@WHEN],...` or `all[@RATE]`.
    ///
    /// NAME is a fault, with the role of a device before it or not: `silent`, `meter:silent`. WHEN is a rate such as `2/day`,
    /// a time since the start such as `3600s`, or a moment such as `2016-11-01T12:00Z`. Without WHEN: 4/day.
    ///
    /// - Throws: `FaultPlanError` with every fault of the text.
    public init(parsing text: String) throws(FaultPlanError) {
        var problems: [String] = []
        entries = []
        for item in text.split(separator: ",") as [Substring] {
            do { entries += try Self.entries(of: item) } catch { problems += error.problems }
        }
        if !problems.isEmpty { throw FaultPlanError(problems: problems) }
    }

    private static func entries(of item: Substring) throws(FaultPlanError) -> [Entry] {
        let parts: [Substring] = item.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        let occurrence = try parts.count == 2 ? occurrence(of: parts[1]) : .perDay(defaultRate)
        if parts[0] == "all" { return DeviceFault.allCases.map { Entry($0, occurrence) } }
        let names: [Substring] = parts[0].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        var role: DeviceRole?
        if names.count == 2 {
            role = DeviceRole(rawValue: String(names[0]))
            if role == nil {
                let known = DeviceRole.allCases.map(\.rawValue).joined(separator: ", ")
                throw FaultPlanError(problems: ["no device role '\(names[0])': one of \(known)"])
            }
        }
        let name = String(names[names.count - 1])
        guard let fault = DeviceFault(rawValue: name) else {
            let known = DeviceFault.allCases.map(\.rawValue).joined(separator: ", ")
            throw FaultPlanError(problems: ["no fault '\(name)': one of \(known)"])
        }
        return [Entry(fault, role: role, occurrence)]
    }

    private static func occurrence(of text: Substring) throws(FaultPlanError) -> Occurrence {
        if text.hasSuffix("/day"), let rate = Double(text.dropLast(4)), rate > 0, rate <= 10_000 {
            return .perDay(rate)
        }
        if text.hasSuffix("s"), let seconds = Int(text.dropLast()), seconds >= 0 { return .after(seconds: seconds) }
        if let instant = UTCInstant(iso8601: text) { return .at(instant) }
        throw FaultPlanError(
            problems: ["'\(text)' is no time of a fault: expected a rate (2/day), 3600s or 2016-11-01T12:00Z"])
    }
}

/// What is wrong with the text of a fault plan.
public struct FaultPlanError: Error, Equatable, Sendable, CustomStringConvertible {
    /// One sentence each.
    public let problems: [String]
    /// The sentences.
    public var description: String { problems.joined(separator: "; ") }
}
