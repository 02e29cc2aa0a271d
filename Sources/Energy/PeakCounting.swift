// SPDX-License-Identifier: Apache-2.0

/// Which import a capacity fee looks at, and over which time it takes the mean.
public struct PeakCounting: Hashable, Sendable {
    /// The time whose mean import is a peak.
    public enum Average: String, CaseIterable, Hashable, Sendable {
        /// A quarter hour, as in Flanders.
        case quarterHour = "quarter-hour"
        /// A full hour, as in Sweden and Norway.
        case hour

        /// How many quarter hours it has.
        public var slots: Int {
            switch self {
            case .quarterHour: 1
            case .hour: 4
            }
        }
    }

    /// Hours that count.
    public struct Period: Hashable, Sendable {
        /// Name for people.
        public let name: String
        /// When it holds.
        public let times: CalendarPeriod
        /// How much of the import counts, 0...1.
        public let share: Double

        /// Puts a period together.
        public init(name: String, times: CalendarPeriod, share: Double = 1) {
            (self.name, self.times, self.share) = (name, times, share)
        }
    }

    /// Over which time the mean is taken.
    public let average: Average
    /// The first that holds says how much counts, and where none does nothing counts; without any everything counts.
    public let periods: [Period]
    /// The calendar of the periods.
    public let calendar: TariffCalendar

    /// Puts the rules together.
    public init(average: Average = .quarterHour, periods: [Period] = [], calendar: TariffCalendar = .utc) {
        (self.average, self.periods, self.calendar) = (average, periods, calendar)
    }

    /// Every quarter hour counts.
    public static let all = PeakCounting()

    /// How much of the import of a slot counts, 0...1.
    public func share(at slot: Slot) -> Double {
        guard !periods.isEmpty else { return 1 }
        return periods.first { $0.times.contains(slot, in: calendar) }?.share ?? 0
    }

    /// The first slot of those a slot is averaged with; zones are off UTC by whole hours.
    public func firstAveraged(with slot: Slot) -> Slot {
        Slot(index: floorDivide(slot.index, average.slots) * average.slots)
    }
}
