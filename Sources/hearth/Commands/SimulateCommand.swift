// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Energy
import ReadingStore
import Scenario
import Simulator

/// `hearth simulate`: a house run by Hearth, as fast as the machine allows.
struct SimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Runs a simulated or recorded house: real Modbus, the guard, the planner, and what it earned.",
        discussion: """
            The devices exist as registers only; guard and planner are those of the installed service. Without --home the \
            house, its weather and its prices are made up from the seed.

            Example: hearth simulate --days 2 --seed 7 --report report.json
            """)

    @Option(help: "Configuration; the simulated house's own by default.")
    var config: String?

    @Option(help: "Recorded house: CSV with timestamp_utc, load_kw, heat_pump_kw, pv_kw, price_eur_per_kwh.")
    var home: String?

    @Option(help: "How many days.")
    var days: Int = 1

    @Option(help: "First moment, such as 2026-03-10T23:00Z.")
    var start: String?

    @Option(help: "Seed: the same seed gives the same run.")
    var seed: UInt64 = 2

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

    @Option(help: "Write the report to a JSON file.")
    var report: String?

    @Option(help: "Folder for the database; a temporary one by default.")
    var state: String?

    @Option(help: "Only serve the devices, in real time, on this address until interrupted, such as 127.0.0.1.")
    var serve: String?

    @Flag(help: "Print the report as one JSON document.")
    var json = false

    func run() throws {
        if listFaults { return printFaults() }
        let plan = try SimulationPlan(self)
        if let serve { return try DeviceService(plan, host: serve).run() }
        let report = try SimulationRun(plan, speed: plan.speed, folder: state).run()
        // Half a run has no costs to compare; a table of zeros would look like a result.
        if Interrupt.isRequested {
            throw CommandFailure.failed("interrupted after \(report.cycles) s; the battery was given back")
        }
        if let file = self.report { try OutputFile.write(try JSONOutput.text(report) + "\n", to: file) }
        if json {
            StandardOutput.write(try JSONOutput.text(report))
        } else {
            StandardOutput.write(SimulationTable.text(report))
        }
        if report.invariantViolations > 0 {
            throw CommandFailure.failed("\(report.invariantViolations) safety invariants were violated")
        }
    }

    private func printFaults() {
        var table = TextTable(leftColumns: 2)
        for fault in DeviceFault.allCases { table.add(fault.rawValue, fault.summary) }
        StandardOutput.write(table.text)
    }
}
