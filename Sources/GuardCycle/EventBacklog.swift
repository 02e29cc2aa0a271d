// SPDX-License-Identifier: Apache-2.0

import Energy
import Safety

/// The guard's events that the database does not hold yet, as far as the guard knows, in the order they happened.
///
/// They are sent from where the planner says that the database ends, so that neither end has to have lived long: what
/// earlier lives of the guard left comes from the journal, and what is sent twice is stored once. The oldest are left out
/// where there are too many; one event says how many.
struct EventBacklog {
    /// Most events kept: less than the link keeps for a planner that does not read, so that it loses none of them.
    static let mostKept = JournalHistory.mostEntries
    /// Events sent in one cycle.
    static let perCycle = 64

    private(set) var events: [GuardEvent]
    /// Those given up unstored, all of them before `events`.
    private var leftOut: Int
    /// Those of which events tell that wait themselves.
    private var toldLeftOut = 0
    /// How many of `events` have been sent to this planner.
    private var sentCount = 0
    /// Events sent since the planner last said what the database holds.
    private var inFlight = 0
    /// False until the planner has said where the database ends.
    private var isWanted = false

    /// A backlog that begins with what earlier lives left.
    ///
    /// - Parameter devices: ids in the order of the configuration, which may be another one than the earlier lives had.
    init(_ history: JournalHistory, devices: [String]) {
        leftOut = history.olderCount
        events = history.entries.map { entry in
            let place = entry.device.flatMap { devices.firstIndex(of: $0) }
            return entry.event.moved(to: place.map { DeviceIndex($0) }, unknown: place == nil ? entry.device : nil)
        }
    }

    mutating func append(_ event: GuardEvent) {
        events.append(event)
        // A tenth at once, so that a full backlog does not make every event move all others.
        if events.count > Self.mostKept { giveUp(Self.mostKept / 10) }
    }

    /// A planner greeted: nothing that was sent to another one counts.
    mutating func noteGreeting() { (sentCount, inFlight, isWanted) = (0, 0, false) }

    /// The database holds everything up to an event.
    ///
    /// - Parameter mark: of that event; one that is not here is of those given up, or older than the journal.
    mutating func noteStored(through mark: EventMark?, now: BootInstant, wall: UTCInstant) {
        (inFlight, isWanted) = (0, true)
        if let mark, let place = events.firstIndex(where: { $0.mark == mark }) {
            remove(place + 1)
            // What was sent before it arrived before it, and what the database holds of earlier lives it holds in order.
            leftOut = 0
            if !events.contains(where: { $0.kind == .eventsLeftOut }) { toldLeftOut = 0 }
        } else if leftOut > 0 {
            events.insert(.leftOut(leftOut, now: now, wall: wall), at: sentCount)
            (leftOut, toldLeftOut) = (0, toldLeftOut + leftOut)
        }
    }

    /// What is to be sent in this cycle.
    mutating func takeNext() -> ArraySlice<GuardEvent> {
        guard isWanted else { return [] }
        let room = min(Self.perCycle, Self.mostKept - inFlight, events.count - sentCount)
        let next = events[sentCount..<sentCount + max(0, room)]
        sentCount = next.endIndex
        inFlight += next.count
        return next
    }

    private mutating func giveUp(_ count: Int) {
        for event in events.prefix(count) {
            if event.kind == .eventsLeftOut {
                (leftOut, toldLeftOut) = (leftOut + toldLeftOut, 0)
            } else {
                leftOut += 1
            }
        }
        remove(count)
    }

    private mutating func remove(_ count: Int) {
        events.removeFirst(count)
        sentCount = max(0, sentCount - count)
    }
}

extension GuardEvent {
    /// The event that tells of others.
    fileprivate static func leftOut(_ count: Int, now: BootInstant, wall: UTCInstant) -> GuardEvent {
        GuardEvent(
            time: now, wallTime: wall, kind: .eventsLeftOut,
            detail: "up to \(count) events before those that follow; hearth log show has what concerns commands")
    }

    /// The same at a place in another configuration; the id of a device that is not in it goes into the words.
    fileprivate func moved(to device: DeviceIndex?, unknown: String?) -> GuardEvent {
        GuardEvent(
            time: time, wallTime: wallTime, kind: kind, device: device, interlock: interlock, signal: signal,
            fault: fault, detail: unknown.map { "\($0): \(detail)" } ?? detail)
    }
}
