// SPDX-License-Identifier: Apache-2.0

import Configuration
import Energy
import HostIO
import ReadingStore
import Synchronization

/// What the status endpoint is told: the planner's last status, and the database by a connection that only reads.
final class LiveHouse: HouseStatusSource {
    private let deviceIDs: [String]
    private let tariff: Tariff
    private let databasePath: String
    private let board: Mutex<(status: HouseStatus, forecasts: [NamedForecast])>
    /// Opened at the first question.
    private let archive = Mutex<Archive?>(nil)

    /// Unchecked: the store is reached through the mutex alone, so that one thread uses it at a time.
    private struct Archive: @unchecked Sendable {
        let store: ReadingStore
    }

    init(_ configuration: HearthConfiguration, databasePath: String, clock: LiveClock) {
        deviceIDs = configuration.deviceIDs
        tariff = configuration.tariff
        self.databasePath = databasePath
        let first = HouseStatus(house: configuration.statusHouse, time: clock.wall, bootTime: clock.now)
        board = Mutex((first, []))
    }

    /// Makes a status the one that is shown.
    func publish(_ status: HouseStatus, forecasts: [NamedForecast]) {
        board.withLock { $0 = (status, forecasts) }
    }

    /// Forgets the connection to a file that has been set aside.
    func databaseWasReplaced() { archive.withLock { $0 = nil } }

    func now() -> BootInstant { MachineClock.now() }

    func status() -> HouseStatus { board.withLock { $0.status } }

    func forecasts() throws -> [NamedForecast] { board.withLock { $0.forecasts } }

    func readings(slots: Range<Slot>) throws -> [QuarterHourRow] {
        let rows = try reading { store in try deviceIDs.map { try store.rows(device: $0, slots: slots) } }
        let order = Dictionary(uniqueKeysWithValues: deviceIDs.enumerated().map { ($0.element, $0.offset) })
        return rows.flatMap { $0 }.sorted {
            ($0.slot.index, order[$0.device] ?? 0) < ($1.slot.index, order[$1.device] ?? 0)
        }
    }

    func decisions(slots: Range<Slot>) throws -> [DecisionRecord] {
        try reading { try $0.decisions(slots: slots) }
    }

    func outcomes(slots: Range<Slot>) throws -> [OutcomeRecord] {
        try reading { try $0.outcomes(slots: slots) }
    }

    func prices(slots: Range<Slot>) throws -> [PricedSlot] {
        let spot = try reading { try $0.prices(slots: slots) }
        let count = slots.lowerBound.distance(to: slots.upperBound)
        return (0..<max(0, count)).map { k in
            let slot = slots.lowerBound.advanced(by: k)
            let price = spot[slot].map { PricePerKWh($0) }
            return PricedSlot(
                slot: slot, spot: price, importPrice: tariff.importPrice(spot: price, at: slot),
                exportPrice: tariff.exportPrice(spot: price, at: slot))
        }
    }

    func events(limit: Int) throws -> [HouseEvent] {
        try reading { try $0.latestEvents(of: Set(GuardEvent.Kind.allCases.filter(\.isIntervention)), limit: limit) }
            .map {
                HouseEvent(
                    time: $0.wallTime, kind: $0.kind, device: $0.device, interlock: $0.interlock, detail: $0.detail)
            }
    }

    /// Asks the database; a connection that failed is opened anew at the next question.
    private func reading<Answer>(_ question: (ReadingStore) throws -> Answer) throws -> Answer {
        try archive.withLock { archive in
            do {
                let open = try archive ?? Archive(store: ReadingStore(reading: databasePath))
                archive = open
                return try question(open.store)
            } catch {
                archive = nil
                throw error
            }
        }
    }
}
