// SPDX-License-Identifier: Apache-2.0

import Devices
import Energy
import Safety

/// The benchmarks of the pure core.
enum CoreBenchmarks {
    static let all = [gate, decode, frame]

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
