// SPDX-License-Identifier: Apache-2.0

import Backtest
import Energy
import HostIO
import Policies

/// What each policy came to in a recorded house, beside no battery and perfect foresight.
struct HomeComparison {
    /// One way to run the battery.
    struct Row {
        let policy: String
        let cost: Money
        let socAdjustedCost: Money
        let cycles: Double
        /// How often the kind of intent changed; nil where there are none.
        let modeChanges: Int?
        /// Intents that would have been commands; nil where there are none.
        let writes: Int?
        let seconds: Double
        let days: [DailyCost]
        /// Against each policy before it.
        var pairs: [Pair] = []
        /// Whether it would come to drive, for a policy that must earn it.
        var gate: PolicyGate.Decision?
    }

    /// A policy against another, day by day.
    struct Pair {
        let against: String
        let paired: PairedByDay
    }

    /// Names of the rows that are no policies.
    static let noBattery = PolicyComparison.noBattery
    static let perfectForesight = PolicyComparison.perfectForesight

    let home: String
    let window: Range<Slot>
    let rows: [Row]
    /// What came of the trainings.
    let notes: [String]

    private let none: Money
    private let best: Money
    private let currency: String

    /// Runs all policies, which go by the names of their files.
    ///
    /// - Throws: `CommandFailure` when it was interrupted.
    init(
        home: String, house: BacktestHouse, settings: BacktestSettings, policies: [(name: String, policy: any Policy)]
    ) throws {
        var bar = ProgressBar(label: home)
        defer { bar.finish() }
        var running = policies.map(\.policy)
        let total = Double(house.window.count)
        let results = settings.backtest(house).run(&running) { done in
            bar.update(Double(done) / total)
            return !StopSignal.isRequested
        } clock: {
            ProcessFigures.wallSeconds()
        }
        let interruption = CommandFailure.failed("interrupted")
        guard let results else { throw interruption }
        let begin = ProcessFigures.wallSeconds()
        let foresight = settings.perfectForesight.run(house) { !StopSignal.isRequested }
        guard let foresight else { throw interruption }
        let seconds = ProcessFigures.wallSeconds() - begin
        (self.home, window) = (home, house.window)
        (none, best) = (foresight.noBattery, foresight.socAdjustedCost)
        notes = results.first?.notes ?? []
        let idle = Row(
            policy: Self.noBattery, cost: none, socAdjustedCost: none, cycles: 0, modeChanges: nil, writes: nil,
            seconds: 0, days: [])
        let bound = Row(
            policy: Self.perfectForesight, cost: foresight.cost, socAdjustedCost: best, cycles: foresight.cycles,
            modeChanges: nil, writes: nil, seconds: seconds, days: foresight.days)
        currency = house.tariff.currency
        let compared = Self.compared(zip(policies, results).map { Row($0.name, $1) }, currency)
        rows = [idle] + compared + [bound]
    }

    /// One comparison of several parts of the same house's days, in order; nil without a part.
    init?(joining parts: [HomeComparison]) {
        guard let first = parts.first, let last = parts.last else { return nil }
        (home, window) = (first.home, first.window.lowerBound..<last.window.upperBound)
        (none, best) = (parts.reduce(.zero) { $0 + $1.none }, parts.reduce(.zero) { $0 + $1.best })
        (notes, currency) = (parts.flatMap(\.notes), first.currency)
        let sums = first.rows.indices.map { index in Row(joining: parts.map { $0.rows[index] }) }
        rows = [sums[0]] + Self.compared(Array(sums[1..<sums.count - 1]), currency) + [sums[sums.count - 1]]
    }

    /// What a row saved against no battery.
    func saved(_ row: Row) -> Money { none - row.socAdjustedCost }

    /// What it cost above perfect foresight.
    func regret(_ row: Row) -> Money { row.socAdjustedCost - best }

    /// Share of the possible saving, percent; nil where nothing can be saved.
    func sharePercent(_ row: Row) -> Double? {
        none > best ? 100 * (saved(row) / (none - best)) : nil
    }

    private static func compared(_ rows: [Row], _ currency: String) -> [Row] {
        var rows = rows
        for (index, row) in rows.enumerated() {
            rows[index].pairs = rows[..<index].map {
                Pair(against: $0.policy, paired: PairedByDay(of: row.days, against: $0.days))
            }
            rows[index].gate = gate(row, rows, currency)
        }
        return rows
    }

    /// The gate's word on a policy that is neither of the two that need no permission.
    private static func gate(_ row: Row, _ rows: [Row], _ currency: String) -> PolicyGate.Decision? {
        let (rule, plan) = (SelfConsumption.name, RollingOptimiser.name)
        guard row.policy != rule, row.policy != plan, let last = row.days.last(where: \.isWhole)?.date,
            let ruled = rows.first(where: { $0.policy == rule }), let planned = rows.first(where: { $0.policy == plan })
        else { return nil }
        let gate = PolicyGate(
            learned: row.days, selfConsumption: ruled.days, optimiser: planned.days, through: last,
            currency: currency)
        return gate.decide(isInUse: false)
    }
}

extension HomeComparison.Row {
    fileprivate init(_ policy: String, _ result: BacktestResult) {
        self.init(
            policy: policy, cost: result.cost, socAdjustedCost: result.socAdjustedCost, cycles: result.cycles,
            modeChanges: result.modeChanges, writes: result.writes, seconds: result.seconds, days: result.days)
    }

    /// The sums of what a policy came to in several parts; there is at least one.
    fileprivate init(joining parts: [HomeComparison.Row]) {
        func sum(_ count: KeyPath<HomeComparison.Row, Int?>) -> Int? {
            parts.compactMap { $0[keyPath: count] }.reduce(nil) { ($0 ?? 0) + $1 }
        }
        self.init(
            policy: parts[0].policy, cost: parts.reduce(.zero) { $0 + $1.cost },
            socAdjustedCost: parts.reduce(.zero) { $0 + $1.socAdjustedCost },
            cycles: parts.reduce(0) { $0 + $1.cycles }, modeChanges: sum(\.modeChanges), writes: sum(\.writes),
            seconds: parts.reduce(0) { $0 + $1.seconds }, days: parts.flatMap(\.days))
    }
}
