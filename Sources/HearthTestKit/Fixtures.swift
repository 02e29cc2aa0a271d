// SPDX-License-Identifier: Apache-2.0

import Energy
import Safety

/// Ready-made values for tests: the house of the worked examples in the safety catalogue.
public enum Fixture {
    /// Three phases of 25 A at 230 V, no limits of import or export, 8 kWp.
    public static let site = site()

    /// The site with some limits of its own.
    public static func site(exportLimit: Watts? = nil, importLimit: Watts? = nil) -> Site {
        Site(
            name: "test", timeZone: .centralEuropean, mainFuse: Amperes(25), phases: 3, exportLimit: exportLimit,
            importLimit: importLimit, pvPeak: Watts(8000))
    }

    /// 10 kWh, 5 kW, round trip 0.92, floor 10 %, ceiling 95 %.
    public static func battery(
        connection: PhaseConnection = .threePhase, floor: Double = 0.10, ceiling: Double = 0.95
    ) -> BatteryDescription {
        BatteryDescription(
            capacity: WattHours(10_000), maxCharge: Watts(5000), maxDischarge: Watts(5000), roundTripEfficiency: 0.92,
            floor: floor, ceiling: ceiling, connection: connection)
    }

    /// Limits of the site with one such battery behind device 0.
    public static func limits(
        connection: PhaseConnection = .threePhase, exportLimit: Watts? = nil, importLimit: Watts? = nil
    ) -> SafetyLimits {
        SafetyLimits(
            site: site(exportLimit: exportLimit, importLimit: importLimit),
            batteries: [BatteryLimits(device: DeviceIndex(0), battery: battery(connection: connection))])
    }
}

/// A snapshot under construction, all values fresh and unremarkable until a test changes them.
public struct SnapshotBuilder: Sendable {
    /// Seconds since boot.
    public var second = 1000
    /// State of charge, nil = lost.
    public var soc: Double? = 0.5
    /// Battery power, W, + = discharge, nil = lost.
    public var discharge: Double? = 0
    /// Grid power by phase, W, + = import, nil = lost.
    public var phases: Phases<Double>? = Phases(200, 200, 200)
    /// Why the phases are absent when `phases` is nil.
    public var meterQuality = Quality.stale
    /// PV power, W.
    public var pv = 0.0
    /// Largest charge power reported by the device, nil = never offered.
    public var reportedCharge: Double?
    /// Why the report of the largest powers is absent when `reportedCharge` is nil.
    public var reportQuality = Quality.neverOffered

    /// A house at rest.
    public init() {}

    /// The snapshot.
    public func build() -> PlantSnapshot {
        let now = BootInstant(seconds: second)
        func measured(_ value: Double?, _ quality: Quality = .lost) -> Measured<Watts> {
            value.map { Measured(Watts($0), at: now) } ?? .absent(quality, at: now)
        }
        let total = phases.map { $0.l1 + $0.l2 + $0.l3 }
        return PlantSnapshot(
            time: now, wallTime: UTCInstant(secondsSinceEpoch: 1_600_000_000 + second),
            gridImport: measured(total, meterQuality),
            gridImportPhases: Phases(
                measured(phases?.l1, meterQuality), measured(phases?.l2, meterQuality),
                measured(phases?.l3, meterQuality)),
            pvProduction: measured(pv), inverterAC: measured(discharge.map { $0 + pv }),
            heatPumpPower: .absent(.neverOffered, at: now), outdoorTemperature: .absent(.neverOffered, at: now),
            batteries: [
                BatterySnapshot(
                    discharge: measured(discharge),
                    stateOfCharge: soc.map { Measured($0, at: now) } ?? .absent(.lost, at: now),
                    maxCharge: measured(reportedCharge, reportQuality),
                    maxDischarge: measured(reportedCharge, reportQuality))
            ])
    }
}
