// SPDX-License-Identifier: Apache-2.0

import Energy
import Plant
import Testing

struct RecordedHouseTests {
    static let slot = Slot(containing: UTCInstant(secondsSinceEpoch: 1_776_254_400))

    func series(load: [Double?], heatPump: [Double], pv: [Double], temperature: [Double]? = nil) -> HomeSeries {
        HomeSeries(
            load: SlotSeries(firstSlot: Self.slot, values: load),
            heatPump: SlotSeries(firstSlot: Self.slot, values: heatPump),
            pv: SlotSeries(firstSlot: Self.slot, values: pv), spotPrice: nil,
            temperature: temperature.map { SlotSeries(firstSlot: Self.slot, values: $0) })
    }

    func house(_ series: HomeSeries) throws -> House {
        try House(
            description: .standard, source: .recorded(series), start: Self.slot.start, initialStateOfCharge: 0.5)
    }

    @Test func recording_isReproduced_slotBySlot() throws {
        let recording = series(
            load: [400, 800, 600], heatPump: [0, 1500, 9], pv: [0, 200, 5000], temperature: [-3, -2, -1])
        var house = try house(recording)
        for k in 0..<3 {
            let slot = Self.slot.advanced(by: k)
            let before = house.state
            while house.state.time < slot.end {
                house.step(commands: .own)
                #expect(house.state.householdLoad == recording.load[slot])
                #expect(house.state.heatPumpPower == recording.heatPump[slot])
                #expect(house.state.pvPotential == recording.pv[slot])
                #expect(house.state.outdoorTemperature == recording.temperature?[slot])
                #expect(!house.state.isRecordingMissing)
            }
            let consumed = house.state.consumedEnergyWh - before.consumedEnergyWh
            let expected = ((recording.load[slot] ?? 0) + (recording.heatPump[slot] ?? 0)) / 4
            #expect(abs(consumed - expected) < 1e-6)
        }
        #expect(house.state.compressorStarts == 1)
        #expect(house.state.compressorSeconds == 900)
    }

    @Test func heatPumpPower_bringsHeatOfAPlausiblePerformance() throws {
        var house = try house(series(load: [400], heatPump: [1500], pv: [0], temperature: [-3]))
        house.step(commands: .own)
        let performance = house.state.heatPumpHeat / house.state.heatPumpPower
        #expect((2.5...6).contains(performance))
        #expect(house.state.supplyTemperature > house.state.returnTemperature)
        #expect(house.state.compressorSpeed > 1000)
    }

    @Test func startOutsideTheRecording_isRefused() {
        let recording = series(load: [nil, 400], heatPump: [0, 0], pv: [0, 0])
        let expected = PlantError.recordingMissing(slot: Self.slot, recorded: recording.slots)
        #expect(throws: expected) { try house(recording) }
        #expect(expected.description.contains("no load, heat pump or PV value at 2026-04-15T12:00:00Z"))
    }

    @Test func gap_holdsTheLastValues_andSaysSo() throws {
        var house = try house(series(load: [400, nil, 700], heatPump: [0, 0, 0], pv: [0, 0, 0]))
        house.step(to: Self.slot.end, commands: .own)
        #expect(!house.state.isRecordingMissing)
        house.step(commands: .own)
        #expect(house.state.isRecordingMissing)
        #expect(house.state.load == 400)
        house.step(to: Self.slot.advanced(by: 2).start.advanced(bySeconds: 1), commands: .own)
        #expect(!house.state.isRecordingMissing)
        #expect(house.state.load == 700)
        house.step(to: Self.slot.advanced(by: 3).start.advanced(bySeconds: 1), commands: .own)
        #expect(house.state.isRecordingMissing, "the recording has ended")
    }
}
