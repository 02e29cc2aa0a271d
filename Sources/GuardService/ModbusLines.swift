// SPDX-License-Identifier: Apache-2.0

import Configuration
import Energy
import ModbusIO
import Safety

/// Every Modbus line of the house, one for each address, opened for control or for watching.
public final class ModbusLines {
    /// The lines as the guard gets them.
    public let access: DeviceAccess
    private let stopAll: () -> Void

    /// Starts the threads of all lines; devices that do not answer are told by deliveries, not here.
    ///
    /// - Parameters:
    ///   - devices: places in the configuration, and what is there.
    ///   - isDryRun: true for lines that can only be read.
    ///   - seed: of the jitter in the back-offs.
    /// - Throws: `LinkFailure` when the system has no thread left.
    public init(
        _ devices: some Sequence<(offset: Int, element: ConfiguredDevice)>, isDryRun: Bool, seed: UInt64
    ) throws(LinkFailure) {
        let lines = Self.lines(devices)
        if isDryRun {
            var watches: [ModbusWatch] = []
            for line in lines { watches.append(try ModbusWatch(line.endpoint, devices: line.devices, seed: seed)) }
            access = .observation(watches)
            stopAll = { [watches] in for watch in watches { watch.stop() } }
        } else {
            var buses: [ModbusBus] = []
            for line in lines {
                buses.append(try ModbusBus(line.endpoint, devices: line.devices, clock: .live, seed: seed))
            }
            access = .control(buses)
            stopAll = { [buses] in for bus in buses { bus.stop() } }
        }
    }

    /// Writes what is queued, closes every connection and ends the threads.
    public func stop() { stopAll() }

    private static func lines(
        _ devices: some Sequence<(offset: Int, element: ConfiguredDevice)>
    ) -> [(endpoint: ModbusEndpoint, devices: [BusDevice])] {
        var lines: [(endpoint: ModbusEndpoint, devices: [BusDevice])] = []
        for (place, device) in devices {
            let endpoint = device.endpoint.modbus
            let busDevice = BusDevice(index: DeviceIndex(place), profile: device.profile, unit: device.unit)
            if let k = lines.firstIndex(where: { $0.endpoint == endpoint }) {
                lines[k].devices.append(busDevice)
            } else {
                lines.append((endpoint, [busDevice]))
            }
        }
        return lines
    }
}
