// SPDX-License-Identifier: Apache-2.0

import Configuration
import Devices
import Energy
import GuardService
import HostIO
import ModbusIO

/// Finds out what is behind an address, by reading alone.
struct DeviceProbe {
    /// A profile that was tried.
    struct Finding {
        let profile: DeviceProfile
        let endpoint: DeviceEndpoint
        let unit: UInt8
        /// What the device said, nil where it is not what the profile says.
        let reading: ModbusReader.Reading?
        /// Why the profile does not fit, nil where it does.
        let misfit: String?

        var fits: Bool { misfit == nil }
        /// Who the device says it is; empty where it does not.
        var identity: String { reading.map { "\($0.identity)" } ?? "" }

        /// A signal, nil where the device does not tell it.
        func value(_ signal: Signal) -> Double? {
            for record in reading?.report.readings ?? [] where record.signal == signal {
                if case .value(let value) = record.reading { return value }
            }
            return nil
        }
    }

    let address: ProbeAddress
    /// Modbus unit identifier, nil for the one of each profile.
    let unit: UInt8?

    /// Tries every profile that has a port of this kind; those that fit come first.
    func run(_ profiles: [DeviceProfile]) -> [Finding] {
        var unreachable: [ModbusEndpoint: String] = [:]
        var findings: [Finding] = []
        for profile in profiles {
            guard let (endpoint, usualUnit) = address.endpoint(profile.transport), !StopSignal.isRequested else {
                continue
            }
            let finding = attempt(
                profile, at: endpoint, unit: unit ?? usualUnit, knownTrouble: unreachable[endpoint.modbus])
            if case .unreachable(let why) = finding.1 { unreachable[endpoint.modbus] = why }
            findings.append(finding.0)
        }
        return findings.filter(\.fits) + findings.filter { !$0.fits }
    }

    private enum Reach { case reached, unreachable(String) }

    /// An address that nobody is at is asked once, not once for each profile.
    private func attempt(
        _ profile: DeviceProfile, at endpoint: DeviceEndpoint, unit: UInt8, knownTrouble: String?
    ) -> (Finding, Reach) {
        func finding(_ reading: ModbusReader.Reading?, _ misfit: String?) -> Finding {
            Finding(profile: profile, endpoint: endpoint, unit: unit, reading: reading, misfit: misfit)
        }
        if let knownTrouble { return (finding(nil, knownTrouble), .reached) }
        do throws(LinkFailure) {
            let reading = try ModbusReader.read(
                endpoint.modbus,
                device: BusDevice(index: DeviceIndex(0), profile: profile, unit: unit))
            return (finding(reading, Plausibility.misfit(of: reading, profile)), .reached)
        } catch {
            if case .notConnected = error { return (finding(nil, "\(error)"), .unreachable("\(error)")) }
            return (finding(nil, "\(error)"), .reached)
        }
    }
}
