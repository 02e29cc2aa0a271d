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
    static let noBattery = "no-battery"
    static let perfectForesight = "perfect-foresight"

    let home: String
    let window: Range<Slot>
    let rows: [Row]
    /// What came of the trainings.
    let notes: [String]

    private let none: Money
    private let best: Money

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
        let foresight = PerfectForesight().run(house) { !StopSignal.isRequested }
        guard let foresight else { throw interruption }
        let seconds = ProcessFigures.wallSeconds() - begin
        (self.home, window) = (home, house.window)
        (none, best) = (foresight.noBattery, foresight.socAdjustedCost)
        notes = results.first?.notes ?? []
        let idle = Row(
            policy: Self.noBattery, cost: none, socAdjustedCost: none, cycles: 0, writes: nil, seconds: 0, days: [])
        let bound = Row(
            policy: Self.perfectForesight, cost: foresight.cost, socAdjustedCost: best, cycles: foresight.cycles,
            writes: nil, seconds: seconds, days: foresight.days)
        rows = [idle] + Self.compared(zip(policies, results).map { Row($0.name, $1) }) + [bound]
    }

    /// What a row saved against no battery.
    func saved(_ row: Row) -> Money { none - row.socAdjustedCost }

    /// What it cost above perfect foresight.
    func regret(_ row: Row) -> Money { row.socAdjustedCost - best }

    /// Share of the possible saving, percent; nil where nothing can be saved.
    func sharePercent(_ row: Row) -> Double? {
        none > best ? 100 * (saved(row) / (none - best)) : nil
    }

    private static func compared(_ rows: [Row]) -> [Row] {
        var rows = rows
        for (index, row) in rows.enumerated() {
            rows[index].pairs = rows[..<index].map {
                Pair(against: $0.policy, paired: PairedByDay(of: row.days, against: $0.days))
            }
            rows[index].gate = gate(row, rows)
        }
        return rows
    }

    /// The gate's word on a policy that is neither of the two that need no permission.
    private static func gate(_ row: Row, _ rows: [Row]) -> PolicyGate.Decision? {
        let (rule, plan) = (SelfConsumption.name, RollingOptimiser.name)
        guard row.policy != rule, row.policy != plan, let last = row.days.last(where: \.isWhole)?.date,
            let ruled = rows.first(where: { $0.policy == rule }), let planned = rows.first(where: { $0.policy == plan })
        else { return nil }
        let gate = PolicyGate(
            learned: row.days, selfConsumption: ruled.days, optimiser: planned.days, through: last,
            currency: BenchmarkHouse.tariff.currency)
        return gate.decide(isInUse: false)
    }
}

extension HomeComparison.Row {
    fileprivate init(_ policy: String, _ result: BacktestResult) {
        self.init(
            policy: policy, cost: result.cost, socAdjustedCost: result.socAdjustedCost, cycles: result.cycles,
            writes: result.writes, seconds: result.seconds, days: result.days)
    }
}
