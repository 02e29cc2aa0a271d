// SPDX-License-Identifier: Apache-2.0

import Energy

/// Which policy drives and what each would have cost, for a terminal; empty where nothing was compared and none is on trial.
enum PolicyText {
    static func text(_ report: StatusReport) -> String {
        guard let policy = report.policy, policy.candidate != nil || policy.comparison != nil else { return "" }
        let since = policy.since.map { " since \($0)" } ?? ""
        let candidate = policy.candidate.map { "\(StatusText.clean($0)): " } ?? ""
        var lines = [
            "POLICY    \(StatusText.clean(policy.driver)) drives\(since)",
            "          \(candidate)\(StatusText.clean(policy.sentence))",
        ]
        if let comparison = policy.comparison { lines.append(table(comparison, report.currency)) }
        return lines.joined(separator: "\n")
    }

    private static func table(_ comparison: StatusReport.Comparison, _ currency: String) -> String {
        func amount(_ value: Double?, _ decimals: Int = 2) -> String {
            value.map { decimalText($0, decimals: decimals) } ?? "-"
        }
        var table = TextTable()
        table.add("\(comparison.days) days, \(StatusText.clean(currency))", "cost", "saved", "share %")
        for row in comparison.rows {
            table.add(
                StatusText.clean(row.policy), amount(row.cost), amount(row.saved), amount(row.sharePercent, 1))
        }
        return table.text.split(separator: "\n").map { "          \($0)" }.joined(separator: "\n")
    }
}
