// SPDX-License-Identifier: Apache-2.0

import Devices
import Energy
import Policies
import Safety

/// The benchmarks of the pure core.
enum CoreBenchmarks {
    static let all = [gate, decode, frame, optimiser, sureOptimiser, peakOptimiser]

    /// One decision about one battery, commands and verification included.
    static let gate = Benchmark(
        name: "gate", does: "One safety cycle of one battery.", unit: "us", runs: 9
    ) {
        let site = BenchmarkHouse.site
        let battery = BatteryDescription(
            capacity: WattHours(10_000), maxCharge: Watts(5000), maxDischarge: Watts(5000), roundTripEfficiency: 0.92)
        var supervisor = SafetySupervisor(
            limits: SafetyLimits(site: site, batteries: [BatteryLimits(device: DeviceIndex(0), battery: battery)]))
        var second = 1000
        return {
            Benchmark.microseconds(repetitions: 20_000) {
                second += 1
                let now = BootInstant(seconds: second)
                let cycle = supervisor.cycle(
                    snapshot: sampleSnapshot(now: now),
                    intent: Intent(
                        sequence: 1, madeAt: now, expires: now.advanced(bySeconds: 60), batteries: [.noDischarge]),
                    controls: [nil])
                precondition(cycle.decisions.count == 1, "one battery, one decision")
            }
        }
    }

    /// Registers of a SunSpec inverter to numbers.
    static let decode = Benchmark(
        name: "decode-75-points", does: "Decoding 75 points of a hybrid inverter.", unit: "us", runs: 9
    ) {
        let profile = try CommandInput.profile("sunspec-hybrid", option: "bench")
        let sample = try DecodeSample(profile: profile)
        return {
            var values = sample.values
            let each = Benchmark.microseconds(repetitions: 20_000) { sample.decodeAll(into: &values) }
            return each * 75 / Double(sample.pointCount)
        }
    }

    /// A snapshot to the planner and back.
    static let frame = Benchmark(
        name: "frame", does: "Encoding and decoding one snapshot frame.", unit: "us", runs: 9
    ) {
        var encoder = FrameEncoder()
        let decoder = FrameDecoder()
        let snapshot = sampleSnapshot(now: BootInstant(seconds: 1000))
        return {
            try Benchmark.microseconds(repetitions: 20_000) {
                _ = try decoder.decodeGuardMessage(encoder.encode(.snapshot(snapshot)))
            }
        }
    }

    /// A plan over two days, load and sun uncertain.
    static let optimiser = plan(
        name: "optimiser-192", does: "A plan of 192 quarter hours.", PlanSample.situation(slots: 192))
    /// The same with forecasts that are sure, on the finer grid that such a plan has.
    static let sureOptimiser = plan(
        name: "optimiser-192-sure", does: "A plan of 192 quarter hours, sure of load and sun.",
        PlanSample.situation(slots: 192, isSure: true))
    /// The same where the month's highest import is billed.
    static let peakOptimiser = plan(
        name: "optimiser-192-peak", does: "A plan of 192 quarter hours under a capacity tariff.",
        PlanSample.situation(slots: 192, peakPrice: PricePerKWMonth(5)))

    private static func plan(name: String, does: String, _ situation: PolicySituation) -> Benchmark {
        Benchmark(name: name, does: does, unit: "ms", runs: 9) {
            var policy = RollingOptimiser()
            return {
                Benchmark.microseconds(repetitions: 5) {
                    let decision = policy.decide(situation)
                    precondition(!decision.plan.isEmpty, "a plan was made")
                } / 1000
            }
        }
    }

    private static func sampleSnapshot(now: BootInstant) -> PlantSnapshot {
        let phase = Measured(Watts(400), at: now)
        return PlantSnapshot(
            time: now, wallTime: UTCInstant(secondsSinceEpoch: 1_700_000_000),
            gridImport: Measured(Watts(1200), at: now), gridImportPhases: Phases(phase, phase, phase),
            pvProduction: Measured(Watts(800), at: now), inverterAC: Measured(Watts(300), at: now),
            heatPumpPower: Measured(Watts(900), at: now), outdoorTemperature: Measured(Celsius(4), at: now),
            batteries: [
                BatterySnapshot(
                    discharge: Measured(Watts(-500), at: now), stateOfCharge: Measured(0.6, at: now),
                    maxCharge: Measured(Watts(5000), at: now), maxDischarge: Measured(Watts(5000), at: now))
            ])
    }
}

/// A house for timing plans: two peaks of load, a bell of PV, prices that differ.
private enum PlanSample {
    static func situation(
        slots count: Int, isSure: Bool = false, peakPrice: PricePerKWMonth? = nil
    ) -> PolicySituation {
        let first = Slot(index: 1_900_000)
        let quarters = (0..<count).map { Double($0 % 96) / 4 }
        let load = quarters.map { 500 + 900 * bump($0, at: 8, width: 2) + 1800 * bump($0, at: 19, width: 3) }
        let pv = quarters.map { 4500 * bump($0, at: 12.5, width: 4) }
        let prices = quarters.map { hour in
            SlotPrices(
                importPrice: PricePerKWh(
                    0.22 + 0.12 * bump(hour, at: 8, width: 2) + 0.2 * bump(hour, at: 19, width: 2)),
                exportPrice: PricePerKWh(0.06 + 0.05 * bump(hour, at: 19, width: 2)))
        }
        let madeAt = first.start
        return PolicySituation(
            now: first, stateOfCharge: [0.4],
            batteries: [
                BatteryDescription(
                    capacity: WattHours(10_000), maxCharge: Watts(5000), maxDischarge: Watts(5000),
                    roundTripEfficiency: 0.92)
            ],
            prices: prices,
            load: forecast(load, from: first, madeAt: madeAt, isSure: isSure),
            pv: forecast(pv, from: first, madeAt: madeAt, isSure: isSure), site: BenchmarkHouse.site,
            peakPrice: peakPrice)
    }

    /// With a band: an uncertain sky costs the plan more time than a sure one.
    private static func forecast(
        _ values: [Double], from first: Slot, madeAt: UTCInstant, isSure: Bool
    ) -> Forecast? {
        Forecast(
            firstSlot: first, p10: values.map { (isSure ? 1 : 0.5) * $0 }, p50: values,
            p90: values.map { (isSure ? 1 : 1.4) * $0 }, madeAt: madeAt, model: "sample")
    }

    private static func bump(_ hour: Double, at centre: Double, width: Double) -> Double {
        max(0, 1 - ((hour - centre) / width).magnitude)
    }
}
