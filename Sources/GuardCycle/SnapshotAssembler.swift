// SPDX-License-Identifier: Apache-2.0

import Energy
import Safety

/// Puts one cycle's snapshot together from what the devices last said.
struct SnapshotAssembler: Sendable {
    private let meter: Int?
    private let inverters: [Int]
    private let heatPumps: [Int]
    private let batteries: [Int]
    private let limited: [Int]
    private let capacities: [Double]
    private var frozen: [FrozenDetector]

    init(setup: GuardSetup) {
        func places(_ role: DeviceRole) -> [Int] { setup.devices.indices.filter { setup.devices[$0].role == role } }
        meter = places(.meter).first
        inverters = places(.inverter)
        heatPumps = places(.heatPump)
        batteries = setup.limits.batteries.map(\.device.rawValue)
        limited = setup.limits.inverters.map(\.device.rawValue)
        capacities = setup.limits.batteries.map(\.battery.capacity.value)
        frozen = batteries.map { _ in FrozenDetector() }
    }

    /// The snapshot of a cycle; frozen values are found here, because only here neighbours are seen together.
    mutating func snapshot(_ ledgers: [DeviceLedger], now: BootInstant, wall: UTCInstant) -> PlantSnapshot {
        func read(_ place: Int?, _ signal: Signal) -> Measured<Double> {
            guard let place, ledgers.indices.contains(place) else { return .absent(.neverOffered, at: now) }
            return ledgers[place].validator.measured(signal, at: now)
        }
        func sum(_ places: [Int], _ signal: Signal) -> Measured<Double> {
            places.dropFirst().reduce(read(places.first, signal)) { Self.sum($0, read($1, signal)) }
        }
        let grid = read(meter, .gridImport)
        let output = sum(inverters, .inverterAC)
        for (k, place) in batteries.enumerated() {
            frozen[k].observe(
                grid: grid.value, output: output.value, discharge: read(place, .batteryDischarge).value,
                stateOfCharge: read(place, .stateOfCharge).value, capacity: capacities[k], now: now)
        }
        let isMeterFrozen = frozen.contains { $0.isMeterFrozen }
        func metered(_ signal: Signal) -> Measured<Watts> {
            let value = read(meter, signal)
            return isMeterFrozen && value.value != nil
                ? .absent(.implausible, at: value.time) : value.map { Watts($0) }
        }
        return PlantSnapshot(
            time: now, wallTime: wall, gridImport: metered(.gridImport),
            gridImportPhases: Phases(metered(.gridImportL1), metered(.gridImportL2), metered(.gridImportL3)),
            pvProduction: sum(inverters, .pvProduction).map { Watts($0) }, inverterAC: output.map { Watts($0) },
            heatPumpPower: sum(heatPumps, .heatPumpPower).map { Watts($0) },
            outdoorTemperature: read(heatPumps.first, .outdoorTemperature).map { Celsius($0) },
            batteries: batteries.enumerated().map { k, place in
                let soc = read(place, .stateOfCharge)
                return BatterySnapshot(
                    discharge: read(place, .batteryDischarge).map { Watts($0) },
                    stateOfCharge: frozen[k].isSocFrozen && soc.value != nil
                        ? .absent(.implausible, at: soc.time) : soc,
                    maxCharge: read(place, .maxCharge).map { Watts($0) },
                    maxDischarge: read(place, .maxDischarge).map { Watts($0) })
            },
            inverters: limited.map { place in
                let (output, pv) = (read(place, .inverterAC), read(place, .pvProduction))
                // An inverter without a battery that tells only its PV puts out no more than that.
                let isPVAlone = output.quality == .neverOffered && !batteries.contains(place)
                return InverterSnapshot(
                    output: (isPVAlone ? pv : output).map { Watts($0) }, pvProduction: pv.map { Watts($0) },
                    rating: read(place, .inverterRating).map { Watts($0) })
            })
    }

    /// A sum is only as good and as fresh as its worst part.
    private static func sum(_ a: Measured<Double>, _ b: Measured<Double>) -> Measured<Double> {
        let time = min(a.time, b.time)
        guard let first = a.value, let second = b.value else { return .absent(max(a.quality, b.quality), at: time) }
        return Measured(first + second, at: time)
    }
}
