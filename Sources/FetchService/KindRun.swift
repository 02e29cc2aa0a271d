// SPDX-License-Identifier: Apache-2.0

import Configuration
import Energy
import Feeds
import HostIO

/// The sources of one kind in one run: each takes over from the one before it.
struct KindRun {
    let kind: FeedKind
    /// How many numbers came.
    private(set) var rows = 0
    /// Whether anybody was to be asked for anything.
    private(set) var wasAsked = false
    /// Whether the program is to stop.
    private(set) var isCancelled = false

    private var coverage = FetchCoverage()
    private var isSatisfied = false
    private var isEarly = false
    private var natures: Set<FeedNature> = []
    /// What was wrong with sources, in their order.
    private var faults: [(name: String, words: String)] = []
    /// The last source that gave something.
    private var used: String?

    init(_ kind: FeedKind) { self.kind = kind }

    /// Asks sources in their order until nothing is missing.
    mutating func run(_ sources: [FeedSourceSettings], _ desk: FetchDesk, _ client: inout FeedClient) {
        let visits = sources.map { SourceVisit($0, desk) }
        // What one source left out another one may have filled in an earlier run.
        for visit in visits { coverage.remember(visit.completeUntil, within: visit.wanted) }
        // Of a source that cannot even be asked nobody need hear each quarter of an hour, where its prices are here.
        if kind == .price, let first = visits.first(where: { $0.wanted != nil }), satisfies(first, desk) {
            isSatisfied = true
            return
        }
        for var visit in visits {
            visit.run(&coverage, &client)
            take(visit, desk)
            if isCancelled || isSatisfied { return }
        }
    }

    private mutating func take(_ visit: SourceVisit, _ desk: FetchDesk) {
        rows += visit.rows
        wasAsked = wasAsked || visit.wasAsked || visit.fault != nil
        isCancelled = visit.isCancelled
        isEarly = isEarly || visit.isEarly && visit.fault == nil
        if natures.isEmpty { natures = visit.natures }
        isSatisfied = satisfies(visit, desk)
        let name = visit.settings.name
        if visit.rows > 0 {
            used = name
            desk.log(.info, "\(HouseJob.fetching(kind).rawValue): \(visit.rows) numbers from \(name)")
        } else if !coverage.unchanged.isEmpty {
            used = name
        }
        if let fault = visit.fault {
            faults.append((name, fault))
        } else if !isSatisfied, !visit.isEarly, let gap = gap(visit) {
            faults.append((name, gap))
        }
    }

    /// Whether the next source need not be asked.
    private func satisfies(_ visit: SourceVisit, _ desk: FetchDesk) -> Bool {
        switch kind {
        case .price:
            guard let wanted = visit.wanted else { return false }
            return coverage.pricesEnd(from: wanted.lowerBound, notAfter: wanted.upperBound) == wanted.upperBound
        case .weather:
            return coverage.unchanged.contains(.forecast)
                || coverage.covers(.forecast, .airTemperature, desk.reach.neededWeather)
        case .solar, .carbon: return !natures.isEmpty && natures.allSatisfy { coverage.has($0) }
        }
    }

    /// What a source without a fault leaves out, in words; nil where it gave nothing at all.
    private func gap(_ visit: SourceVisit) -> String? {
        switch kind {
        case .price:
            guard visit.rows > 0, let wanted = visit.wanted else { return nil }
            return "leaves out \(coverage.missingPrices(wanted)) of \(wanted.count) quarter hours"
        case .weather: return "leaves out air temperatures of the next 24 hours"
        case .solar, .carbon: return "leaves out what it is asked for"
        }
    }

    // MARK: What is told

    /// How it ended.
    var outcome: JobOutcome {
        let hasGiven = rows > 0 || !coverage.unchanged.isEmpty
        if isSatisfied || hasGiven && kind != .price { return rows > 0 ? .succeeded : .nothingNew }
        return hasGiven || isEarly ? .nothingNew : .failed
    }

    /// What was wrong and what is used instead, in one line; nil where nothing was.
    var error: String? {
        guard !faults.isEmpty else { return nil }
        let words = faults.map { "\($0.name): \($0.words)" }.joined(separator: "; ")
        guard let used else { return "\(words); what was fetched before is used instead" }
        let isOwn = faults.contains { $0.name == used }
        return isOwn ? "\(words); what else it gave is used" : "\(words); \(used) is used instead"
    }
}
