// SPDX-License-Identifier: Apache-2.0

import Devices
import Energy
import Safety
import Testing

@testable import ModbusIO

/// What a bus does when replies, and their absence, take time.
struct BusTimeTests {
    let bank: ProfileBank
    let clock = TestClock(100)
    var bus: SteppedDriver

    /// The inverter, unit 2, before the meter, unit 1.
    init() throws {
        let (meter, inverter) = (try shippedProfile("eastron-sdm630"), try shippedProfile("sunspec-hybrid"))
        bank = ProfileBank([1: try RegisterImage(meter), 2: try inverterImage(inverter)])
        bus = SteppedDriver(
            bank: bank,
            devices: [
                BusDevice(index: DeviceIndex(1), profile: inverter, unit: 2),
                BusDevice(index: DeviceIndex(0), profile: meter, unit: 1),
            ])
        bus.link.clock = clock
    }

    /// Units in the order they were asked, reads of one unit in a row counted once.
    func units() -> [UInt8] {
        var units: [UInt8] = []
        bank.change { for read in $0.reads where units.last != read.unit { units.append(read.unit) } }
        return units
    }

    mutating func next() throws -> [BusDelivery] {
        let poll = bus.pollNext()
        return try #require(poll).deliveries
    }

    mutating func outcome(of command: AuthorizedCommand) -> CommandOutcome? {
        bus.execute([command], pacing: .standing(at: clock.now)).first?.outcome
    }

    @Test mutating func neighbour_isPolledBetweenATimeoutAndItsRetry() throws {
        _ = bus.step(to: 100)
        clock.now = BootInstant(seconds: 102).advanced(bySeconds: 0.5)
        bank.change { ($0.silent, $0.reads) = ([2], []) }
        var deliveries: [BusDelivery] = []
        for _ in 0..<4 { deliveries += try next() }
        #expect(units() == [1, 2, 1, 2])
        #expect(deliveries.map(\.kind) == ["report", "report", "disconnected"])
        // Once, and once again.
        #expect(bank.readCount(unit: 2) == 2)
    }

    @Test mutating func searchOfASilentDevice_costsANeighbourOneTimeoutAtATime() throws {
        bank.change { $0.silent = [2] }
        bus.link.readSeconds = 0.01
        var kinds: [String] = []
        for _ in 0..<6 { kinds += try next().map(\.kind) }
        #expect(units() == [2, 1, 2, 1, 2, 1])
        #expect(kinds == ["connected", "report", "report", "disconnected", "report"])
    }

    @Test mutating func lostReply_isMadeUpForByAWholePoll() throws {
        _ = bus.step(to: 100)
        clock.now = BootInstant(seconds: 101)
        bus.link.failNextReads = [.noResponse]
        let lost = try next()
        #expect(lost.isEmpty)
        // A command between the two finds the device where it was.
        var gate = Gate(device: DeviceIndex(1))
        let command = try gate.releases(at: 101)[0]
        let result = outcome(of: command)?.result
        #expect(result == .verified)
        let made = try next()
        #expect(made.map(\.kind) == ["report"])
    }

    @Test mutating func commandBeforeTheFirstWholePoll_isNotSent() throws {
        // The inverter's models are listed; then registers of the last one do not come.
        let model = try #require(bank.model(124, unit: 2))
        bank.change { $0.silentAddresses = [Int(model.address) + 2] }
        let deliveries = try next()
        #expect(deliveries.isEmpty)
        #expect(bank.readCount(unit: 2) > 5)
        var gate = Gate(device: DeviceIndex(1))
        let command = try gate.releases(at: 101)[0]
        let result = outcome(of: command)?.result
        #expect(result == .notSent)
        #expect(bank.writes.isEmpty)
    }

    @Test mutating func polls_keepToTheirGrid_whateverTheyTake() throws {
        var bus = SteppedDriver(bank: bank, devices: [bus.devices[1]])
        bus.link.clock = clock
        clock.now = BootInstant(nanoseconds: 100_250_000_000)
        var begins: [Double] = []
        for place in 0..<8 {
            // One poll takes more than two periods: what it missed is not made up.
            bus.link.readSeconds = place == 3 ? 2 : 0.0625
            let poll = bus.pollNext()
            begins.append(try #require(poll).begin.seconds(since: BootInstant(seconds: 100)))
        }
        let reads = bank.readCount(unit: 1) / 8
        let missed = Double(2 * reads)
        #expect(begins == [0.25, 1.25, 2.25, 3.25] + [1, 2, 3, 4].map { 3.25 + missed + $0 })
    }
}
