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

    init(_ bank: any RegisterBank) { self.bank = BankLink(bank) }

    func open() throws(LinkFailure) { isOpen = true }
    func close() { isOpen = false }

    func read(_ range: RegisterRange, unit: UInt8, into words: inout [UInt16]) throws(LinkFailure) {
        guard isOpen else { throw .notConnected("closed") }
        if !failNextReads.isEmpty { throw failNextReads.removeFirst() }
        try bank.read(range, unit: unit, into: &words)
    }

    func write(_ write: RegisterWrite, unit: UInt8) throws(LinkFailure) {
        guard isOpen else { throw .notConnected("closed") }
        try bank.write(write, unit: unit)
        if !failNextWrites.isEmpty { throw failNextWrites.removeFirst() }
    }
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
