// SPDX-License-Identifier: Apache-2.0

import Devices
import Energy
import Safety

@testable import ModbusIO

/// A link to a bank that, like a socket, must be opened, and fails when a test wants it to.
final class ScriptedLink: RegisterLink {
    private let bank: BankLink
    private(set) var isOpen = false
    /// What the next reads end with, oldest first.
    var failNextReads: [LinkFailure] = []
    /// What the next writes end with, oldest first; they are carried out all the same.
    var failNextWrites: [LinkFailure] = []
    /// What reads take time by, and how long; a timeout takes a second.
    var clock: TestClock?
    var readSeconds = 0.0

    init(_ bank: any RegisterBank) { self.bank = BankLink(bank) }

    func open() throws(LinkFailure) { isOpen = true }
    func close() { isOpen = false }

    func read(_ range: RegisterRange, unit: UInt8, into words: inout [UInt16]) throws(LinkFailure) {
        guard isOpen else { throw .notConnected("closed") }
        clock?.pass(readSeconds)
        if !failNextReads.isEmpty { throw failNextReads.removeFirst() }
        do throws(LinkFailure) {
            try bank.read(range, unit: unit, into: &words)
        } catch {
            if error == .noResponse { clock?.pass(1) }
            throw error
        }
    }

    func write(_ write: RegisterWrite, unit: UInt8) throws(LinkFailure) {
        guard isOpen else { throw .notConnected("closed") }
        try bank.write(write, unit: unit)
        if !failNextWrites.isEmpty { throw failNextWrites.removeFirst() }
    }
}

/// A clock that moves when a test says so.
final class TestClock {
    var now: BootInstant

    init(_ second: Int) { now = BootInstant(seconds: second) }

    func pass(_ seconds: Double) { now = now.advanced(bySeconds: seconds) }
}

/// A driver that a test steps.
struct SteppedDriver {
    let link: ScriptedLink
    let devices: [BusDevice]
    private(set) var driver: BusDriver

    init(bank: any RegisterBank, devices: [BusDevice], seed: UInt64 = 1) {
        link = ScriptedLink(bank)
        self.devices = devices
        driver = BusDriver(link: link, devices: devices, seed: seed)
    }

    mutating func step(to second: Int, _ commands: [AuthorizedCommand] = []) -> [BusDelivery] {
        step(to: BootInstant(seconds: second), commands)
    }

    /// Writes commands by a clock of the test's.
    mutating func execute(_ commands: [AuthorizedCommand], pacing: Pacing) -> [BusDelivery] {
        var deliveries: [BusDelivery] = []
        driver.execute(commands, pacing: pacing) { deliveries.append($0) }
        return deliveries
    }

    /// Goes on with the poll that has waited longest, by the clock of the link, which is moved on to when it is due.
    ///
    /// - Returns: when it began, and what it brought.
    mutating func pollNext() -> (begin: BootInstant, deliveries: [BusDelivery])? {
        guard let clock = link.clock, let due = driver.nextDue else { return nil }
        clock.now = max(clock.now, due)
        let begin = clock.now
        var deliveries: [BusDelivery] = []
        let isPolled = driver.pollNext(pacing: Pacing(now: { clock.now }, pause: { _ in })) { deliveries.append($0) }
        return isPolled ? (begin, deliveries) : nil
    }

    mutating func step(to now: BootInstant, _ commands: [AuthorizedCommand] = []) -> [BusDelivery] {
        var deliveries: [BusDelivery] = []
        driver.run(commands: commands, pacing: .standing(at: now)) { deliveries.append($0) }
        return deliveries
    }
}

extension BusDelivery {
    var report: DeviceReport? { if case .report(let report) = self { report } else { nil } }

    var outcome: CommandOutcome? { if case .outcome(let outcome) = self { outcome } else { nil } }

    /// The name of the case.
    var kind: String {
        switch self {
        case .report: "report"
        case .connected: "connected"
        case .disconnected: "disconnected"
        case .outcome: "outcome"
        }
    }
}

extension DeviceReport {
    func reading(_ signal: Signal) -> SignalReading? { readings.first { $0.signal == signal }?.reading }
}
