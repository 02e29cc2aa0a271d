// SPDX-License-Identifier: Apache-2.0

import Energy
import Glibc
import ReadingStore
import Testing

/// The house's recording out of the rows of its devices.
struct RecordingTests {
    private let folder: TemporaryFolder
    private static let heatPump = DeviceIndex(2)

    init() throws { folder = try TemporaryFolder() }

    private func signal(_ signal: Signal, _ mean: Double, count: Int = 900, missing: Int = 0) -> SignalSummary {
        SignalSummary(signal: signal, mean: mean, minimum: mean, maximum: mean, count: count, missing: missing)
    }

    private func meter(_ slot: Int, _ grid: Double = 1000) -> DeviceSlice {
        Samples.slice(slot: slot, signals: [signal(.gridImport, grid)])
    }

    private func inverter(_ slot: Int, to end: Int = 900, trusted: Bool = true, missing: Int = 0) -> DeviceSlice {
        Samples.slice(
            slot: slot, to: end, device: Samples.inverter, trusted: trusted,
            signals: [
                signal(.pvProduction, 2000, count: 900 - missing, missing: missing), signal(.batteryDischarge, -500),
            ])
    }

    private func pump(_ slot: Int) -> DeviceSlice {
        Samples.slice(
            slot: slot, device: Self.heatPump,
            signals: [signal(.heatPumpPower, 700), signal(.outdoorTemperature, -3)])
    }

    private func silent(_ slot: Int, _ device: DeviceIndex) -> DeviceSlice {
        Samples.slice(slot: slot, device: device, signals: [], polls: 0, failedPolls: 90)
    }

    private func recording(_ slices: [DeviceSlice], slots: Range<Int>) throws -> HomeSeries {
        let store = try Samples.store(folder)
        try store.store(StoreBatch(slices: slices))
        return try store.recording(slots: Samples.slots(slots))
    }

    private func values(_ series: SlotSeries?) -> [Double?]? {
        series.map { series in series.slots.map { series[$0] } }
    }

    @Test func loadWithoutTheHeatPump_isTheBalance() throws {
        let home = try recording([meter(0), inverter(0), pump(0)], slots: 0..<1)
        #expect(values(home.load) == [1000 + 2000 - 500 - 700])
        #expect(values(home.heatPump) == [700])
        #expect(values(home.pv) == [2000])
        #expect(values(home.temperature) == [-3])
        #expect(home.spotPrice == nil)
    }

    @Test func prices_standBesideTheReadings() throws {
        let store = try Samples.store(folder)
        try store.store(prices: [StoredPrice(slot: Samples.firstSlot, spot: PricePerKWh(-0.01))], source: "test")
        try store.store(StoreBatch(slices: [meter(0), meter(1)]))
        #expect(values(try store.recording(slots: Samples.slots(0..<2)).spotPrice) == [-0.01, nil])
    }

    @Test func houseWithoutHeatPumpOrPV_hasNoneOfThem() throws {
        let home = try recording([meter(0), meter(1)], slots: 0..<2)
        #expect(values(home.load) == [1000, 1000])
        #expect(values(home.heatPump) == [0, 0])
        #expect(values(home.pv) == [0, 0])
        #expect(home.temperature == nil)
    }

    @Test func lostInverter_isMissing_evenAllThroughTheRange() throws {
        let home = try recording(
            [meter(0), inverter(0), meter(1), silent(1, Samples.inverter), meter(2), silent(2, Samples.inverter)],
            slots: 1..<3)
        #expect(values(home.load) == [nil, nil])
        #expect(values(home.pv) == [nil, nil])
        #expect(values(home.heatPump) == [0, 0])
    }

    @Test func lostHeatPump_takesTheLoadAlong_notThePV() throws {
        let home = try recording(
            [0, 1].flatMap { [meter($0), inverter($0)] } + [pump(0), silent(1, Self.heatPump)], slots: 0..<2)
        #expect(values(home.load) == [1800, nil])
        #expect(values(home.heatPump) == [700, nil])
        #expect(values(home.pv) == [2000, 2000])
        #expect(values(home.temperature) == [-3, nil])
    }

    @Test func inverterThatCameLater_wasNoPartOfTheHouseBefore() throws {
        let home = try recording([meter(0), meter(1), inverter(1)], slots: 0..<2)
        #expect(values(home.load) == [1000, 2500])
        #expect(values(home.pv) == [0, 2000])
    }

    @Test func lessThanHalfObserved_orWithADoubtfulClock_isMissing() throws {
        let slices = [
            inverter(0, to: 449), inverter(1, to: 450), inverter(2, trusted: false), inverter(3, missing: 451),
            inverter(4, missing: 450),
        ]
        let home = try recording(slices + (0..<5).map { meter($0) }, slots: 0..<5)
        #expect(values(home.pv) == [nil, 2000, nil, nil, 2000])
        #expect(values(home.load) == [nil, 2500, nil, nil, 2500])
    }

    @Test func slotsWithoutARow_areMissing() throws {
        let home = try recording([meter(0), inverter(0), meter(2), inverter(2)], slots: 0..<4)
        #expect(values(home.load) == [2500, nil, 2500, nil])
        #expect(values(home.pv) == [2000, nil, 2000, nil])
        #expect(values(home.heatPump) == [0, nil, 0, nil], "nobody looked, so nobody knows that there was none")
    }

    @Test func place_isCheckedWithoutATrace() throws {
        try ReadingStore.checkPlace(folder.database)
        #expect(access(folder.database + ".lock", F_OK) != 0)
        let nowhere = folder.database + "/nope/h.sqlite"
        #expect(throws: ReadingStoreError.folderMissing(path: nowhere)) { try ReadingStore.checkPlace(nowhere) }
        #expect(throws: ReadingStoreError.folderMissing(path: "/dev/null/h.sqlite")) {
            try ReadingStore.checkPlace("/dev/null/h.sqlite")
        }
    }
}
