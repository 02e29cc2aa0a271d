// SPDX-License-Identifier: Apache-2.0

import Backtest
import Energy
import Plant
import Policies

/// A recorded house with the days of it that a policy learns from.
struct RecordedHome {
    let recording: HomeSeries
    /// Each quarter hour has its numbers.
    let window: Range<Slot>

    /// The houses of a folder that have numbers in the days wanted; the others are named on standard error.
    ///
    /// - Parameters:
    ///   - path: of the folder, as `--data` gave it.
    ///   - days: the last so many of each house.
    ///   - end: of the days, exclusive, as `--to` gave it; nil for the start of the 28 days that policies are compared over.
    /// - Returns: at least two.
    static func homes(in path: String, days: Int, to end: String?) throws -> [RecordedHome] {
        var wrong = UsageFaults()
        let end = try wrong.collect { try end.map { try CommandInput.slot($0, option: "--to") } }
        let folder = try HomeFolder(path, option: "--data", &wrong)
        guard let end, wrong.isEmpty else { throw wrong.failure }
        folder.skipped.forEach(StandardError.write)
        let homes = folder.homes.compactMap { home in
            do throws(BacktestHouse.Fault) {
                return try RecordedHome(home.recording, days: days, before: end)
            } catch {
                let days = end.map { "before \($0)" } ?? "before its last \(PolicyGate.promotionDays)"
                let fault = error == .emptyWindow ? "it has no day \(days)" : "\(error)"
                StandardError.write("\(home.file): skipped, \(fault)")
                return nil
            }
        }
        guard homes.count > 1 else {
            throw CommandFailure.usage("--data: found \(homes.count) recorded houses in \(path), expected at least two")
        }
        return homes
    }

    /// The days of a recording before an end.
    private init(_ recording: HomeSeries, days: Int, before end: Slot?) throws(BacktestHouse.Fault) {
        let compared = RecentDays(count: PolicyGate.promotionDays, from: nil, to: nil).window(of: recording)
        guard let end = end ?? compared?.lowerBound,
            let window = RecentDays(count: days, from: nil, to: end).window(of: recording)
        else { throw .emptyWindow }
        self.recording = recording
        self.window = try BacktestHouse(
            home: recording, tariff: BenchmarkHouse.tariff(), battery: .missing, site: BenchmarkHouse.site,
            window: window
        ).window
    }
}
