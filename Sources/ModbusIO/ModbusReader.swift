// SPDX-License-Identifier: Apache-2.0

import Devices
import Energy
import HostIO

/// Reads a device once, for people; it has no way to write.
public enum ModbusReader {
    /// What a device said.
    public struct Reading: Sendable {
        /// Who it is.
        public let identity: DeviceIdentity
        /// Its registers as they were found.
        public let layout: DeviceLayout
        /// Every point.
        public let values: PointValues
        /// Every signal.
        public let report: DeviceReport
    }

    /// Connects, finds the device's registers, reads them all, and closes the connection.
    ///
    /// - Throws: one clear line: no connection, no reply, or a device that is not what the profile says.
    public static func read(_ endpoint: ModbusEndpoint, device: BusDevice) throws(LinkFailure) -> Reading {
        let link = LibmodbusLink(endpoint, timeoutSeconds: device.profile.transport.responseTimeoutSeconds)
        defer { link.close() }
        var session = DeviceSession(device)
        while try !session.advance(over: link, pacing: .live) {}
        guard let layout = session.layout, let values = session.values else { throw .noResponse }
        return Reading(
            identity: layout.identity(values), layout: layout, values: values,
            report: layout.report(device: device.index, arrival: MachineClock.now(), values: values))
    }
}
