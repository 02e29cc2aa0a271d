// SPDX-License-Identifier: Apache-2.0

import Energy
import Forecasting
import Policies

/// What the planner did so far and how it stands.
public struct PlannerStatus: Sendable {
    /// The last decision, nil before the first.
    public internal(set) var decision: DecisionRecord?
    /// What the policy expects from there on.
    public internal(set) var plan: [PlannedSlot] = []
    /// Device rows stored.
    public internal(set) var rowsStored = 0
    /// Frames of the guard that were refused.
    public internal(set) var framesRefused = 0
    /// True while the guard runs the same configuration.
    public internal(set) var isGuardFollowing = false
    /// The database's last complaint, nil while it works.
    public internal(set) var storeError: String?
}

/// The planner: collects what the guard measured, decides each quarter hour, and keeps the intent leased.
///
/// Time is an argument; one owner calls `step` about once a second. It may be wrong, late or gone: the guard does not mind.
public final class Planner {
    /// What it did so far.
    public private(set) var status = PlannerStatus()

    /// Age of a snapshot on which an intent may still be renewed, s.
    private static let freshSeconds = 10.0
    /// Quarter hours a plan looks ahead at most.
    private static let horizon = 192

    private let setup: PlannerSetup
    private let port: any GuardPort
    private let store: any ReadingStoring
    private var policy: any Policy
    private var encoder = FrameEncoder()
    private let decoder = FrameDecoder()
    private var queue = StoreQueue()
    private var history: SlotHistory
    private var hasHistory = false
    private var snapshot: PlantSnapshot?
    private var current: PolicyDecision?
    private var decidedSlot: Slot?
    private var lastRenewal: BootInstant?
    private var sequence: UInt64 = 0
    private var prunedDay: CivilDate?

    /// A planner before its first step.
    public init(setup: PlannerSetup, port: any GuardPort, store: any ReadingStoring, policy: any Policy) {
        self.setup = setup
        self.port = port
        self.store = store
        self.policy = policy
        self.history = SlotHistory(devices: setup.devices)
        send(.hello(configurationHash: setup.configurationHash))
    }

    /// Does what is due.
    ///
    /// - Parameters:
    ///   - now: boot-time clock.
    ///   - wall: wall clock; decisions are made for its slot.
    ///   - isClockTrusted: false while the wall clock is not synchronised: nothing is decided by price then.
    public func step(now: BootInstant, wall: UTCInstant, isClockTrusted: Bool) {
        receive()
        for slice in queue.storeIfDue(in: store, now: now, wall: wall) { acknowledge(slice) }
        decideIfDue(wall: wall, isClockTrusted: isClockTrusted)
        renewIfDue(now: now, wall: wall)
        pruneIfDue(wall: wall, isClockTrusted: isClockTrusted)
        status.rowsStored = queue.rowsStored
        status.storeError = queue.lastError
    }

    /// Stores what is left, for the end of a run.
    public func finish(now: BootInstant, wall: UTCInstant) {
        receive()
        for slice in queue.storeNow(in: store, slot: Slot(containing: wall), now: now) { acknowledge(slice) }
        status.rowsStored = queue.rowsStored
        status.storeError = queue.lastError
    }

    private func receive() {
        for frame in port.takeFrames() {
            do {
                take(try decoder.decodeGuardMessage(frame))
            } catch {
                status.framesRefused += 1
            }
        }
    }

    private func take(_ message: GuardMessage) {
        switch message {
        case .hello(let hello):
            status.isGuardFollowing = hello.configurationHash == setup.configurationHash
            if !hello.isAnswer { send(.hello(configurationHash: setup.configurationHash)) }
        case .snapshot(let new): snapshot = new
        case .slice(let slice):
            queue.add(slice)
            history.note(slice)
        case .event(let event): queue.add(event)
        }
    }

    private func acknowledge(_ slice: DeviceSlice) {
        send(.sliceStored(bootID: slice.bootID, device: slice.device, start: slice.start))
    }

    /// Decides at the first step of each slot that has a snapshot to decide on.
    private func decideIfDue(wall: UTCInstant, isClockTrusted: Bool) {
        let slot = Slot(containing: wall)
        guard slot != decidedSlot, let snapshot else { return }
        decidedSlot = slot
        loadHistoryOnce(now: slot)
        let situation = situation(snapshot, slot: slot, isClockTrusted: isClockTrusted)
        let decision = policy.decide(situation)
        current = decision
        lastRenewal = nil
        let record = DecisionRecord(
            slot: slot, madeAt: wall, policy: policy.name, intents: decision.intents, reason: decision.reason,
            stateOfCharge: situation.stateOfCharge.map { $0 ?? .nan })
        queue.add(record)
        status.decision = record
        status.plan = decision.plan
    }

    private func situation(_ snapshot: PlantSnapshot, slot: Slot, isClockTrusted: Bool) -> PolicySituation {
        let load = NaiveForecast.load(zone: setup.site.timeZone)
            .forecast(history.loadSeries(before: slot), now: slot, count: Self.horizon)
        let pv = NaiveForecast.pv.forecast(history.pvSeries(before: slot), now: slot, count: Self.horizon)
        return PolicySituation(
            now: slot, stateOfCharge: snapshot.batteries.map(\.stateOfCharge.value), batteries: setup.batteries,
            prices: isClockTrusted ? prices(from: slot) : [], load: load, pv: pv, site: setup.site)
    }

    /// The known prices from a slot on, up to the first gap; a database that does not answer knows none.
    private func prices(from slot: Slot) -> [SlotPrices] {
        let slots = slot..<slot.advanced(by: Self.horizon)
        guard let spot = try? store.prices(slots: slots) else { return [] }
        var prices: [SlotPrices] = []
        for slot in slots {
            guard let both = setup.tariff.prices(spot: spot[slot].map { PricePerKWh($0) }) else { break }
            prices.append(both)
        }
        return prices
    }

    private func loadHistoryOnce(now: Slot) {
        guard !hasHistory else { return }
        do {
            try history.load(from: store, now: now)
            hasHistory = true
        } catch {
            status.storeError = "\(error)"
        }
    }

    /// Renews the lease by a check that was finished now: fresh values, a decision for this slot, a guard that follows.
    private func renewIfDue(now: BootInstant, wall: UTCInstant) {
        guard status.isGuardFollowing, let current, let snapshot, decidedSlot == Slot(containing: wall) else { return }
        guard now.seconds(since: snapshot.time) <= Self.freshSeconds else { return }
        guard lastRenewal.map({ now.seconds(since: $0) >= Intent.renewalSeconds }) ?? true else { return }
        lastRenewal = now
        sequence &+= 1
        send(
            .intent(
                Intent(
                    sequence: sequence, madeAt: now, expires: now.advanced(bySeconds: Intent.leaseSeconds),
                    batteries: current.intents, pvLimit: current.pvLimit)))
    }

    private func pruneIfDue(wall: UTCInstant, isClockTrusted: Bool) {
        guard isClockTrusted, prunedDay != wall.date else { return }
        prunedDay = wall.date
        do {
            try store.prune(now: wall)
        } catch {
            status.storeError = "\(error)"
        }
    }

    private func send(_ message: PlannerMessage) { port.send(encoder.encode(message)) }
}
