// SPDX-License-Identifier: Apache-2.0

import Devices
import Energy
import Testing

@Suite struct GoldenValueTests {
    /// One model of `Fixtures/pysunspec2.txt`.
    private struct Sample {
        let id: UInt16
        var words: [UInt16] = []
        var values: [(name: String, text: String)] = []
    }

    private func samples() throws -> [Sample] {
        var samples: [Sample] = []
        for line in try repositoryFile("Tests/DevicesTests/Fixtures/pysunspec2.txt").split(separator: "\n") {
            let parts = line.split(separator: " ")
            switch parts.first {
            case "#": continue
            case "model": samples.append(Sample(id: try #require(UInt16(parts[1]))))
            case "words":
                samples[samples.count - 1].words += try parts.dropFirst().map { try #require(UInt16($0, radix: 16)) }
            default:
                let text = parts.dropFirst(2).joined(separator: " ")
                samples[samples.count - 1].values.append((String(try #require(parts.first)), text))
            }
        }
        return samples
    }

    /// The words of each read with one model's registers replaced.
    private func replies(_ image: RegisterImage, _ sample: Sample, at address: Int) throws -> [[UInt16]] {
        try image.layout.reads.map { range in
            var words = try image.read(range)
            for place in range.addresses {
                guard sample.words.indices.contains(place - address) else { continue }
                words[place - Int(range.address)] = sample.words[place - address]
            }
            return words
        }
    }

    @Test func sunSpecModels_decodeAsPysunspec2Does() throws {
        let profile = try shippedProfile("sunspec-hybrid")
        let image = try RegisterImage(profile)
        var compared = 0
        for sample in try samples() {
            let model = try #require(image.models.first { $0.id == sample.id })
            var values = image.layout.makeValues()
            for (index, words) in try replies(image, sample, at: Int(model.address)).enumerated() {
                #expect(image.layout.decode(read: index, words: words, into: &values) == .decoded)
            }
            for (name, text) in sample.values {
                guard let slot = profile.slot(of: name) else { continue }
                compare(profile.points[slot], values[slot], text, image.layout.text(slot, values))
                compared += 1
            }
        }
        #expect(compared > 450)
    }

    private func compare(_ point: ProfilePoint, _ found: SignalReading, _ text: String, _ foundText: String?) {
        // pysunspec2 gives an accumulator of 0 as 0; the specification says it is not accumulated, and so does Hearth.
        if text == "none" || (point.type.kind == .acc32 && text == "0.0") {
            #expect(found == .lost(.notAvailable), "\(point.name)")
        } else if point.type.kind == .string {
            #expect(foundText.map { "\"\($0)\"" } == text, "\(point.name)")
        } else if let expected = Double(text) {
            if case .value(let value) = found {
                #expect((value - expected).magnitude <= 1e-12 * expected.magnitude, "\(point.name)")
            } else {
                #expect(found == .lost(.outOfRange), "\(point.name) = \(expected)")
                #expect(expected < point.codec.lowest || expected > point.codec.highest, "\(point.name)")
            }
        } else {
            Issue.record("\(point.name): \(text) is no number")
        }
    }

    @Test func sdm630_decodesAsPythonPacks() throws {
        let profile = try shippedProfile("eastron-sdm630")
        let layout = try DeviceLayout(profile)
        var words = [UInt16](repeating: 0, count: 76)
        var expected: [UInt16: Double] = [:]
        for line in try repositoryFile("Tests/DevicesTests/Fixtures/sdm630.txt").split(separator: "\n") {
            let parts = line.split(separator: " ")
            guard let address = UInt16(parts[0]) else { continue }
            let value: Double = try #require(Double(parts[1]))
            expected[address] = value
            words[Int(address)] = try #require(UInt16(parts[2], radix: 16))
            words[Int(address) + 1] = try #require(UInt16(parts[3], radix: 16))
        }
        var values = layout.makeValues()
        #expect(layout.decode(read: 0, words: words, into: &values) == .decoded)
        #expect(profile.points.count == expected.count)
        for (slot, point) in profile.points.enumerated() {
            guard case .fixed(_, let address) = point.place else { continue }
            #expect(values[slot] == expected[address].map { .value($0) }, "\(point.name)")
        }
        let report = layout.report(device: DeviceIndex(0), arrival: BootInstant(seconds: 1), values: values)
        #expect(reading(report, .gridImport) == .value(Double(Float(3589.8))))
        #expect(reading(report, .gridImportL2) == .value(-250.5))
        #expect(reading(report, .importedEnergy) == .value(Double(Float(12345.678)) * 1000))
        #expect(report.control == nil)
    }

    @Test func thermia_decodesAsItsClientsDo() throws {
        let profile = try shippedProfile("thermia-genesis")
        var image = try RegisterImage(profile)
        let layout = image.layout
        for (name, value) in [
            ("outdoor", -7.25), ("tap_water_top", 48.5), ("room", 20.5), ("consumed_power", 2.31),
            ("energy_total", 12345.6), ("compressor_on", 1), ("first_demand", 4), ("compressor_speed", 3600),
        ] { try image.set(name, to: value) }
        let energy = try image.read(#require(RegisterRange(table: .input, address: 83, count: 2)))
        #expect(energy == [UInt16(123_456 & 0xFFFF), 1])
        let report = layout.report(
            device: DeviceIndex(0), arrival: BootInstant(seconds: 1), values: try image.poll())
        #expect(reading(report, .outdoorTemperature) == .value(-7.25))
        #expect(reading(report, .heatPumpPower) == .value(2310))
        #expect(reading(report, .heatPumpEnergy) == .value(12_345_600))
        #expect(reading(report, .compressorOn) == .value(1))
        #expect(reading(report, .heatPumpState) == .value(4))
        // Never set: 20000 stands for an absent sensor.
        #expect(reading(report, .supplyTemperature) == .lost(.notAvailable))
    }
}

/// A signal of a report.
func reading(_ report: DeviceReport, _ signal: Signal) -> SignalReading? {
    report.readings.first { $0.signal == signal }?.reading
}
