// SPDX-License-Identifier: Apache-2.0

/// Something that a person should know of and that lasts.
public struct HouseAlarm: Hashable, Sendable {
    /// What it is about; of each kind there is at most one.
    public enum Kind: Hashable, Sendable, CustomStringConvertible {
        /// Data is too old or ends too soon.
        case stale(DataKind)
        /// A job, by its name, fails again and again.
        case failing(String)
        /// A job that a unit should have run, by its name, has left no report.
        case overdue(String)

        /// In one word, for logs and programs, such as `stale:prices`.
        public var description: String {
            switch self {
            case .stale(let data): "stale:\(data.rawValue)"
            case .failing(let job): "failing:\(job)"
            case .overdue(let job): "overdue:\(job)"
            }
        }
    }

    /// What it is about.
    public let kind: Kind
    /// Since when, as the wall clock labelled it.
    public let since: UTCInstant
    /// What is wrong, in a sentence; its numbers may change while the alarm lasts.
    public let text: String

    /// As a sentence of its own.
    public var sentence: String { text.prefix(1).uppercased() + text.dropFirst() + "." }

    /// Puts an alarm together.
    public init(_ kind: Kind, since: UTCInstant, text: String) {
        (self.kind, self.since, self.text) = (kind, since, text)
    }
}

/// The beginning or the end of an alarm.
public enum AlarmEdge: Hashable, Sendable {
    /// It begins.
    case raised(HouseAlarm)
    /// It is over; the alarm as it was last.
    case cleared(HouseAlarm)
}
