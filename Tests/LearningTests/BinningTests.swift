// SPDX-License-Identifier: Apache-2.0

import Bits
import Testing

@testable import Learning

@Suite struct BinningTests {
    @Test func radixSort_equalsSortingByComparison() {
        let values =
            SyntheticNoise.gaussian(seed: 8, count: 3000).map { Float($0) } + [0, -0.0, .infinity, -.infinity]
            + [Float.leastNonzeroMagnitude, -.leastNonzeroMagnitude, .greatestFiniteMagnitude, 1, 1, -1]
        #expect(RadixSort.sorted(values) == values.sorted())
        #expect(RadixSort.sorted([]).isEmpty)
    }

    @Test func fewDistinctValues_haveABinEachWithBoundsHalfWay() {
        #expect(Binning.bounds(of: [3, 1, .nan, 2, 1, .infinity], maximumBins: 255) == [1.5, 2.5])
    }

    @Test func neighbouringNumbers_areParted() {
        let bounds = Binning.bounds(of: [1, Float(1).nextUp], maximumBins: 255)
        #expect(bounds == [1])
        #expect(BoundSearch(bounds).bin(of: 1) == 0)
        #expect(BoundSearch(bounds).bin(of: Float(1).nextUp) == 1)
    }

    @Test func largestNumbers_doNotOverflowBetween() {
        let limit = Float.greatestFiniteMagnitude
        #expect(Binning.bounds(of: [-limit, limit], maximumBins: 255) == [0])
        #expect(Binning.bounds(of: [limit.nextDown, limit], maximumBins: 255) == [limit.nextDown])
    }

    @Test func manyDistinctValues_fillBinsEvenly() {
        let values = SyntheticNoise.gaussian(seed: 3, count: 20_000).map { Float($0) }
        let bounds = Binning.bounds(of: values, maximumBins: 255)
        #expect(bounds.count == 254)
        var counts = [Int](repeating: 0, count: 255)
        let search = BoundSearch(bounds)
        for value in values { counts[Int(search.bin(of: value))] += 1 }
        #expect(counts.allSatisfy { (70...90).contains($0) })
    }

    @Test func frequentValueInTheMiddle_leavesTheOthersTheirBins() {
        let noise = SyntheticNoise.gaussian(seed: 4, count: 10_000).map { Float($0) }
        let bounds = Binning.bounds(of: noise + [Float](repeating: 0, count: 10_000), maximumBins: 255)
        #expect((253...254).contains(bounds.count))
        #expect((120...134).contains(bounds.count { $0 < 0 }))
    }

    @Test func boundSearch_equalsCounting() {
        let bounds = Array(Set(SyntheticNoise.gaussian(seed: 5, count: 200).map { Float($0) })).sorted()
        let search = BoundSearch(bounds)
        for value in SyntheticNoise.gaussian(seed: 6, count: 500).map({ Float($0) }) + bounds {
            #expect(Int(search.bin(of: value)) == bounds.count { $0 < value })
        }
        #expect([Float.nan, .infinity, -.infinity].allSatisfy { search.bin(of: $0) == Binning.missingBin })
    }

    @Test func table_holdsTheBinOfEveryValue() throws {
        let columns = (0..<11).map { seed in SyntheticNoise.gaussian(seed: UInt64(seed), count: 50).map { Float($0) } }
        let table = try BinnedTable(rowCount: 50, columnCount: 11) { columns[$0] }
        for (column, values) in columns.enumerated() {
            let ranks = values.map { value in values.count { $0 < value } }
            #expect((0..<50).map { Int(table.bin(row: $0, column: column)) } == ranks)
        }
        let again = try BinnedTable(binning: table.binning, rowCount: 50) { columns[$0] }
        #expect(again.bytes == table.bytes)
    }

    @Test func unusableTables_areRefused() {
        #expect(throws: BoostingError.emptyTable(rowCount: 0, columnCount: 2)) {
            try BinnedTable(rowCount: 0, columnCount: 2) { _ in [] }
        }
        #expect(throws: BoostingError.columnLength(column: 1, expected: 2, found: 3)) {
            try BinnedTable(rowCount: 2, columnCount: 2) { [Float](repeating: 1, count: 2 + $0) }
        }
        #expect(throws: BoostingError.parameter(name: "maximumBins", found: 256, expected: "2...255")) {
            try BinnedTable(rowCount: 2, columnCount: 2, maximumBins: 256) { _ in [1, 2] }
        }
    }
}
