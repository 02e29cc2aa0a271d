// SPDX-License-Identifier: Apache-2.0

/// A device as configured: what guard and planner both know of it.
public struct DeviceDescription: Hashable, Sendable {
    /// The device's id in the configuration, under which its rows are stored.
    public let id: String
    /// What it is for.
    public let role: DeviceRole
    /// The signals its profile has.
    public let offered: Set<Signal>
    /// True where its profile can limit an inverter's output.
    public let limitsOutput: Bool

    /// Puts a description together.
    public init(id: String, role: DeviceRole, offered: Set<Signal>, limitsOutput: Bool = false) {
        self.id = id
        self.role = role
        self.offered = offered
        self.limitsOutput = limitsOutput
    }
}
