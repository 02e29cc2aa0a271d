// SPDX-License-Identifier: Apache-2.0

import Bits
import Devices
import Energy
import HearthTestKit
import Testing

@Suite struct PointCodecTests {
    /// Every kind that holds an integer, with its signedness.
    static let integerKinds: [(PointType.Kind, isSigned: Bool)] = [
        (.u16, false), (.s16, true), (.u32, false), (.s32, true), (.u64, false), (.s64, true), (.acc16, false),
        (.acc32, false), (.acc64, false), (.enum16, false), (.enum32, false), (.bitfield16, false),
        (.bitfield32, false), (.sunssf, true),
    ]

    /// The number of words in an order, composed digit by digit: independent of the shifts under test.
    static func number(_ words: [UInt16], _ order: WordOrder, isSigned: Bool) -> Double {
        let highFirst = order == .big ? words : words.reversed()
        var exact = Int128(0)
        for word in highFirst { exact = exact * 65536 + Int128(word) }
        let span = Int128(1) << Int128(16 * words.count)
        if isSigned && exact >= span / 2 { exact -= span }
        return Double(exact)
    }

    @Test func sixteenBits_everyPattern_decodesAndEncodesBack() throws {
        for (kind, isSigned) in Self.integerKinds where PointType(kind).width == 1 {
            for order in WordOrder.allCases {
                let codec = PointCodec(PointType(kind), order: order)
                for pattern in UInt16.min...UInt16.max {
                    let expected = Self.number([pattern], order, isSigned: isSigned)
                    guard codec.reading([pattern]) == .value(expected) else {
                        Issue.record("\(kind) \(pattern): \(codec.reading([pattern])), expected \(expected)")
                        return
                    }
                    if kind == .sunssf && !(-10...10).contains(expected) { continue }
                    guard try codec.words(pattern: codec.encode(expected)) == [pattern] else {
                        Issue.record("\(kind) \(expected) does not encode to \(pattern)")
                        return
                    }
                }
            }
        }
    }

    @Test func sixteenBits_everyPattern_withScaleFactor_roundTrips() throws {
        for exponent in [-3, -1, 2] {
            let codec = PointCodec(PointType(.s16))
            for pattern in UInt16.min...UInt16.max {
                guard case .value(let value) = codec.reading([pattern], exponent: exponent) else {
                    Issue.record("no value for \(pattern)")
                    return
                }
                for rounding in Rounding.allCases {
                    let back = try codec.encode(value, exponent: exponent, rounding: rounding)
                    if back != UInt64(pattern) {
                        Issue.record("\(value) x 10^\(exponent), \(rounding): \(back), expected \(pattern)")
                        return
                    }
                }
            }
        }
    }

    @Test(arguments: WordOrder.allCases) func longIntegers_everyKind_roundTrip(order: WordOrder) throws {
        var random = SplitMix64(seed: 7)
        for (kind, isSigned) in Self.integerKinds where PointType(kind).width > 1 {
            let codec = PointCodec(PointType(kind), order: order)
            var cases: [[UInt16]] = [0, 1, 0x7FFF, 0x8000, 0xFFFF].map { edge in
                (0..<codec.width).map { $0 == 0 ? edge : 0xFFFF }
            }
            for _ in 0..<500 {
                // 64-bit patterns keep to 52 bits: a double holds no more.
                var words = (0..<codec.width).map { _ in UInt16(truncatingIfNeeded: random.next()) }
                if codec.width == 4 { words[order == .big ? 0 : 3] &= 0x000F }
                cases.append(words)
            }
            for words in cases {
                let expected = Self.number(words, order, isSigned: isSigned)
                #expect(codec.reading(words) == .value(expected))
                if expected.magnitude < 0x1p53 {
                    #expect(try codec.words(pattern: codec.encode(expected)) == words)
                }
            }
        }
    }

    @Test func wordOrder_tellsTheTwoApart() {
        let words: [UInt16] = [0x0001, 0x0002]
        #expect(PointCodec(PointType(.u32)).reading(words) == .value(65538))
        #expect(PointCodec(PointType(.u32), order: .little).reading(words) == .value(131_073))
        let long: [UInt16] = [0, 0, 0, 9]
        #expect(PointCodec(PointType(.u64)).reading(long) == .value(9))
        #expect(PointCodec(PointType(.s64), order: .little).reading(long.reversed()) == .value(9))
    }

    @Test(arguments: WordOrder.allCases) func floats_roundTrip(order: WordOrder) throws {
        for value in [0.0, -0.0, 1.5, -229.75, 3.4e38, 1e-40, 12345.678] {
            let single = Double(Float(value))
            let codec = PointCodec(PointType(.f32), order: order)
            #expect(try codec.reading(codec.words(pattern: codec.encode(value))) == .value(single))
            let wide = PointCodec(PointType(.f64), order: order)
            #expect(try wide.reading(wide.words(pattern: wide.encode(value))) == .value(value))
        }
        let bits: [UInt16] = order == .big ? [0x3FC0, 0] : [0, 0x3FC0]
        #expect(PointCodec(PointType(.f32), order: order).reading(bits) == .value(1.5))
    }

    @Test func floats_notANumber_isNotAvailable_infinity_outOfRange() {
        let codec = PointCodec(PointType(.f32))
        #expect(codec.reading([0x7FC0, 0]) == .lost(.notAvailable))
        #expect(codec.reading([0xFFFF, 0xFFFF]) == .lost(.notAvailable))
        #expect(codec.reading([0x7F80, 0]) == .lost(.outOfRange))
        #expect(PointCodec(PointType(.f64)).reading([0x7FF8, 0, 0, 0]) == .lost(.notAvailable))
        #expect(PointCodec(PointType(.f64)).reading([0xFFF0, 0, 0, 0]) == .lost(.outOfRange))
    }

    @Test func sunSpecNotAvailable_isLost_andNeverWritten() throws {
        for kind in PointType.Kind.allCases where PointType(kind).sunSpecNotAvailable != nil {
            let pattern = try #require(PointType(kind).sunSpecNotAvailable)
            for order in WordOrder.allCases {
                let codec = PointCodec(PointType(kind), order: order, notAvailable: [pattern])
                let words = codec.words(pattern: pattern)
                #expect(codec.reading(words) == .lost(.notAvailable), "\(kind)")
                let value = PointCodec(PointType(kind), order: order).reading(words)
                guard case .value(let number) = value, number.magnitude < 0x1p53, kind != .sunssf else { continue }
                #expect(throws: EncodingFailure.doesNotFit(value: number, type: "\(kind)")) { try codec.encode(number) }
            }
        }
    }

    @Test func statedNotAvailable_twoPatterns_bothLost() {
        let codec = PointCodec(PointType(.s16), factor: 0.01, notAvailable: [20000, 32767])
        #expect(codec.reading([20000]) == .lost(.notAvailable))
        #expect(codec.reading([32767]) == .lost(.notAvailable))
        #expect(codec.reading([2150]) == .value(21.5))
        #expect(codec.reading([0xFC18]) == .value(-10))
    }

    @Test func range_outside_isLost_andNotWritten() throws {
        let codec = PointCodec(PointType(.s16), range: -100...100)
        #expect(codec.reading([100]) == .value(100))
        #expect(codec.reading([101]) == .lost(.outOfRange))
        #expect(codec.reading([UInt16(bitPattern: -101)]) == .lost(.outOfRange))
        #expect(throws: EncodingFailure.outOfRange(value: 100.5, lowest: -100, highest: 100)) {
            try codec.encode(100.5)
        }
        #expect(throws: EncodingFailure.notFinite) { try codec.encode(.nan) }
        #expect(throws: EncodingFailure.notFinite) { try codec.encode(-.infinity) }
    }

    @Test func encode_beyondTheRegister_doesNotFit() {
        let table: [(PointType.Kind, Double)] = [
            (.u16, 65536), (.u16, -1), (.s16, 32768), (.s16, -32769), (.u32, 4_294_967_296), (.s32, -2_147_483_649),
            (.u64, 1.9e19), (.s64, 9.3e18), (.sunssf, 11), (.bool, 2), (.f32, 1e39), (.string, 1),
        ]
        for (kind, value) in table {
            #expect(throws: EncodingFailure.doesNotFit(value: value, type: "\(kind)")) {
                try PointCodec(PointType(kind)).encode(value)
            }
        }
    }

    @Test func rounding_goesTheWayAskedFor() throws {
        let table: [(value: Double, nearest: Int16, down: Int16, up: Int16)] = [
            (12.34, 1234, 1234, 1234), (0.29, 29, 29, 29), (12.345, 1235, 1234, 1235), (-12.345, -1235, -1235, -1234),
            (0.004, 0, 0, 1), (-0.004, 0, -1, 0),
        ]
        let scaled = PointCodec(PointType(.s16))
        let mirrored = PointCodec(PointType(.s16), factor: -1)
        for row in table {
            for (rounding, expected) in [(Rounding.nearest, row.nearest), (.down, row.down), (.up, row.up)] {
                #expect(try scaled.encode(row.value, exponent: -2, rounding: rounding) == pattern(expected))
                // The direction is that of the value, not of the register.
                let back = try mirrored.encode(row.value, exponent: -2, rounding: rounding)
                #expect(back == pattern(-expected), "\(row.value) \(rounding)")
            }
        }
    }

    private func pattern(_ value: Int16) -> UInt64 { UInt64(UInt16(bitPattern: value)) }

    @Test func factorOffsetAndExponent_allApply() throws {
        let codec = PointCodec(PointType(.u16), factor: 0.5, offset: -40)
        #expect(codec.reading([200]) == .value(60))
        #expect(codec.reading([2], exponent: 2) == .value(60))
        #expect(try codec.encode(60) == 200)
        #expect(try codec.encode(60, exponent: 2) == 2)
    }

    @Test func wrongNumberOfWords_isMalformed() {
        #expect(PointCodec(PointType(.u32)).reading([1]) == .lost(.malformed))
        #expect(PointCodec(PointType(.u16)).reading([]) == .lost(.malformed))
    }

    @Test func typeNames_roundTrip_andJunkIsRefused() {
        for kind in PointType.Kind.allCases where kind != .string {
            #expect(PointType("\(kind)") == PointType(kind))
        }
        #expect(PointType("string(8)") == .string(registers: 8))
        #expect(PointType("string(8)")?.description == "string(8)")
        for junk in ["", "u8", "string", "string()", "string(0)", "string(126)", "string(8", "U16", "string(-1)"] {
            #expect(PointType(junk) == nil, "\(junk)")
        }
    }
}
