// SPDX-License-Identifier: Apache-2.0

import Bits
import Devices
import Energy
import HearthTestKit
import Testing

@Suite struct RegisterImageTests {
    @Test(arguments: shippedIDs) func everyPoint_setInTheImage_isDecodedByTheLayout(id: String) throws {
        let profile = try shippedProfile(id)
        var random = SplitMix64(seed: 3)
        var image = try RegisterImage(profile)
        var expected: [Int: Double] = [:]
        for (slot, point) in profile.points.enumerated()
        where point.access != .write && point.type.kind != .string && point.type.kind != .sunssf {
            let handle = try #require(image.handle(point.name))
            let low = max(point.codec.lowest, point.type.kind == .s16 ? -30 : 1)
            let high = min(point.codec.highest, point.type.kind == .bool ? 1 : 60)
            let value = (low + (high - low) * Double(random.next() >> 11) * 0x1p-53).rounded(.up)
            try image.set(handle, to: value)
            guard case .value(let held) = image.value(handle) else {
                Issue.record("\(point.name) has no value after \(value)")
                continue
            }
            // Half a step of the register, or of a float.
            #expect((held - value).magnitude <= 5.001, "\(point.name): \(held) for \(value)")
            expected[slot] = held
        }
        let values = try image.poll()
        for (slot, value) in expected {
            #expect(values[slot] == .value(value), "\(profile.points[slot].name)")
        }
        #expect(!expected.isEmpty)
    }

    @Test func sunSpecChain_hasMarkerHeadersAndEnd() throws {
        let image = try RegisterImage(shippedProfile("sunspec-hybrid"))
        #expect(
            try image.read(#require(RegisterRange(table: .holding, address: 40000, count: 4))) == [
                0x5375, 0x6E53, 1, 66,
            ])
        let last = try #require(image.models.last)
        let end = Int(last.address) + 2 + last.length
        #expect(try image.read(#require(RegisterRange(table: .holding, address: end, count: 2))) == [0xFFFF, 0])
        let beyond = try #require(RegisterRange(table: .holding, address: end + 1, count: 2))
        #expect(throws: ModbusException.illegalDataAddress) { try image.read(beyond) }
        let before = try #require(RegisterRange(table: .holding, address: 39999, count: 2))
        #expect(throws: ModbusException.illegalDataAddress) { try image.read(before) }
        let input = try #require(RegisterRange(table: .input, address: 40000, count: 2))
        #expect(throws: ModbusException.illegalDataAddress) { try image.read(input) }
    }

    @Test func unsetPoints_areNotAvailable() throws {
        let hybrid = try RegisterImage(shippedProfile("sunspec-hybrid"))
        let values = try hybrid.poll()
        for name in ["103.W", "103.WH", "103.St", "1.Mn", "160.2.DCW", "124.ChaState"] {
            #expect(try values.reading(name, hybrid.layout.profile) == .lost(.notAvailable), "\(name)")
        }
        let meter = try RegisterImage(shippedProfile("eastron-sdm630"))
        #expect(try meter.poll().reading("W", meter.layout.profile) == .lost(.notAvailable))
    }

    @Test func setNotAvailable_takesAValueAway() throws {
        var image = try RegisterImage(shippedProfile("sunspec-hybrid"))
        let handle = try #require(image.handle("103.W"))
        try image.set(handle, to: 12)
        #expect(image.value(handle) == .value(12))
        image.setNotAvailable(handle)
        #expect(image.value(handle) == .lost(.notAvailable))
    }

    @Test func valueThatDoesNotFit_leavesTheRegister() throws {
        var image = try RegisterImage(shippedProfile("sunspec-hybrid"))
        let handle = try #require(image.handle("103.W"))
        try image.set(handle, to: 12)
        #expect(throws: EncodingFailure.doesNotFit(value: 40000, type: "s16")) { try image.set(handle, to: 40000) }
        #expect(image.value(handle) == .value(12))
    }

    @Test func thermia_answersZeroWhereItKnowsNothing() throws {
        let image = try RegisterImage(shippedProfile("thermia-genesis"))
        for (table, address) in [(RegisterTable.input, 60000), (.holding, 113), (.coil, 1000), (.discreteInput, 250)] {
            let range = try #require(RegisterRange(table: table, address: address, count: 3))
            #expect(try image.read(range) == [0, 0, 0])
        }
        let edge = try #require(RegisterRange(table: .discreteInput, address: 224, count: 3))
        #expect(try image.read(edge) == [0, 0, 0])
    }

    @Test func writes_goToWritablePointsOnly() throws {
        var image = try RegisterImage(shippedProfile("sunspec-hybrid"))
        let model = try #require(image.models.first { $0.id == 124 })
        func write(_ offset: Int, _ words: [UInt16]) throws -> RegisterWrite {
            try #require(RegisterWrite(table: .holding, address: Int(model.address) + offset, words: words))
        }
        try image.write(write(15, [60]))
        #expect(image.value(try #require(image.handle("124.InOutWRte_RvrtTms"))) == .value(60))
        // ChaState is read only, the ID is no point, 12 and 13 take -100...100 %, NaN is no value.
        #expect(throws: ModbusException.illegalDataAddress) { try image.write(write(8, [5000])) }
        #expect(throws: ModbusException.illegalDataAddress) { try image.write(write(0, [124])) }
        #expect(throws: ModbusException.illegalDataAddress) { try image.write(write(11, [1, 1])) }
        #expect(throws: ModbusException.illegalDataValue) { try image.write(write(12, [10001, 0])) }
        #expect(throws: ModbusException.illegalDataValue) { try image.write(write(5, [4])) }
        #expect(throws: ModbusException.illegalDataValue) { try image.write(write(15, [0xFFFF])) }
        #expect(throws: ModbusException.illegalDataAddress) {
            try image.write(#require(RegisterWrite(table: .holding, address: 39999, words: [0])))
        }
    }

    @Test func refusedWrite_changesNothing() throws {
        var image = try RegisterImage(shippedProfile("sunspec-hybrid"))
        let model = try #require(image.models.first { $0.id == 124 })
        let address = Int(model.address) + 12
        let before = try image.read(#require(RegisterRange(table: .holding, address: address, count: 2)))
        let both = try #require(RegisterWrite(table: .holding, address: address, words: [5000, 10001]))
        #expect(throws: ModbusException.illegalDataValue) { try image.write(both) }
        #expect(try image.read(#require(RegisterRange(table: .holding, address: address, count: 2))) == before)
    }

    @Test func coil_isWrittenAsABit() throws {
        var image = try RegisterImage(shippedProfile("thermia-genesis"))
        try image.write(#require(RegisterWrite(table: .coil, address: 8, words: [1])))
        #expect(image.value(try #require(image.handle("enable_tap_water"))) == .value(1))
        #expect(try image.poll().reading("enable_tap_water", image.layout.profile) == .value(1))
    }

    @Test func unknownPoint_hasNoHandle() throws {
        let image = try RegisterImage(shippedProfile("sunspec-hybrid"))
        #expect(image.handle("103.Watts") == nil)
        #expect(image.handle("") == nil)
    }
}
