// SPDX-License-Identifier: Apache-2.0

import Energy
import Glibc
import HostIO
import Inbox
import Testing

/// A real inbox that goes away with the test.
final class TemporaryInbox {
    let database: String
    private let folder: String

    init() throws {
        var template = Array("/tmp/hearth-inbox-XXXXXX".utf8CString)
        folder = String(cString: try #require(mkdtemp(&template)))
        database = "\(folder)/hearth.sqlite"
        try ComparisonInbox(besideDatabase: database).make()
    }

    deinit {
        for inside in ["inbox/rejected", "inbox"] {
            for name in DataFolder.names(in: "\(folder)/\(inside)", suffix: "") {
                remove("\(folder)/\(inside)/\(name)")
            }
            rmdir("\(folder)/\(inside)")
        }
        rmdir(folder)
    }

    /// Path of a file in it.
    subscript(name: String) -> String { "\(folder)/inbox/\(name)" }

    /// A comparison of two days.
    static func comparison(madeAt: Int = 1_768_100_000) -> PolicyComparison {
        let made = UTCInstant(secondsSinceEpoch: madeAt)
        let end = Slot(containing: UTCInstant(secondsSinceEpoch: made.secondsSinceEpoch - made.secondOfDay))
        let days = [2, 1].map { back in
            DailyCost(date: CivilDate(dayNumber: made.date.dayNumber - back), cost: Money(1.25))
        }
        return PolicyComparison(
            madeAt: made, configurationHash: .max, period: end.advanced(by: -192)..<end, forecast: "naive",
            currency: "EUR", candidate: PolicyComparison.Candidate(name: "night", fingerprint: 7),
            rows: [
                PolicyComparison.Row(
                    policy: "night", cost: Money(2.4), adjustedCost: Money(2.5), cycles: 1.5, modeChanges: 3,
                    writes: nil, days: days)
            ])
    }
}
