// SPDX-License-Identifier: Apache-2.0

import Energy
import Policies

/// Whether guard and planner run the same configuration.
public enum Handshake: Hashable, Sendable {
    /// The guard has not introduced itself yet.
    case waiting
    /// Both run the same configuration.
    case agreed(bootID: UInt64)
    /// The guard runs another configuration: nothing is planned or stored from its slices, no intent is sent.
    case mismatch(guardHash: UInt64)
}

/// What the planner has done so far, for reports and the status endpoint.
public struct PlannerStatus: Sendable {
    /// Whether guard and planner run the same configuration.
    public internal(set) var handshake = Handshake.waiting
    /// The last snapshot the guard sent, however old.
    public internal(set) var snapshot: PlantSnapshot?
    /// The guard's own standing in its last cycle, however old.
    public internal(set) var standing: GuardStanding?
    /// The last decision, nil before the first.
    public internal(set) var decision: DecisionRecord?
    /// What the quarter hours came to that were settled last.
    public internal(set) var settled: [OutcomeRecord] = []
    /// How the policy expects the next hours to go; empty for a policy that does not plan.
    public internal(set) var plan: [PlannedSlot] = []
    /// The forecasts the last decision rests on.
    public internal(set) var forecasts: [NamedForecast] = []
    /// The spot prices that the last decision expects, the published ones among them; nil where there is no forecast.
    var priceForecast: Forecast?
    /// What the local day has brought so far, summed up after each quarter hour; nil where the database could not be asked.
    public internal(set) var today: DaySavings?
    /// The last intent sent; its lease may be over.
    public internal(set) var intent: Intent?
    /// Policy runs, those for one slot again included.
    public internal(set) var decisionsMade = 0
    /// Answers of the policy that could not be used.
    public internal(set) var policyRefusals = 0
    /// What was wrong with the last such answer.
    public internal(set) var lastPolicyRefusal: String?
    /// Retrainings of a model asked for.
    public internal(set) var retrainingsAsked = 0
    /// Leases sent, renewals included.
    public internal(set) var intentsSent = 0
    /// Frames of the guard that were refused.
    public internal(set) var framesRefused = 0
    /// Why the last of them was.
    public internal(set) var lastFrameRefusal: String?
    /// Slices of devices the configuration does not have.
    public internal(set) var slicesRefused = 0
    /// Slices stored and acknowledged.
    public internal(set) var slicesStored = 0
    /// Rows that are new in the database.
    public internal(set) var rowsStored = 0
    /// Decisions stored.
    public internal(set) var decisionsStored = 0
    /// Outcomes of decisions stored.
    public internal(set) var outcomesStored = 0
    /// Events stored.
    public internal(set) var eventsStored = 0
    /// Forecasts stored.
    public internal(set) var forecastsStored = 0
    /// Slices, decisions, outcomes, events and forecasts that wait for the database.
    public internal(set) var waitingForStore = 0
    /// Events and decisions given up because the database failed for too long.
    public internal(set) var recordsGivenUp = 0
    /// Forecasts given up because the database failed for about a day; nothing but their scores is lost.
    public internal(set) var forecastsGivenUp = 0
    /// Slices, decisions and events the database refused for good; the guard keeps such a slice for 7 days.
    public internal(set) var recordsSetAside = 0
    /// What the last of them were, and what the database said.
    public internal(set) var lastSetAside: String?
    /// Calls of the database that failed.
    public internal(set) var storeFailures = 0
    /// What the last failed call said.
    public internal(set) var lastStoreError: String?
    /// What the database says against what it is asked, nil again once a commit went through.
    public internal(set) var storeTrouble: String?
    /// What is wrong for long enough that somebody should know.
    public internal(set) var alarms: [HouseAlarm] = []
    /// Alarms that began or ended in the last step.
    public internal(set) var alarmEdges: [AlarmEdge] = []
    /// Commits since the planner began.
    public internal(set) var batchesStored = 0
}
