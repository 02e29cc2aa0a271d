// SPDX-License-Identifier: Apache-2.0

import Devices
import Energy
import Safety
import Testing

@testable import ModbusIO

/// What a bus does with its devices when time is an argument.
struct BusDriverTests {
    let meter: DeviceProfile
    let inverter: DeviceProfile
    let bank: ProfileBank

    init() throws {
        meter = try shippedProfile("eastron-sdm630")
        inverter = try shippedProfile("sunspec-hybrid")
        var image = try RegisterImage(meter)
        try image.set(try #require(image.handle("W")), to: 321)
        bank = ProfileBank([1: image, 2: try inverterImage(inverter)])
    }

    /// The meter as device 0 and unit 1, the inverter as device 1 and unit 2.
    func bus(_ places: [Int] = [0, 1]) -> SteppedDriver {
        let devices = [
            BusDevice(index: DeviceIndex(0), profile: meter, unit: 1),
            BusDevice(index: DeviceIndex(1), profile: inverter, unit: 2),
        ]
        return SteppedDriver(bank: bank, devices: places.map { devices[$0] })
    }

    @Test func firstPoll_connects_thenReports() throws {
        var bus = bus()
        let deliveries = bus.step(to: 100)
        try #require(deliveries.count == 4)
        guard case .connected(DeviceIndex(0), _, BootInstant(seconds: 100)) = deliveries[0],
            case .report(let meterReport) = deliveries[1],
            case .connected(DeviceIndex(1), let identity, BootInstant(seconds: 100)) = deliveries[2],
            case .report(let inverterReport) = deliveries[3]
        else {
            Issue.record("\(deliveries)")
            return
        }
        #expect(identity.contains("TEST-1"))
        #expect(meterReport.reading(.gridImport) == .value(321))
        #expect(inverterReport.reading(.inverterAC) == .value(1234))
        #expect(inverterReport.control?.batteryBounds == nil)
    }

    @Test func polls_comeWithThePeriodOfEachProfile() {
        var bus = bus()
        var times: [Int: [Int]] = [:]
        for second in 100..<110 {
            for report in bus.step(to: second).compactMap(\.report) {
                times[report.device.rawValue, default: []].append(second)
            }
        }
        #expect(times == [0: Array(100..<110), 1: [100, 102, 104, 106, 108]])
        #expect(bus.driver.nextDue == BootInstant(seconds: 110))
    }

    @Test(arguments: 0..<20 as Range<UInt64>) func silentDevice_isTriedEverLessOften(seed: UInt64) throws {
        var bus = SteppedDriver(
            bank: bank, devices: [BusDevice(index: DeviceIndex(0), profile: meter, unit: 1)], seed: seed)
        bank.change { $0.silent = [1] }
        var deliveries = bus.step(to: 1000)
        var now = BootInstant(seconds: 1000)
        var waits: [Double] = []
        for _ in 0..<10 {
            let due = try #require(bus.driver.nextDue)
            waits.append(due.seconds(since: now))
            // Nothing is asked before its time.
            let tries = bank.readCount(unit: 1)
            deliveries += bus.step(to: due.advanced(bySeconds: -0.001))
            #expect(bank.readCount(unit: 1) == tries)
            deliveries += bus.step(to: due)
            #expect(bank.readCount(unit: 1) > tries)
            now = due
        }
        for (wait, base) in zip(waits, [1, 2, 4, 8, 16, 32, 60, 60, 60, 60] as [Double]) {
            #expect(wait >= base && wait <= base * 1.1 + 1e-6)
        }
        #expect(
            deliveries == [.disconnected(device: DeviceIndex(0), reason: .noResponse, at: BootInstant(seconds: 1000))])
        #expect(Set(waits.map { $0 / $0.rounded(.down) }).count > 3)
    }

    @Test func backOff_differsBySeed_andRepeatsWithIt() throws {
        func firstWait(_ seed: UInt64) throws -> BootInstant {
            var bus = SteppedDriver(
                bank: bank, devices: [BusDevice(index: DeviceIndex(0), profile: meter, unit: 1)], seed: seed)
            _ = bus.step(to: 1)
            return try #require(bus.driver.nextDue)
        }
        bank.change { $0.silent = [1] }
        #expect(try firstWait(5) == firstWait(5))
        #expect(try firstWait(5) != firstWait(6))
    }

    @Test func deviceThatComesBack_connectsAgain_andStartsItsBackOffAnew() throws {
        var bus = bus([0])
        _ = bus.step(to: 100)
        bank.change { $0.silent = [1] }
        var deliveries: [BusDelivery] = []
        for second in 101..<140 { deliveries += bus.step(to: second) }
        #expect(deliveries.map(\.kind) == ["disconnected"])
        bank.change { $0.silent = [] }
        deliveries = []
        for second in 140..<180 where deliveries.isEmpty { deliveries += bus.step(to: second) }
        #expect(deliveries.map(\.kind) == ["connected", "report"])
        bank.change { $0.silent = [1] }
        let lostAt = try #require(bus.driver.nextDue)
        deliveries = bus.step(to: lostAt)
        #expect(deliveries == [.disconnected(device: DeviceIndex(0), reason: .noResponse, at: lostAt)])
        #expect(try #require(bus.driver.nextDue).seconds(since: lostAt) <= 1.1)
    }

    @Test func oneMissedReply_isAskedForAgain_andCostsNothing() throws {
        var bus = bus([0])
        _ = bus.step(to: 100)
        bus.link.failNextReads = [.noResponse]
        #expect(bus.step(to: 101).map(\.kind) == ["report"])
        bus.link.failNextReads = [.malformed("x"), .noResponse]
        #expect(bus.step(to: 102).map(\.kind) == ["disconnected"])
    }

    @Test func silentDevice_leavesTheOtherAlone() throws {
        var bus = bus()
        _ = bus.step(to: 100)
        bank.change { $0.silent = [2] }
        var deliveries: [BusDelivery] = []
        for second in 101..<131 { deliveries += bus.step(to: second) }
        #expect(deliveries.count { $0.kind == "disconnected" } == 1)
        #expect(deliveries.compactMap(\.report).map(\.device) == [DeviceIndex](repeating: DeviceIndex(0), count: 30))
        #expect(deliveries.compactMap(\.report).allSatisfy { $0.reading(.gridImport) == .value(321) })
    }

    @Test func oneException_losesTheSignalsOfItsReadAlone() throws {
        var bus = bus([1])
        let before = try #require(bus.step(to: 100).last?.report)
        let inverterModel = try #require(bank.model(103, unit: 2))
        bank.change { $0.refused[Int(inverterModel.address) + 14] = 6 }
        let deliveries = bus.step(to: 102)
        #expect(deliveries.map(\.kind) == ["report"])
        let after = try #require(deliveries.last?.report)
        #expect(after.reading(.inverterAC) == .lost(.exception(code: 6)))
        // The plan of reads says which signals go with it.
        let reads = bank.reads(unit: 2)
        let refused = try #require(reads.last { $0.addresses.contains(Int(inverterModel.address) + 14) })
        let storage = try #require(bank.model(124, unit: 2))
        try #require(!refused.addresses.contains(Int(storage.address) + 8))
        #expect(after.reading(.stateOfCharge) == before.reading(.stateOfCharge))
        #expect(after.control == before.control)
        bank.change { $0.refused = [:] }
        #expect(bus.step(to: 104).last?.report?.reading(.inverterAC) == .value(1234))
    }

    @Test func shiftedSunSpecModels_areDiscoveredAgain() throws {
        var bus = bus([1])
        _ = bus.step(to: 100)
        let shorter = try shippedProfile("sunspec-hybrid") {
            $0.replacing("id = 1\nlength = 66", with: "id = 1\nlength = 65", maxReplacements: 1)
        }
        try expectRediscovery(&bus, image: inverterImage(shorter), reason: .malformed)
    }

    @Test(arguments: [0, 50000] as [UInt16]) func sunSpecMapAtAnotherBase_isDiscoveredAgain(_ base: UInt16) throws {
        var bus = bus([1])
        _ = bus.step(to: 100)
        try expectRediscovery(&bus, image: inverterImage(inverter, base: base), reason: .exception(code: 2))
    }

    @Test(arguments: [0, 50000] as [UInt16]) func deviceSilentAtOtherBases_isFoundByTheNext(_ base: UInt16) throws {
        let image = try inverterImage(inverter, base: base)
        bank.change { state in
            state.images[2] = image
            state.silentAddresses = Set(SunSpecWalk.bases.prefix { $0 != base }.map(Int.init))
        }
        var bus = bus([1])
        let found = bus.step(to: 100)
        #expect(found.map(\.kind) == ["connected", "report"])
        #expect(found.last?.report?.reading(.inverterAC) == .value(1234))
    }

    @Test(arguments: [0, 50000] as [UInt16]) func deviceThatRefusesOtherBases_isFoundByTheNext(_ base: UInt16) throws {
        let image = try inverterImage(inverter, base: base)
        bank.change { $0.images[2] = image }
        var bus = bus([1])
        #expect(bus.step(to: 100).map(\.kind) == ["connected", "report"])
    }

    @Test func silenceAtEveryBase_isSilence() {
        bank.change { $0.silent = [2] }
        var bus = bus([1])
        let lost = BootInstant(seconds: 100)
        #expect(bus.step(to: lost) == [.disconnected(device: DeviceIndex(1), reason: .noResponse, at: lost)])
        #expect(bank.reads(unit: 2).map(\.address) == SunSpecWalk.bases)
    }

    private func expectRediscovery(
        _ bus: inout SteppedDriver, image: RegisterImage, reason: LossReason
    ) throws {
        bank.change { $0.images[2] = image }
        let lost = BootInstant(seconds: 102)
        let deliveries = bus.step(to: lost)
        #expect(deliveries == [.disconnected(device: DeviceIndex(1), reason: reason, at: lost)])
        let found = bus.step(to: try #require(bus.driver.nextDue))
        #expect(found.map(\.kind) == ["connected", "report"])
        #expect(found.last?.report?.reading(.inverterAC) == .value(1234))
        #expect(found.last?.report?.reading(.stateOfCharge) == .value(0.5))
    }

    @Test func deviceThatIsNotWhatTheProfileSays_isNotConnected() throws {
        bank.change { $0.images[2] = $0.images[1] }
        var bus = bus([1])
        #expect(
            bus.step(to: 5) == [
                .disconnected(device: DeviceIndex(1), reason: .malformed, at: BootInstant(seconds: 5))
            ])
    }

    @Test func driverWithoutDevices_hasNothingDue() {
        var bus = bus([])
        #expect(bus.step(to: 100).isEmpty)
        #expect(bus.driver.nextDue == nil)
    }

    @Test func deviceThatRefusesEveryPartOfALongModel_isLost() throws {
        let long = try shippedProfile("eastron-sdm630") { _ in
            """
            [identity]
            id = "long"
            name = "One long model"
            manufacturer = "X"
            role = "meter"
            source = "S"
            verified_by = "V"
            [transport]
            poll_s = 1
            stale_s = 5
            tcp = { port = 502, unit = 1 }
            [signals]
            gridImport = [{ point = "701.W" }]
            [[model]]
            id = 701
            length = 200
            points = [{ name = "W", offset = 2, type = "s16" }, { name = "WL3", offset = 190, type = "s16" }]
            """
        }
        let image = try RegisterImage(long)
        bank.change { $0.images = [1: image] }
        var bus = SteppedDriver(bank: bank, devices: [BusDevice(index: DeviceIndex(0), profile: long, unit: 1)])
        #expect(bus.step(to: 100).map(\.kind) == ["connected", "report"])
        bank.change { $0.refused[40002] = 2 }
        let lost = BootInstant(seconds: 101)
        let deliveries = bus.step(to: lost)
        #expect(deliveries == [.disconnected(device: DeviceIndex(0), reason: .exception(code: 2), at: lost)])
    }

    @Test func restOfALongModel_isNotAskedFor_whereItsHeaderIsRefused() throws {
        let narrow = try shippedProfile("sunspec-hybrid") {
            $0.replacing("max_registers = 125", with: "max_registers = 60").replacing("count = 4", with: "count = 2")
        }
        let common = try #require(bank.model(1, unit: 2))
        var bus = SteppedDriver(bank: bank, devices: [BusDevice(index: DeviceIndex(1), profile: narrow, unit: 2)])
        #expect(bus.step(to: 100).last?.report?.reading(.stateOfCharge) == .value(0.5))
        let body = Int(common.address)..<Int(common.address) + 2 + common.length
        let parts = bank.reads(unit: 2).filter { $0.count > 2 && $0.addresses.overlaps(body) }
        #expect(parts.count == 2)
        bank.change { ($0.refused[Int(common.address)], $0.reads) = (6, []) }
        let deliveries = bus.step(to: 102)
        #expect(deliveries.map(\.kind) == ["report"])
        #expect(bank.reads(unit: 2).filter { $0.addresses.overlaps(body) } == [try #require(parts.first)])
        #expect(deliveries.last?.report?.reading(.stateOfCharge) == .value(0.5))
    }
}
