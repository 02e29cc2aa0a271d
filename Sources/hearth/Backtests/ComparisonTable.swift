// SPDX-License-Identifier: Apache-2.0

import Backtest
import Energy
import Policies

/// What `hearth policies compare` shows a person.
enum ComparisonTable {
    static func text(_ comparisons: [HomeComparison], _ settings: BacktestSettings) -> String {
        [head(comparisons, settings), costs(comparisons), pairs(comparisons), verdicts(comparisons)]
            .filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    private static func head(_ comparisons: [HomeComparison], _ settings: BacktestSettings) -> String {
        let battery = settings.battery
        func trimmed(_ value: Double) -> String { decimalText(value, decimals: 3, trimmed: true) }
        let words =
            "forecast \(settings.mode.rawValue), battery \(trimmed(battery.capacity.kWh)) kWh, "
            + "\(trimmed(battery.maxCharge.value / 1000)) kW, \(trimmed(battery.roundTripEfficiency)); costs in "
            + settings.tariff.currency
        var windows: [(window: Range<Slot>, homes: [String])] = []
        for comparison in comparisons {
            if let k = windows.firstIndex(where: { $0.window == comparison.window }) {
                windows[k].homes.append(comparison.home)
            } else {
                windows.append((comparison.window, [comparison.home]))
            }
        }
        let lines = windows.map { window, homes in
            "\(window.lowerBound) to \(window.upperBound): \(homes.joined(separator: ", "))"
        }
        return ([words] + lines).joined(separator: "\n")
    }

    private static func costs(_ comparisons: [HomeComparison]) -> String {
        var table = TextTable(leftColumns: 2)
        table.add(
            "HOME", "POLICY", "COST", "STORED VALUED", "SAVED", "SHARE %", "REGRET", "CYCLES", "WRITES", "SECONDS")
        for comparison in comparisons {
            for row in comparison.rows {
                table.add(
                    comparison.home, row.policy, number(row.cost.value), number(row.socAdjustedCost.value),
                    number(comparison.saved(row).value), number(comparison.sharePercent(row), 1),
                    number(comparison.regret(row).value), number(row.cycles, 1), row.writes.map { "\($0)" } ?? "-",
                    number(row.seconds))
            }
        }
        return table.text
    }

    private static func pairs(_ comparisons: [HomeComparison]) -> String {
        var table = TextTable(leftColumns: 3)
        table.add("BY DAY", "POLICY", "AGAINST", "DAYS", "SAVED A DAY", "+/-", "CONFIDENCE %")
        for comparison in comparisons {
            for row in comparison.rows {
                for pair in row.pairs {
                    let paired = pair.paired
                    table.add(
                        comparison.home, row.policy, pair.against, "\(paired.days)",
                        number(paired.meanSaving?.value, 4), number(paired.standardError?.value, 4),
                        number(paired.confidence.map { 100 * $0 }, 1))
                }
            }
        }
        return comparisons.contains { $0.rows.contains { !$0.pairs.isEmpty } } ? table.text : ""
    }

    private static func verdicts(_ comparisons: [HomeComparison]) -> String {
        let lines = comparisons.flatMap { comparison in
            comparison.rows.compactMap { row in
                row.gate.map { "\(comparison.home), \(row.policy): \($0.sentence)" }
            }
        }
        return lines.joined(separator: "\n")
    }

    private static func number(_ value: Double?, _ decimals: Int = 2) -> String {
        value.map { decimalText($0, decimals: decimals) } ?? "-"
    }
}
