// SPDX-License-Identifier: Apache-2.0

import Devices
import Energy

/// A device on a bus.
public struct BusDevice: Sendable {
    /// Its place in the configuration.
    public let index: DeviceIndex
    /// How to talk to it.
    public let profile: DeviceProfile
    /// Its unit identifier.
    public let unit: UInt8

    /// Puts a device together.
    public init(index: DeviceIndex, profile: DeviceProfile, unit: UInt8) {
        self.index = index
        self.profile = profile
        self.unit = unit
    }
}
