// SPDX-License-Identifier: Apache-2.0

import Bits
import Testing

@testable import Learning

@Suite struct DrawTests {
    @Test(arguments: [(0.3, 10, 3), (1, 10, 10), (0.001, 10, 1), (0.75, 1, 1)])
    func drawAndRest_areAllNumbersInOrder(fraction: Double, count: Int, size: Int) {
        var generator = SplitMix64(seed: 5)
        for _ in 0..<50 {
            let draw = Draw(fraction, of: count, &generator)
            #expect(draw.drawn.count == size)
            #expect(draw.drawn == draw.drawn.sorted() && draw.rest == draw.rest.sorted())
            #expect((draw.drawn + draw.rest).sorted() == (0..<count).map { UInt32($0) })
        }
    }

    @Test func eachNumber_isDrawnAsOften() {
        var generator = SplitMix64(seed: 6)
        var counts = [Int](repeating: 0, count: 8)
        for _ in 0..<8000 {
            for number in Draw(0.25, of: 8, &generator).drawn { counts[Int(number)] += 1 }
        }
        // Four standard deviations of a binomial count with mean 2000.
        #expect(counts.allSatisfy { abs($0 - 2000) < 155 })
    }
}
