// SPDX-License-Identifier: Apache-2.0

import Energy

/// One figure of `hearth bench`: a piece of work, timed several times.
struct BenchmarkResult: Encodable {
    /// Stable name, for scripts.
    let name: String
    /// The median.
    let value: Double
    /// Unit of all figures.
    let unit: String
    /// How often it was timed.
    let runs: Int
    /// Smallest, median and largest figure.
    let min, median, max: Double
}

/// A benchmark by its stable name.
struct Benchmark: Sendable {
    let name: String
    /// One sentence.
    let does: String
    /// Unit of the figure; more is better for `x` (times real time), rates and savings, less for everything else.
    let unit: String
    let runs: Int
    /// Prepares the work and returns what measures it once.
    let prepare: @Sendable () throws -> () throws -> Double

    /// Measures after one run that does not count.
    func measure() throws -> BenchmarkResult {
        let once = try prepare()
        _ = try once()
        var figures: [Double] = []
        for _ in 0..<runs { figures.append(try once()) }
        figures.sort()
        let median = figures[figures.count / 2]
        return BenchmarkResult(
            name: name, value: median, unit: unit, runs: runs, min: figures[0], median: median,
            max: figures[figures.count - 1])
    }

    /// Processor time of one repetition of some work, in microseconds.
    static func microseconds(repetitions: Int, _ work: () throws -> Void) rethrows -> Double {
        let begin = ProcessFigures.threadSeconds()
        for _ in 0..<repetitions { try work() }
        return (ProcessFigures.threadSeconds() - begin) / Double(repetitions) * 1e6
    }
}
