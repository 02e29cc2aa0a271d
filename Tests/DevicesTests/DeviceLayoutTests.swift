// SPDX-License-Identifier: Apache-2.0

import Devices
import Energy
import Testing

@Suite struct DeviceLayoutTests {
    private func hybrid() throws -> RegisterImage { try RegisterImage(shippedProfile("sunspec-hybrid")) }

    @Test func hybrid_isReadInThreeRequests_eachWithinItsLimit() throws {
        let layout = try hybrid().layout
        #expect(layout.reads.count == 3)
        #expect(layout.reads.allSatisfy { $0.table == .holding && $0.count <= 125 })
    }

    @Test func thermia_neverAsksForMoreThanSixteen() throws {
        let layout = try DeviceLayout(shippedProfile("thermia-genesis"))
        #expect(layout.reads.allSatisfy { $0.count <= 16 })
        #expect(!layout.reads.contains { $0.table == .holding && $0.addresses.contains(116) })
        // Write-only: never read.
        #expect(!layout.reads.contains { $0.table == .coil && $0.addresses.contains(3) })
    }

    @Test(arguments: shippedIDs) func everyReadablePoint_isInExactlyOneRead(id: String) throws {
        let image = try RegisterImage(shippedProfile(id))
        let layout = image.layout
        for (slot, point) in layout.profile.points.enumerated() where point.access != .write {
            var readers = 0
            for index in layout.reads.indices {
                var values = layout.makeValues()
                layout.markLost(read: index, reason: .malformed, into: &values)
                if values[slot] == .lost(.malformed) { readers += 1 }
            }
            #expect(readers == 1, "\(point.name)")
        }
    }

    @Test func hybridSignals_balanceExactly() throws {
        var image = try hybrid()
        for (name, value) in [
            ("103.W", 2910.0), ("160.1.DCW", 3000), ("160.2.DCW", 2000), ("160.3.DCW", 2000), ("160.4.DCW", 0),
            ("124.ChaState", 55.5), ("124.WChaMax", 5000), ("120.WHRtg", 10000), ("120.WRtg", 8000), ("103.St", 4),
            ("103.TmpCab", 41.5), ("103.WH", 123_456),
        ] { try image.set(name, to: value) }
        let report = image.layout.report(
            device: DeviceIndex(2), arrival: BootInstant(seconds: 9), values: try image.poll())
        #expect(report.device == DeviceIndex(2))
        #expect(report.arrival == BootInstant(seconds: 9))
        #expect(reading(report, .inverterAC) == .value(2910))
        #expect(reading(report, .pvProduction) == .value(5000 * 0.97))
        #expect(reading(report, .batteryDischarge) == .value(-1940))
        #expect(reading(report, .stateOfCharge) == .value(0.555))
        #expect(reading(report, .maxCharge) == .value(5000))
        #expect(reading(report, .batteryCapacity) == .value(10000))
        #expect(reading(report, .inverterEnergy) == .value(123_456))
        #expect(report.readings.map(\.signal) == image.layout.profile.offeredSignals)
        #expect(report.control == ControlState(batteryBounds: nil, outputLimit: nil, reversionSeconds: 0))
    }

    @Test func sumWithALostTerm_isLost() throws {
        var image = try hybrid()
        try image.set("103.W", to: 100)
        try image.set("160.1.DCW", to: 100)
        let report = image.layout.report(
            device: DeviceIndex(0), arrival: BootInstant(seconds: 0), values: try image.poll())
        #expect(reading(report, .inverterAC) == .value(100))
        #expect(reading(report, .pvProduction) == .lost(.notAvailable))
        #expect(reading(report, .batteryDischarge) == .lost(.notAvailable))
    }

    @Test func movedModel_losesItsPoints_andTellsSo() throws {
        var image = try hybrid()
        try image.set("103.W", to: 500)
        try image.set("120.WRtg", to: 8000)
        let layout = image.layout
        var values = try image.poll()
        var words = try image.read(layout.reads[0])
        let model = try #require(image.models.first { $0.id == 103 })
        words[Int(model.address) - Int(layout.reads[0].address)] = 113
        #expect(layout.decode(read: 0, words: words, into: &values) == .layoutChanged(model: 103))
        #expect(try values.reading("103.W", layout.profile) == .lost(.malformed))
        #expect(try values.reading("1.DA", layout.profile) == .lost(.notAvailable))
        #expect(try values.reading("120.WRtg", layout.profile) == .value(8000))
        words[Int(model.address) - Int(layout.reads[0].address)] = 103
        words[Int(model.address) - Int(layout.reads[0].address) + 1] = 51
        #expect(layout.decode(read: 0, words: words, into: &values) == .layoutChanged(model: 103))
        words[Int(model.address) - Int(layout.reads[0].address) + 1] = 50
        #expect(layout.decode(read: 0, words: words, into: &values) == .decoded)
        #expect(try values.reading("103.W", layout.profile) == .value(500))
    }

    @Test func replyOfAnotherLength_isMalformedAsAWhole() throws {
        let image = try hybrid()
        var values = try image.poll()
        let words = Array(try image.read(image.layout.reads[1]).dropLast())
        #expect(image.layout.decode(read: 1, words: words, into: &values) == .malformed)
        #expect(try values.reading("120.WRtg", image.layout.profile) == .lost(.malformed))
        #expect(image.layout.decode(read: 99, words: words, into: &values) == .malformed)
    }

    @Test func lostRead_takesItsReason_andOnlyItsPoints() throws {
        var image = try hybrid()
        try image.set("103.W", to: 500)
        var values = try image.poll()
        let profile = image.layout.profile
        let model = try #require(image.models.first { $0.id == 124 })
        let index = try #require(image.layout.reads.firstIndex { $0.addresses.contains(Int(model.address)) })
        image.layout.markLost(read: index, reason: .exception(code: 4), into: &values)
        #expect(try values.reading("124.StorCtl_Mod", profile) == .lost(.exception(code: 4)))
        #expect(try values.reading("103.W", profile) == .value(500))
        #expect(image.layout.controlState(values) == nil)
    }

    @Test(arguments: [(UInt16(0x8000), LossReason.notAvailable), (11, .malformed), (0xFFF5, .malformed)])
    func scaleFactor_withoutMeaning_losesItsPoints(raw: UInt16, reason: LossReason) throws {
        var image = try hybrid()
        try image.set("103.W", to: 500)
        var values = try image.poll()
        var words = try image.read(image.layout.reads[0])
        let model = try #require(image.models.first { $0.id == 103 })
        words[Int(model.address) + 15 - Int(image.layout.reads[0].address)] = raw
        image.layout.decode(read: 0, words: words, into: &values)
        #expect(try values.reading("103.W", image.layout.profile) == .lost(reason))
    }

    @Test func scaleFactor_isTakenFromTheSameReply() throws {
        let profile = try shippedProfile("sunspec-hybrid")
        for exponent in [-1, 0, 1] {
            var image = try RegisterImage(profile, scaleFactors: ["103.W_SF": exponent])
            try image.set("103.W", to: 1230)
            #expect(try image.poll().reading("103.W", profile) == .value(1230))
        }
    }

    @Test func shorterModel_hasNotWhatLiesBehindItsEnd() throws {
        let profile = try shippedProfile("sunspec-hybrid")
        let models = try RegisterImage(profile).models.map { model in
            model.id == 1 ? LocatedModel(id: 1, address: model.address, length: 64) : model
        }
        let values = try DeviceLayout(profile, models: models).makeValues()
        #expect(try values.reading("1.DA", profile) == .lost(.notAvailable))
        #expect(try values.reading("1.SN", profile) == .lost(.noResponse))
    }

    @Test func alternateModel_isReadInItsPlace() throws {
        let profile = try shippedProfile("sunspec-hybrid")
        var models = try RegisterImage(profile).models
        let place = try #require(models.firstIndex { $0.id == 103 })
        models[place] = LocatedModel(id: 101, address: models[place].address, length: 50)
        let layout = try DeviceLayout(profile, models: models)
        let image = try RegisterImage(profile)
        var words = try image.read(layout.reads[0])
        words[Int(models[place].address) - Int(layout.reads[0].address)] = 101
        var values = layout.makeValues()
        #expect(layout.decode(read: 0, words: words, into: &values) == .decoded)
    }

    @Test func bindingErrors_areClear() throws {
        let profile = try shippedProfile("sunspec-hybrid")
        #expect(throws: DeviceError.notDiscovered(profile: "sunspec-hybrid")) { try DeviceLayout(profile) }
        let only = [LocatedModel(id: 1, address: 40002, length: 66)]
        #expect(throws: DeviceError.modelMissing(ids: [103, 101, 102], found: [1])) {
            try DeviceLayout(profile, models: only)
        }
    }

    @Test func identity_isPrintableAndTrimmed() throws {
        var image = try hybrid()
        try image.set(#require(image.handle("1.Mn")), text: "Fronius")
        try image.set(#require(image.handle("1.Md")), text: " Symo GEN24\n10.0 ")
        try image.set(#require(image.handle("1.SN")), text: String(repeating: "9", count: 40))
        let identity = image.layout.identity(try image.poll())
        #expect(identity.manufacturer == "Fronius")
        #expect(identity.model == "Symo GEN2410.0")
        #expect(identity.serial == String(repeating: "9", count: 32))
        #expect(identity.firmware == nil)
        #expect(identity.description == "Fronius Symo GEN2410.0, serial \(String(repeating: "9", count: 32))")
    }
}
