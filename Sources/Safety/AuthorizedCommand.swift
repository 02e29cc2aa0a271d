// SPDX-License-Identifier: Apache-2.0

import Energy

/// The only thing a bus writes: an action that passed every interlock, with an expiry.
///
/// Its initialiser is internal to `Safety`, it is not `Decodable`, and only `Safety`'s own tests import the module with
/// `@testable`, so that no other code can make one. A bus drops a command that has expired before it is written.
public struct AuthorizedCommand: Hashable, Sendable {
    /// The device it is for.
    public let device: DeviceIndex
    /// What the device shall do.
    public let action: DeviceAction
    /// Counts up with every command of one guard life.
    public let serial: UInt64
    /// When the gate let it pass.
    public let issuedAt: BootInstant
    /// After this it must not be written any more.
    public let expires: BootInstant

    init(device: DeviceIndex, action: DeviceAction, serial: UInt64, issuedAt: BootInstant, expires: BootInstant) {
        self.device = device
        self.action = action
        self.serial = serial
        self.issuedAt = issuedAt
        self.expires = expires
    }
}
