// SPDX-License-Identifier: Apache-2.0

import Energy

/// The plan of the next hours as three lines of blocks, a column for each quarter hour.
enum PlanChart {
    /// Twelve hours, 64 columns with what stands before them.
    private static let columns = 48
    private static let blocks: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

    /// Empty for a policy that does not plan.
    static func text(_ plan: PlanReport, _ report: StatusReport) -> String {
        guard let first = plan.firstSlot.flatMap({ UTCInstant(iso8601: $0) }), !plan.stateOfCharge.isEmpty else {
            return ""
        }
        let slot = Slot(containing: first)
        let battery = plan.batteryDischargeW.prefix(columns)
        let most = max(1, battery.compactMap { $0?.magnitude }.max() ?? 1)
        let kilowatts = "\(decimalText(most / 1000, decimals: 1)) kW"
        return """
            PLAN      \(axis(slot, count: min(columns, plan.stateOfCharge.count), report))
              charge  \(line(plan.stateOfCharge.prefix(columns)) { $0 })  of 100 %
              in      \(line(battery) { max(0, -$0 / most) })  of \(kilowatts)
              out     \(line(battery) { max(0, $0 / most) })  of \(kilowatts)
            """
    }

    private static func line(_ values: some Sequence<Double?>, share: (Double) -> Double) -> String {
        String(values.map { $0.map { block(share($0)) } ?? "?" })
    }

    /// A space for nothing, so that an idle battery looks idle.
    private static func block(_ share: Double) -> Character {
        guard share.isFinite else { return "?" }
        guard share > 0.005 else { return " " }
        return blocks[max(0, min(blocks.count - 1, Int(share * Double(blocks.count))))]
    }

    /// The hours, where there is room for them.
    private static func axis(_ first: Slot, count: Int, _ report: StatusReport) -> String {
        var text = ""
        var place = 0
        while place < count {
            let hour = report.clock(first.advanced(by: place).start)
            if place % 12 == 0 && place + hour.count <= max(count, hour.count) {
                text += hour
                place += hour.count
            } else {
                text += " "
                place += 1
            }
        }
        return text
    }
}
