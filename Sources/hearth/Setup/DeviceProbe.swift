// SPDX-License-Identifier: Apache-2.0

import Configuration
import Devices
import Energy
import HostIO
import ModbusIO

/// Finds out what is behind an address, by reading alone.
struct DeviceProbe {
    /// A profile that was tried.
    struct Finding {
        let profile: DeviceProfile
        let port: UInt16
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

    /// Tries every profile that has a TCP port; those that fit come first.
    func run(_ profiles: [DeviceProfile]) -> [Finding] {
        var unreachable: [UInt16: String] = [:]
        var findings: [Finding] = []
        for profile in profiles {
            guard let tcp = profile.transport.tcp, !StopSignal.isRequested else { continue }
            let port = address.port ?? tcp.port
            let finding = attempt(profile, port: port, unit: unit ?? tcp.unit, knownTrouble: unreachable[port])
            if case .unreachable(let why) = finding.1 { unreachable[port] = why }
            findings.append(finding.0)
        }
        return findings.filter(\.fits) + findings.filter { !$0.fits }
    }

    private enum Reach { case reached, unreachable(String) }

    /// An address that nobody is at is asked once, not once for each profile.
    private func attempt(
        _ profile: DeviceProfile, port: UInt16, unit: UInt8, knownTrouble: String?
    ) -> (Finding, Reach) {
        func finding(_ reading: ModbusReader.Reading?, _ misfit: String?) -> Finding {
            Finding(profile: profile, port: port, unit: unit, reading: reading, misfit: misfit)
        }
        if let knownTrouble { return (finding(nil, knownTrouble), .reached) }
        do throws(LinkFailure) {
            let reading = try ModbusReader.read(
                .tcp(host: address.host, port: port),
                device: BusDevice(index: DeviceIndex(0), profile: profile, unit: unit))
            return (finding(reading, Plausibility.misfit(of: reading, profile)), .reached)
        } catch {
            if case .notConnected = error { return (finding(nil, "\(error)"), .unreachable("\(error)")) }
            return (finding(nil, "\(error)"), .reached)
        }
    }
}

/// `HOST` or `HOST:PORT`; an IPv6 address with a port in brackets.
struct ProbeAddress {
    let host: String
    /// Nil for the port of each profile.
    let port: UInt16?

    /// - Parameter option: what the address was given by, for the message.
    init(_ text: String, option: String) throws {
        guard let address = NetworkAddress(text) else {
            throw CommandFailure.usage(
                "\(option): found \"\(text)\", expected an address such as 192.168.1.20 or 192.168.1.20:502")
        }
        (host, port) = (address.host, address.port)
    }

    /// As in a configuration.
    func text(port: UInt16) -> String { (host.contains(":") ? "[\(host)]" : host) + ":\(port)" }
}
