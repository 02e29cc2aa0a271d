// SPDX-License-Identifier: Apache-2.0

import Energy
import Scenario

/// The end of a run of many houses, for people: a line for each, and their sum.
enum HousesTable {
    static func text(_ document: HousesDocument) -> String {
        "\(document.houses.count) houses, \(SimulationTable.head(document.total))\n\n\(table(document))"
    }

    private static func table(_ document: HousesDocument) -> String {
        let currency = document.total.currency
        var table = TextTable()
        table.add(
            "", "battery", "PV", "house", "solar", "imported", "exported", "no battery", "self-cons.", "this run",
            "foresight", "saved", "invariants")
        table.add(
            "HOUSE", "kWh", "kWp", "kWh", "kWh", "kWh", "kWh", currency, currency, currency, currency, currency,
            "violated")
        for (place, house) in document.houses.enumerated() {
            let size = HouseSize(house.description)
            add("\(place + 1)", size.batteryKWh, size.pvKWp, house.report, to: &table)
        }
        let sizes = document.houses.map { HouseSize($0.description) }
        let batteries = sizes.reduce(0) { $0 + $1.batteryKWh }
        add("all", batteries, sizes.reduce(0) { $0 + $1.pvKWp }, document.total, to: &table)
        return table.text
    }

    private static func add(
        _ name: String, _ batteryKWh: Double, _ pvKWp: Double, _ report: ScenarioReport, to table: inout TextTable
    ) {
        func one(_ value: Double) -> String { decimalText(value, decimals: 1) }
        func two(_ value: Double) -> String { decimalText(value, decimals: 2) }
        table.add(
            name, one(batteryKWh), one(pvKWp), one(report.loadKWh), one(report.pvKWh), one(report.importKWh),
            one(report.exportKWh), two(report.costNoBattery), two(report.costSelfConsumption),
            two(report.cost), two(report.costPerfectForesight), two(report.costNoBattery - report.cost),
            "\(report.invariantViolations)")
    }
}
