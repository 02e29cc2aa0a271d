// SPDX-License-Identifier: Apache-2.0

import Configuration
import Devices
import Energy
import GuardCycle
import ModbusIO
import Safety

extension HearthConfiguration {
    /// Everything the guard needs before its first cycle.
    ///
    /// - Parameter bootID: tells one boot from another.
    public func guardSetup(bootID: UInt64) -> GuardSetup {
        GuardSetup(
            bootID: bootID, configurationHash: hash, devices: deviceDescriptions,
            limits: SafetyLimits(
                site: site,
                batteries: batteries.map {
                    BatteryLimits(
                        device: $0.device, battery: $0.description,
                        responseSeconds: devices[$0.device.rawValue].profile.verificationSeconds)
                }, fuseFraction: guardSettings.fuseFraction))
    }
}

extension DeviceEndpoint {
    /// The same in the words of the bus.
    public var modbus: ModbusEndpoint {
        switch self {
        case .tcp(let host, let port): .tcp(host: host, port: port)
        case .serial(let path, let baud, let parity, let stopBits):
            .rtu(path: path, baud: baud, parity: parity, stopBits: stopBits)
        }
    }
}
