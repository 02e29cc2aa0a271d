// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Energy
import HostIO
import ReadingStore
import Scenario
import Simulator
import Synchronization

/// `hearth simulate`: a house run by Hearth, as fast as the machine allows.
struct SimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Runs a simulated or recorded house: real Modbus, the guard, the planner, and what it earned.",
        discussion: """
            The devices exist as registers only; guard and planner are those of the installed service. Without --home the \
            house, its weather and its prices are made up from the seed.

            Ctrl-C gives the battery back and ends with exit code 1; a run that broke a safety invariant ends with it too.

            Example: hearth simulate --days 2 --seed 7 --report report.json
            Example: hearth simulate --houses 20 --link memory --json
            Example: hearth simulate --days 3 --feeds --feeds-outage 2 --state run && hearth jobs history --database run/hearth.sqlite
            """)

    @Option(help: "Configuration; the simulated house's own by default.")
    var config: String?

    @Option(help: "Recorded house: CSV with timestamp_utc, load_kw, heat_pump_kw, pv_kw, price_eur_per_kwh.")
    var home: String?

    @Option(help: "How many days; a part such as 0.125 is rounded to quarter hours.")
    var days: Double = 1

    @Option(help: "First moment; 2026-03-10T23:00Z by default, or the ninth day of a recording.")
    var start: String?

    @Option(help: "Seed: the same seed gives the same run.")
    var seed: UInt64 = 2

    @Option(help: "So many houses in one market, their sizes, weather and people drawn from the seed.")
    var houses: Int?

    @Option(help: "Policy; the configuration's by default.")
    var policy: String?

    @Option(help: "How the devices are reached: modbus (TCP on loopback) or memory.")
    var link: String = SimulatedFleet.Link.modbus.rawValue

    @Option(help: "Simulated seconds per second, or max.")
    var speed: String = "max"

    @Option(help: "Device faults: NAME[@WHEN],... with WHEN a rate (2/day), a time (3600s) or a moment.")
    var faults: String?

    @Flag(name: .customLong("list-faults"), help: "List the faults there are.")
    var listFaults = false

    @Flag(help: "Fetch prices and weather over HTTP from simulated sources, as the service does from real ones.")
    var feeds = false

    @Option(
        name: .customLong("feeds-outage"),
        help: "A day, counted from 1, on which no source gives anything; with --feeds.")
    var feedsOutage: Int?

    @Option(help: "Write the report to a JSON file.")
    var report: String?

    @Option(help: "Folder for the database hearth.sqlite, or for house-1, house-2 ...; a temporary one by default.")
    var state: String?

    @Option(
        help: """
            Only serve the devices, in real time, until interrupted: 127.0.0.1, or 127.0.0.1:15020 for that port and \
            those after it.
            """)
    var serve: String?

    @Flag(help: "Print the report as one JSON document.")
    var json = false

    func run() throws {
        if listFaults { return try printFaults() }
        let plan = try SimulationPlan(self)
        StopSignal.install()
        if let address = plan.serve { return try DeviceService(plan, at: address, json: json).run() }
        if let houses { return try runHouses(plan, count: houses) }
        let cpu = ProcessFigures.cpuSeconds()
        var bar = ProgressBar(label: "simulating")
        let length = plan.setup.days
        var outcome = try SimulationRun(plan, folder: state).run { part in
            bar.update(part, note: "day \(decimalText(part * length, decimals: 1)) of \(SimulationTable.days(length))")
        }
        bar.finish()
        if StopSignal.isRequested { throw Self.interrupted([outcome]) }
        outcome.report.cpuSeconds = ProcessFigures.cpuSeconds() - cpu
        try tell(outcome.report, violations: outcome.report.invariantViolations) {
            SimulationTable.text(outcome.report)
        }
    }

    private func runHouses(_ plan: SimulationPlan, count: Int) throws {
        let (wall, cpu) = (ProcessFigures.wallSeconds(), ProcessFigures.cpuSeconds())
        let bar = Mutex(ProgressBar(label: "simulating"))
        defer { bar.withLock { $0.finish() } }
        let houses = try HousesRun(plan, count: count, folder: state).run { part in
            bar.withLock { $0.update(part, note: "\(count) houses") }
        }
        var total = ScenarioReport(summing: houses.map(\.report), seed: seed)
        total.wallSeconds = ProcessFigures.wallSeconds() - wall
        total.cpuSeconds = ProcessFigures.cpuSeconds() - cpu
        total.realTimeFactor = Double(total.cycles) / max(1e-9, total.wallSeconds)
        total.processRSSKiB = ProcessFigures.residentKiB()
        let document = HousesDocument(total: total, houses: houses)
        bar.withLock { $0.finish() }
        try tell(document, violations: total.invariantViolations) { HousesTable.text(document) }
    }

    private func tell(_ report: some Encodable, violations: Int, table: () -> String) throws {
        if let file = self.report { try OutputFile.write(try JSONOutput.text(report) + "\n", to: file) }
        StandardOutput.write(json ? try JSONOutput.text(report) : table())
        if violations > 0 { throw CommandFailure.failed("\(violations) safety invariants were violated") }
    }

    /// Half a run has no costs to compare; a table of zeros would look like a result.
    static func interrupted(_ outcomes: [SimulationRun.Outcome]) -> CommandFailure {
        let seconds = outcomes.reduce(0) { $0 + $1.report.cycles }
        let battery =
            outcomes.allSatisfy(\.isBatteryReleased)
            ? "the battery was given back" : "the battery could not be given back: the inverter's own timer will"
        return .failed("interrupted after \(seconds) s; \(battery)")
    }

    private func printFaults() throws {
        if json {
            let faults = DeviceFault.allCases.map { ["name": $0.rawValue, "summary": $0.summary] }
            return StandardOutput.write(try JSONOutput.text(faults))
        }
        var table = TextTable(leftColumns: 2)
        for fault in DeviceFault.allCases { table.add(fault.rawValue, fault.summary) }
        StandardOutput.write(table.text)
    }
}
