// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy
import HostIO
import Plant
import Scenario

/// Many simulated houses in one market, as many at a time as there are cores.
///
/// No house knows of another, so that the reports are the same however many run at once.
struct HousesRun {
    /// A house that has been run.
    struct House: Sendable {
        let description: HouseDescription
        let report: ScenarioReport
    }

    private let plan: SimulationPlan
    private let seeds: [UInt64]
    private let folder: String?

    /// - Parameters:
    ///   - plan: the houses get other seeds and sizes.
    ///   - folder: for a folder `house-K` for each, nil for temporary ones.
    init(_ plan: SimulationPlan, count: Int, folder: String?) {
        self.plan = plan
        self.folder = folder
        var generator = SplitMix64(seed: plan.seed)
        // 53 bits, so that a JSON reader with floating-point numbers gets the same seed.
        seeds = (0..<count).map { _ in generator.next() >> 11 }
    }

    /// Runs all of them, or until the command is interrupted.
    ///
    /// - Parameter progress: receives the part that is done, 0...1; called by several threads, never by two at once.
    /// - Throws: what went wrong in the first house, by its number, that failed.
    func run(progress: @escaping @Sendable (Double) -> Void) throws -> [House] {
        if let folder { try StateFolder.make(folder) }
        let outcomes = try ConcurrentWork.run(seeds.count) { part in
            progress(part)
            return !StopSignal.isRequested
        } piece: { number, progress -> SimulationRun.Outcome? in
            try SimulationRun(
                plan.resized(seed: seeds[number]), folder: folder.map { "\($0)/house-\(number + 1)" }
            ).run { _ = progress($0) }
        }
        if StopSignal.isRequested { throw SimulateCommand.interrupted(outcomes.compactMap { $0 }) }
        return zip(seeds, outcomes).compactMap { seed, outcome in
            outcome.map { House(description: plan.resized(seed: seed).description, report: $0.report) }
        }
    }
}

/// The report of many houses: the totals under the keys of one, and each house with its size.
struct HousesDocument: Encodable {
    let total: ScenarioReport
    let houses: [HousesRun.House]

    private enum CodingKeys: String, CodingKey { case houses }

    func encode(to encoder: any Encoder) throws {
        try total.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(houses.map(Entry.init), forKey: .houses)
    }

    /// One house: its report with its size beside.
    private struct Entry: Encodable {
        let house: HousesRun.House

        private enum CodingKeys: String, CodingKey { case size }

        func encode(to encoder: any Encoder) throws {
            try house.report.encode(to: encoder)
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(HouseSize(house.description), forKey: .size)
        }
    }
}

/// What was drawn for a house.
struct HouseSize: Encodable {
    let batteryKWh, batteryKW, pvKWp, heatPumpKW, heatLossWPerK, household: Double

    init(_ description: HouseDescription) {
        batteryKWh = (description.battery?.capacity.value ?? 0) / 1000
        batteryKW = (description.battery?.maxCharge.value ?? 0) / 1000
        pvKWp = description.site.pvPeak.value / 1000
        heatPumpKW = (description.heatPump?.nominalHeat ?? 0) / 1000
        heatLossWPerK = description.building.lossCoefficient
        household = description.householdScale
    }

    private enum CodingKeys: String, CodingKey {
        case batteryKWh = "battery_kwh"
        case batteryKW = "battery_kw"
        case pvKWp = "pv_kwp"
        case heatPumpKW = "heat_pump_kw"
        case heatLossWPerK = "heat_loss_w_per_k"
        case household
    }
}
