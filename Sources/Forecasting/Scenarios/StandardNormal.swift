// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The normal distribution of mean 0 and variance 1.
enum StandardNormal {
    /// What a share of the distribution lies below, to seven digits; shares outside 0...1 have their nearest finite one.
    ///
    /// Algorithm AS 241, PPND7: Wichura, "The percentage points of the normal distribution", Applied Statistics 37 (1988).
    static func quantile(_ share: Double) -> Double {
        let centred = share - 0.5
        if abs(centred) <= 0.425 {
            let r = 0.180625 - centred * centred
            return centred * (((59.109374720 * r + 159.29113202) * r + 50.434271938) * r + 3.3871327179)
                / (((67.187563600 * r + 78.757757664) * r + 17.895169469) * r + 1)
        }
        let tail = (-log(max(Double.leastNormalMagnitude, min(share, 1 - share)))).squareRoot()
        return centred < 0 ? -upper(tail) : upper(tail)
    }

    private static func upper(_ tail: Double) -> Double {
        if tail <= 5 {
            let r = tail - 1.6
            return (((0.17023821103 * r + 1.3067284816) * r + 2.7568153900) * r + 1.4234372777)
                / ((0.12021132975 * r + 0.73700164250) * r + 1)
        }
        let r = tail - 5
        return (((0.017337203997 * r + 0.42868294337) * r + 3.0812263860) * r + 6.6579051150)
            / ((0.012258202635 * r + 0.24197894225) * r + 1)
    }

    /// The quantile that belongs to the middle of each of so many equal shares, rising.
    static func strata(_ count: Int) -> [Double] {
        (0..<count).map { quantile((Double($0) + 0.5) / Double(count)) }
    }

    /// Numbers as normal scores of their ranks; equal ones share theirs, missing ones have 0, that of the middle.
    static func scores(_ values: [Double]) -> [Double] {
        let order = values.indices.filter { values[$0].isFinite }.sorted { values[$0] < values[$1] }
        var scores = [Double](repeating: 0, count: values.count)
        var first = 0
        while first < order.count {
            var end = first + 1
            while end < order.count, values[order[end]] == values[order[first]] { end += 1 }
            // Ranks first...end - 1, their middle.
            let score = quantile(0.5 * Double(first + end) / Double(order.count))
            for place in order[first..<end] { scores[place] = score }
            first = end
        }
        return scores
    }
}
