// SPDX-License-Identifier: Apache-2.0

import Devices
import Energy
import Testing

@Suite struct LayoutBinderTests {
    private func profile(
        _ tables: String, maxRegisters: Int = 125, bridgeGap: Int = 0, signals: String = ""
    ) throws -> DeviceProfile {
        try DeviceProfile(
            toml: """
                [identity]
                id = "x"
                name = "X"
                manufacturer = "Y"
                role = "meter"
                source = "S"
                verified_by = "V"
                [transport]
                poll_s = 1
                stale_s = 5
                max_registers = \(maxRegisters)
                bridge_gap = \(bridgeGap)
                tcp = { port = 502, unit = 1 }
                [signals]
                \(signals)
                \(tables)
                """, file: "x.toml")
    }

    private func block(_ addresses: [Int], type: String = "u16") -> String {
        let points = addresses.map { "{ name = \"p\($0)\", address = \($0), type = \"\(type)\" }" }
        return "[[block]]\ntable = \"holding\"\npoints = [\(points.joined(separator: ", "))]"
    }

    private func spans(_ profile: DeviceProfile) throws -> [Range<Int>] {
        try DeviceLayout(profile).reads.map(\.addresses)
    }

    @Test func gaps_areBridgedOnlyAsFarAsAllowed() throws {
        let addresses = block([10, 11, 13, 20])
        #expect(try spans(profile(addresses)) == [10..<12, 13..<14, 20..<21])
        #expect(try spans(profile(addresses, bridgeGap: 1)) == [10..<14, 20..<21])
        #expect(try spans(profile(addresses, bridgeGap: 6)) == [10..<21])
        #expect(try spans(profile(addresses, maxRegisters: 4, bridgeGap: 6)) == [10..<14, 20..<21])
    }

    @Test func longValues_areNeverCut() throws {
        let spans = try spans(profile(block([0, 2, 4, 6], type: "u32"), maxRegisters: 5))
        #expect(spans == [0..<4, 4..<8])
    }

    @Test func scaleFactorOfAFixedMap_comesWithItsValues() throws {
        let profile = try profile(
            """
            [[block]]
            table = "input"
            points = [
              { name = "SF", address = 100, type = "sunssf" },
              { name = "a", address = 60, type = "s16", sf = "SF" },
              { name = "b", address = 64, type = "s32", sf = "SF", word_order = "CDAB" },
            ]
            """, bridgeGap: 4, signals: "gridImport = [{ point = \"a\" }, { point = \"b\", factor = -2 }]")
        let layout = try DeviceLayout(profile)
        #expect(layout.reads.map(\.addresses) == [60..<101])
        var words = [UInt16](repeating: 0, count: 41)
        words[40] = UInt16(bitPattern: -1)
        words[0] = UInt16(bitPattern: -25)
        (words[4], words[5]) = (7, 0)
        var values = layout.makeValues()
        #expect(layout.decode(read: 0, words: words, into: &values) == .decoded)
        let report = layout.report(device: DeviceIndex(0), arrival: BootInstant(seconds: 0), values: values)
        #expect(report.readings.map(\.reading) == [.value(-2.5 - 2 * 0.7)])
    }

    @Test func scaleFactorOutOfReach_isAnError() throws {
        let profile = try profile(
            """
            [[block]]
            table = "input"
            points = [{ name = "SF", address = 200, type = "sunssf" }, { name = "a", address = 0, type = "s16", sf = "SF" }]
            """)
        let error = DeviceError.doesNotFitRequest(point: "a", registers: 201, limit: 125)
        #expect(throws: error) { try DeviceLayout(profile) }
        #expect("\(error)" == "a spans 201 registers with its scale factor or model header, more than 125 a request")
    }

    @Test func tables_areReadApart() throws {
        let profile = try profile(
            """
            [[block]]
            table = "coil"
            points = [{ name = "c", address = 1 }]
            [[block]]
            table = "discrete"
            points = [{ name = "d", address = 2 }]
            [[block]]
            table = "input"
            points = [{ name = "i", address = 3, type = "u16" }]
            [[block]]
            table = "holding"
            points = [{ name = "h", address = 4, type = "u16" }]
            """, bridgeGap: 100)
        let layout = try DeviceLayout(profile)
        #expect(layout.reads.map(\.table) == [.coil, .discreteInput, .holding, .input])
        #expect(!profile.needsDiscovery)
    }

    @Test func modelThatADeviceMayLack_isNotAvailable() throws {
        let profile = try profile(
            """
            [[model]]
            id = 1
            length = 66
            points = [{ name = "DA", offset = 66, type = "u16" }]
            [[model]]
            id = 203
            required = false
            length = 105
            points = [{ name = "W", offset = 18, type = "s16", sf = "W_SF" }, { name = "W_SF", offset = 22, type = "sunssf" }]
            """, signals: "gridImport = [{ point = \"203.W\" }]")
        let walked = [LocatedModel(id: 1, address: 40002, length: 66)]
        let layout = try DeviceLayout(profile, models: walked)
        #expect(layout.reads.map(\.addresses) == [40002..<40069])
        let report = layout.report(
            device: DeviceIndex(0), arrival: BootInstant(seconds: 0), values: layout.makeValues())
        #expect(report.readings.map(\.reading) == [.lost(.notAvailable)])
    }

    @Test func secondModelOfTheSameKind_isLeftAlone() throws {
        let profile = try profile(
            "[[model]]\nid = 1\nlength = 66\npoints = [{ name = \"DA\", offset = 66, type = \"u16\" }]")
        let layout = try DeviceLayout(
            profile,
            models: [
                LocatedModel(id: 1, address: 40002, length: 65), LocatedModel(id: 1, address: 40200, length: 65),
            ])
        #expect(layout.reads.map(\.addresses) == [40002..<40069])
    }

    /// A model of 153 registers, its scale factor in the middle, one value before it, two behind it.
    private let longModel = """
        [[model]]
        id = 701
        length = 153
        points = [
          { name = "W", offset = 10, type = "s16", sf = "W_SF" },
          { name = "W_SF", offset = 120, type = "sunssf", initial = 1 },
          { name = "WL3", offset = 130, type = "s16", sf = "W_SF" },
          { name = "Alarm", offset = 140, type = "u16" },
        ]
        [[model]]
        id = 702
        length = 10
        points = [{ name = "A", offset = 2, type = "u16" }]
        """

    @Test func modelLongerThanARequest_isReadInSeveral() throws {
        let profile = try profile(longModel, signals: "gridImport = [{ point = \"701.W\" }, { point = \"701.WL3\" }]")
        var image = try RegisterImage(profile)
        for (name, value) in [("701.W", 500.0), ("701.WL3", 20), ("701.Alarm", 7)] {
            try image.set(try #require(image.handle(name)), to: value)
        }
        let layout = try DeviceLayout(profile, models: image.models)
        // The scale factor comes with both values.
        let start = 40002
        #expect(layout.reads.map(\.addresses) == [start..<start + 121, start + 120..<start + 141, 40157..<40160])
        #expect(layout.reads.indices.map(layout.headRead) == [0, 0, 2])
        #expect(layout.headRead(of: 9) == 9)
        var values = layout.makeValues()
        for (index, range) in layout.reads.enumerated() {
            #expect(layout.decode(read: index, words: try image.read(range), into: &values) == .decoded)
        }
        let report = layout.report(device: DeviceIndex(0), arrival: BootInstant(seconds: 0), values: values)
        #expect(report.readings.map(\.reading) == [.value(520)])
        // The header is checked where it is.
        var words = try image.read(layout.reads[0])
        words[1] = 150
        #expect(layout.decode(read: 0, words: words, into: &values) == .layoutChanged(model: 701))
    }

    @Test func restOfALongModel_sharesItsRequestWithTheNextModel() throws {
        let profile = try profile(longModel, bridgeGap: 20)
        let layout = try DeviceLayout(profile, models: RegisterImage(profile).models)
        #expect(layout.reads.map(\.addresses) == [40002..<40123, 40122..<40160])
        #expect(layout.reads.indices.map(layout.headRead) == [0, 0])
    }

    @Test func valueTooFarFromItsScaleFactor_inALongModel_isAnError() throws {
        let profile = try profile(longModel, maxRegisters: 100)
        let models = [
            LocatedModel(id: 701, address: 40002, length: 153), LocatedModel(id: 702, address: 40157, length: 10),
        ]
        #expect(throws: DeviceError.doesNotFitRequest(point: "701.W", registers: 111, limit: 100)) {
            try DeviceLayout(profile, models: models)
        }
    }
}
