// SPDX-License-Identifier: Apache-2.0

import Devices
import Energy
import StrictTOML

extension ConfigurationDecoder {
    /// Least distance between the floor and the ceiling (I-1): two hysteresis bands.
    private static let leastWindow = 0.06

    func readBatteries(_ drafts: [DeviceDraft], phases: Int) -> [ConfiguredBattery] {
        var batteries: [ConfiguredBattery] = []
        for table in root.tables("battery") {
            let description = readBattery(table, phases: phases)
            let inverter = table.string("inverter")
            guard let device = checkInverter(inverter, table, drafts) else { continue }
            if batteries.contains(where: { $0.device == device }) {
                table.fault("inverter", expected: "an inverter that carries no other battery")
            }
            batteries.append(ConfiguredBattery(device: device, description: description))
        }
        return batteries
    }

    private func readBattery(_ table: TOMLTableReader, phases: Int) -> BatteryDescription {
        let window = readWindow(table)
        return BatteryDescription(
            capacity: WattHours(table.number("capacity_wh", in: 500...1_000_000, unit: "Wh")),
            maxCharge: Watts(table.number("max_charge_w", in: 100...500_000, unit: "W")),
            maxDischarge: Watts(table.number("max_discharge_w", in: 100...500_000, unit: "W")),
            roundTripEfficiency: table.number("round_trip_efficiency", in: 0.5...1, default: 0.9),
            floor: window.floor, ceiling: window.ceiling, backupReserve: window.reserve,
            wear: PricePerKWh(table.number("wear_per_kwh", in: 0...5, unit: "per kWh", default: 0)),
            connection: readConnection(table, phases: phases))
    }

    /// The window of the state of charge, inside the hard ranges of interlock I-1.
    private func readWindow(_ table: TOMLTableReader) -> (floor: Double, ceiling: Double, reserve: Double) {
        let floor = table.number("floor", in: 0.05...0.80, default: 0.10)
        let ceiling = table.number("ceiling", in: 0.50...1, default: 0.95)
        let reserve = table.number("backup_reserve", in: 0...0.95, default: 0)
        // The tolerance is for decimals that have no exact binary form: 0.44 + 0.06 is allowed below 0.50.
        if floor + reserve + Self.leastWindow > ceiling + 1e-9 {
            let limit = decimalText(ceiling - Self.leastWindow, decimals: 3, trimmed: true)
            table.fault(
                reserve > 0 ? "backup_reserve" : "floor",
                expected: "floor + backup_reserve of at most \(limit), 0.06 below the ceiling")
        }
        return (floor, ceiling, reserve)
    }

    private func readConnection(_ table: TOMLTableReader, phases: Int) -> PhaseConnection {
        let connection = table.choice("connection", default: phases == 1 ? PhaseConnection.l1 : .unknown)
        switch connection {
        case .l1, .unknown: break
        case .threePhase, .l2, .l3:
            if phases == 1 { table.fault("connection", expected: "\"L1\": the site has one phase") }
        }
        return connection
    }

    /// The place of a battery's inverter, nil after a fault.
    private func checkInverter(_ id: String, _ table: TOMLTableReader, _ drafts: [DeviceDraft]) -> DeviceIndex? {
        guard !id.isEmpty else { return nil }
        guard let place = drafts.firstIndex(where: { $0.id == id }) else {
            let ids = drafts.filter { $0.role == .inverter }.map(\.id)
            table.fault(
                "inverter", expected: "the id of an inverter" + (ids.isEmpty ? "" : ": \(ids.joined(separator: ", "))"))
            return nil
        }
        guard let profile = drafts[place].loaded?.profile else { return nil }
        guard profile.role == .inverter else {
            table.fault("inverter", expected: "an inverter; \(id) is a device with the role \(profile.role.rawValue)")
            return nil
        }
        let needed = [Signal.stateOfCharge, .batteryDischarge]
        if profile.batteryControl == nil || !needed.allSatisfy(profile.offeredSignals.contains) {
            table.fault(
                "inverter",
                expected:
                    "an inverter whose profile has a battery; \(profile.id) lacks its state of charge, power or control"
            )
        }
        return DeviceIndex(place)
    }
}
