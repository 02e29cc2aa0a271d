// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy
import Testing

@Suite struct CRC32Tests {
    // The check value of the CRC catalogue, the others by Python's zlib.crc32.
    @Test func knownAnswers() {
        #expect(CRC32.checksum("123456789".utf8) == 0xCBF4_3926)
        #expect(CRC32.checksum(UInt8.min...UInt8.max) == 0x2905_8C73)
        #expect(CRC32.checksum("The quick brown fox jumps over the lazy dog".utf8) == 0x414F_A339)
        #expect(CRC32.checksum([]) == 0)
    }

    @Test func pieces_giveTheSameAsTheWhole() {
        let bytes = Array("The quick brown fox jumps over the lazy dog".utf8)
        for cut in bytes.indices {
            var crc = CRC32.Accumulator()
            crc.add(Array(bytes[..<cut]))
            crc.add(bytes, in: cut..<1000)
            #expect(crc.checksum == 0x414F_A339)
        }
    }
}

@Suite struct SummaryTests {
    @Test func laterStretch_isMergedByTheNumberOfSamples() {
        let early = SignalSummary(signal: .gridImport, mean: 100, minimum: 50, maximum: 200, count: 300, missing: 1)
        let late = SignalSummary(signal: .gridImport, mean: 400, minimum: 80, maximum: 900, count: 600, missing: 2)
        let both = early.merged(withLater: late)
        #expect(both.mean == 300)
        #expect((both.minimum, both.maximum) == (50, 900))
        #expect((both.count, both.missing) == (900, 3))
    }

    @Test func counter_keepsFirstAndLast() {
        let early = SignalSummary(signal: .importedEnergy, mean: 105, minimum: 100, maximum: 105, count: 3, missing: 0)
        let late = SignalSummary(signal: .importedEnergy, mean: 112, minimum: 106, maximum: 112, count: 3, missing: 0)
        let both = early.merged(withLater: late)
        #expect((both.minimum, both.mean, both.maximum) == (100, 112, 112))
    }

    @Test func forecast_isOrderedAndFiniteOrNil() {
        let now = UTCInstant(secondsSinceEpoch: 0)
        func forecast(_ p10: [Double], _ p50: [Double], _ p90: [Double]) -> Forecast? {
            Forecast(firstSlot: Slot(index: 5), p10: p10, p50: p50, p90: p90, madeAt: now, model: "test")
        }
        #expect(forecast([1, 2], [1, 3], [2, 4])?.slots == Slot(index: 5)..<Slot(index: 7))
        #expect(forecast([1], [1, 2], [1, 2]) == nil)
        #expect(forecast([2], [1], [3]) == nil)
        #expect(forecast([1], [.nan], [3]) == nil)
        #expect(forecast([1], [2], [.infinity]) == nil)
    }

    // First numbers of SplitMix64 with seed 1234567, from the reference implementation in C.
    @Test func seededGenerator_isTheReferenceSequence() {
        var generator = SplitMix64(seed: 1_234_567)
        #expect(generator.next() == 6_457_827_717_110_365_317)
        #expect(generator.next() == 3_203_168_211_198_807_973)
        #expect((0..<1000).allSatisfy { _ in (0..<1).contains(generator.nextUniform()) })
    }
}
