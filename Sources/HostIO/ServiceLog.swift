// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// Lines for whoever looks after the service, to standard error; the journal of the system takes them from there.
///
/// What devices say may end up here: control characters are taken out. Beyond a hundred lines a minute, and while whoever
/// reads along takes nothing, lines are counted instead of written: nobody who steers waits for a reader.
public struct ServiceLog: Sendable {
    /// How much a line matters, by the numbers of syslog(3).
    public enum Level: Int, Sendable {
        /// Something does not work and needs a person.
        case error = 3
        /// Something is not as it should be.
        case warning = 4
        /// Worth knowing.
        case info = 6
    }

    /// Most lines written in a minute.
    public static let linesPerMinute = 100

    private struct Budget {
        var minute = 0
        var written = 0
        var leftOut = 0
    }

    private static let budget = Mutex(Budget())
    /// True where the system's journal reads along and understands the level in front of a line.
    private static let isJournal = getenv("JOURNAL_STREAM") != nil

    /// Writes a line.
    public static func write(_ level: Level, _ text: String) {
        let minute = Int(MachineClock.nanoseconds(of: CLOCK_MONOTONIC) / 60_000_000_000)
        let (mayWrite, leftOut) = budget.withLock { take(&$0, minute: minute) }
        if leftOut > 0 { put(.warning, "\(leftOut) lines were left out in the last minute") }
        if mayWrite, !put(level, text) { budget.withLock { $0.leftOut += 1 } }
    }

    /// Whether a line may be written, and how many were left out in the minute that is over.
    private static func take(_ budget: inout Budget, minute: Int) -> (mayWrite: Bool, leftOut: Int) {
        var leftOut = 0
        if budget.minute != minute {
            leftOut = budget.leftOut
            budget = Budget(minute: minute)
        }
        guard budget.written < linesPerMinute else {
            budget.leftOut += 1
            return (false, leftOut)
        }
        budget.written += 1
        return (true, leftOut)
    }

    @discardableResult private static func put(_ level: Level, _ text: String) -> Bool {
        put(Array("\(isJournal ? "<\(level.rawValue)>" : "")\(cleaned(text))\n".utf8), to: 2)
    }

    /// Writes bytes unless that would wait: for a pipe that nobody empties, or a terminal that was halted.
    static func put(_ line: [UInt8], to descriptor: Int32) -> Bool {
        var room = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        guard poll(&room, 1, 0) > 0, room.revents & Int16(POLLOUT) != 0 else { return false }
        return Glibc.write(descriptor, line, line.count) == line.count
    }

    /// A text as one line without control characters.
    static func cleaned(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
    }
}
