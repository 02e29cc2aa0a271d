// SPDX-License-Identifier: Apache-2.0

/// What the house does now and why: one immutable value, made by the planner after each step.
public struct HouseStatus: Sendable {
    /// What does not change while the planner runs.
    public struct House: Sendable {
        /// Version of the program, as `1.2.0`.
        public let version: String
        /// The grid connection, its limits and clocks.
        public let site: Site
        /// ISO 4217 code of every price and cost.
        public let currency: String
        /// The devices' ids and roles, in the order of the configuration.
        public let devices: [(id: String, role: DeviceRole)]
        /// The batteries, in the order of the configuration.
        public let batteries: [BatteryDescription]

        /// Puts a description together.
        public init(
            version: String, site: Site, currency: String, devices: [(id: String, role: DeviceRole)],
            batteries: [BatteryDescription]
        ) {
            self.version = version
            self.site = site
            self.currency = currency
            self.devices = devices
            self.batteries = batteries
        }
    }

    /// How planner and guard are connected.
    public enum Link: String, CaseIterable, Hashable, Sendable {
        /// No guard has been heard.
        case waiting
        /// Both run the same configuration.
        case agreed
        /// The guard runs another configuration: values are shown, nothing is wished.
        case mismatch
    }

    /// What does not change while the planner runs.
    public var house: House
    /// When this was made.
    public var time: UTCInstant
    /// The same moment on the boot-time clock, by which the ages of measurements are told.
    public var bootTime: BootInstant
    /// How planner and guard are connected.
    public var link: Link
    /// The guard's last cycle, however old; nil before the first.
    public var standing: GuardStanding?
    /// The values of that cycle.
    public var snapshot: PlantSnapshot?
    /// The decision of this quarter hour, nil before the first.
    public var decision: DecisionRecord?
    /// Which policy drives, and why; nil before the planner has said so.
    public var policy: PolicyStanding?
    /// How the policy expects the next hours to go; empty for a policy that does not plan.
    public var plan: [PlannedSlot]
    /// What this local day has brought so far, nil while nobody has looked.
    public var today: DaySavings?
    /// When the last lease given to the guard ends, nil before the first.
    public var leaseExpires: BootInstant?
    /// Quarter-hour batches committed since the planner began.
    public var batchesStored: Int
    /// Slices, decisions and events that wait for the database.
    public var waitingForStore: Int
    /// Everything a person should know about, worst first; empty when all is well.
    public var warnings: [String]
    /// What is wrong with data and recurring work for long enough that somebody should know; among the warnings too.
    public var alarms: [HouseAlarm] = []

    /// A status before anything was heard.
    public init(house: House, time: UTCInstant, bootTime: BootInstant) {
        self.house = house
        self.time = time
        self.bootTime = bootTime
        link = .waiting
        plan = []
        batchesStored = 0
        waitingForStore = 0
        warnings = []
    }

    /// What this local day has brought so far; nil where that was last summed up on another day.
    public var savingsOfToday: DaySavings? {
        today.flatMap { $0.day.contains(Slot(containing: time)) ? $0 : nil }
    }

    /// The age of the last good cycle of the guard, s; nil before the first.
    ///
    /// - Parameter now: boot-time clock, which may be later than the status: a planner that hangs makes no new one.
    public func cycleAge(at now: BootInstant) -> Double? {
        standing.map { now.seconds(since: $0.time) }
    }
}
