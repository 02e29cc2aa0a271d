// SPDX-License-Identifier: Apache-2.0

import Energy

/// Raises and clears alarms: on data that is too old, on jobs that fail again and again, on units that leave no report.
public struct AlarmWatch: Sendable {
    /// How long data has to be bad without a break before somebody is told, s: after a start or a step of the clock,
    /// the jobs have this time to fetch what is missing.
    public static let confirmSeconds = 900.0

    /// The alarms there are: data in the order of the table, then jobs that fail, then those that are overdue.
    public private(set) var standing: [HouseAlarm] = []

    private let zone: TimeZoneRule
    /// Since when data is bad without a break.
    private var badSince: [DataKind: BootInstant] = [:]

    /// A watch that has seen nothing.
    ///
    /// - Parameter zone: for times in words.
    public init(in zone: TimeZoneRule) { self.zone = zone }

    /// Looks at what is known now.
    ///
    /// - Parameters:
    ///   - board: with the limits and how its jobs stand.
    ///   - data: of what is limited in age when the newest was made, of what is limited in reach where it ends; nothing
    ///     for what there is none of.
    ///   - wall: nil while it is not to be trusted: alarms on data stay as they are then.
    /// - Returns: what began and what ended since the last look.
    public mutating func look(
        at board: JobBoard, data: [DataKind: UTCInstant], now: BootInstant, wall: UTCInstant?
    ) -> [AlarmEdge] {
        let limits = board.jobs.compactMap(\.freshness)
        let stale = limits.compactMap { staleness($0, of: data[$0.data], now: now, wall: wall) }
        let overdue = board.overdue(now: now).map { overdue in
            HouseAlarm(
                .overdue(overdue.job.name), since: overdue.since,
                text: "\(overdue.job.name) was due at \(zone.minuteText(at: overdue.since)) and has left no report")
        }
        return change(to: stale + board.standings.compactMap { failing($0) } + overdue)
    }

    private mutating func staleness(
        _ limit: FreshnessLimit, of moment: UTCInstant?, now: BootInstant, wall: UTCInstant?
    ) -> HouseAlarm? {
        let old = standing.first { $0.kind == .stale(limit.data) }
        guard let wall else {
            badSince[limit.data] = nil
            return old
        }
        guard let text = limit.trouble(with: moment, now: wall, in: zone, isAlarmed: old != nil) else {
            badSince[limit.data] = nil
            return nil
        }
        let since = badSince[limit.data] ?? now
        badSince[limit.data] = since
        guard old != nil || now.seconds(since: since) >= Self.confirmSeconds else { return nil }
        return HouseAlarm(.stale(limit.data), since: old?.since ?? wall, text: text)
    }

    private func failing(_ standing: JobStanding) -> HouseAlarm? {
        guard let failure = standing.failure, failure.count > standing.job.toleratedFailures else { return nil }
        let count = failure.count == 1 ? "" : ", \(failure.count) times in a row"
        return HouseAlarm(
            .failing(standing.job.name), since: failure.since,
            text: "\(standing.job.name) fails since \(zone.minuteText(at: failure.since))\(count): \(failure.text)")
    }

    private mutating func change(to alarms: [HouseAlarm]) -> [AlarmEdge] {
        let (old, new) = (Set(standing.map(\.kind)), Set(alarms.map(\.kind)))
        let edges =
            alarms.filter { !old.contains($0.kind) }.map { AlarmEdge.raised($0) }
            + standing.filter { !new.contains($0.kind) }.map { AlarmEdge.cleared($0) }
        standing = alarms
        return edges
    }
}
