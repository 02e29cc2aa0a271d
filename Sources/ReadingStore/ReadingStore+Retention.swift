// SPDX-License-Identifier: Apache-2.0

import Energy

extension ReadingStore {
    /// Deletes what is older than its retention, in one commit.
    ///
    /// Age counts from `now` or from the newest trusted row, whichever is earlier: a clock that jumped ahead by years
    /// deletes nothing that is not old. The space is used again; the file does not shrink.
    ///
    /// - Parameter now: the trusted wall time.
    public func prune(now: UTCInstant) throws(ReadingStoreError) {
        try connection.transaction(purpose: "deleting what is too old") { () throws(ReadingStoreError) in
            let today = try min(now, newestRowEnd() ?? now)
            let rows = Self.before(today, days: retention.readingDays)
            let prices = Self.before(today, days: retention.priceDays)
            let decisions = Self.before(today, days: retention.decisionDays)
            let events = Self.before(today, days: retention.eventDays)
            // Device by device, because the rows are in that order and the whole table would be read otherwise.
            try delete("reading WHERE device IN (SELECT id FROM device) AND slot < ?", Self.slotIndex(rows))
            try delete("price WHERE slot < ?", Self.slotIndex(prices))
            try delete("price_import WHERE imported_at < ?", SQLValue(prices.secondsSinceEpoch))
            try delete("decision WHERE slot < ?", Self.slotIndex(decisions))
            try delete("outcome WHERE slot < ?", Self.slotIndex(decisions))
            try delete("policy_outcome WHERE slot < ?", Self.slotIndex(decisions))
            try delete(
                "policy_verdict WHERE verdict = 'keep' AND time < ?", SQLValue(decisions.secondsSinceEpoch))
            try delete("event WHERE wall_time < ?", SQLValue(events.secondsSinceEpoch))
            // Target by target for the same reason as with the rows.
            let targets = "target IN (SELECT DISTINCT target FROM forecast)"
            let forecasts = Self.before(today, days: retention.forecastDays)
            try delete("forecast WHERE \(targets) AND slot < ?", Self.slotIndex(forecasts))
            let scores = Self.before(today, days: retention.scoreDays)
            try delete("forecast_score WHERE day < ?", SQLValue(scores.date.dayNumber))
            try pruneFeeds(today)
            try forgetSlices()
        }
    }

    private func pruneFeeds(_ today: UTCInstant) throws(ReadingStoreError) {
        for (nature, days) in [
            (FeedNature.actual, retention.feedActualDays), (.forecast, retention.feedForecastDays),
        ] {
            let series = "series IN (SELECT id FROM feed_series WHERE nature = '\(nature.rawValue)')"
            try delete("feed_value WHERE \(series) AND slot < ?", Self.slotIndex(Self.before(today, days: days)))
        }
        let runs = Self.before(today, days: retention.jobRunDays)
        try delete("job_run WHERE ended_at < ?", SQLValue(runs.secondsSinceEpoch))
    }

    /// Slices are sent again by the boot that measured them, at most so many days later; boot time never jumps.
    ///
    /// Of the boot before the last a slice may still be on its way.
    private func forgetSlices() throws(ReadingStoreError) {
        let span = Int64(clamping: retention.sliceDays).multipliedReportingOverflow(by: 86_400_000_000_000)
        let newest = """
            (SELECT max(start_ns) FROM slice AS other WHERE other.boot = slice.boot AND other.device = slice.device)
            """
        try delete("slice WHERE start_ns < \(newest) - ?", .integer(span.overflow ? .max : span.partialValue))
        try delete("boot WHERE id < (SELECT max(id) FROM boot) - ?", .integer(1))
    }

    private func delete(_ what: String, _ bound: SQLValue) throws(ReadingStoreError) {
        try connection.statement("DELETE FROM \(what)", purpose: "deleting what is too old").run([bound])
    }

    /// The end of the newest row whose clock was trusted.
    private func newestRowEnd() throws(ReadingStoreError) -> UTCInstant? {
        let statement = try connection.statement(
            """
            SELECT max((SELECT slot FROM reading WHERE device = device.id AND quality & ? = 0
            ORDER BY slot DESC LIMIT 1)) FROM device
            """, purpose: "looking for the newest row")
        let uncertain = SQLValue(Int(RowQuality.clockUncertain.rawValue))
        return try statement.first([uncertain])?.first?.integer.map { Slot(index: $0).end }
    }

    private static func slotIndex(_ instant: UTCInstant) -> SQLValue { SQLValue(Slot(containing: instant).index) }

    private static func before(_ instant: UTCInstant, days: Int) -> UTCInstant {
        let (seconds, tooLong) = days.multipliedReportingOverflow(by: -86_400)
        let (sum, tooEarly) = instant.secondsSinceEpoch.addingReportingOverflow(seconds)
        return UTCInstant(secondsSinceEpoch: tooLong || tooEarly ? 0 : sum)
    }
}
