// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Energy

/// `hearth bench`: how fast this gateway is at what Hearth does.
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measures how fast this machine is at what Hearth does.",
        discussion: "Example: hearth bench --json --only gate\n\n"
            + benchmarks.map { "\($0.name): \($0.does)" }.joined(separator: "\n"))

    private static let benchmarks =
        CoreBenchmarks.all + PolicyBenchmarks.all + LearningBenchmarks.all + SystemBenchmarks.all

    @Flag(help: "Print one JSON document.")
    var json = false

    @Option(help: "Only the benchmark of this name.")
    var only: String?

    func run() throws {
        var chosen = Self.benchmarks
        if let only {
            guard let one = chosen.first(where: { $0.name == only }) else {
                let known = chosen.map(\.name).joined(separator: ", ")
                throw CommandFailure.usage("--only: found \"\(only)\", expected one of \(known)")
            }
            chosen = [one]
        }
        var bar = ProgressBar(label: "measuring")
        var (results, faults) = ([BenchmarkResult](), UsageFaults())
        for (place, benchmark) in chosen.enumerated() {
            bar.update(Double(place) / Double(chosen.count), note: benchmark.name)
            // A file that cannot be used costs its own benchmarks alone.
            if let result = try faults.collect({ try benchmark.measure() }) { results.append(result) }
        }
        bar.finish()
        if !results.isEmpty { try write(results) }
        if !faults.isEmpty { throw faults.failure }
    }

    private func write(_ results: [BenchmarkResult]) throws {
        if json { return StandardOutput.write(try JSONOutput.text(results)) }
        var table = TextTable()
        table.add("NAME", "MEDIAN", "UNIT", "MIN", "MAX", "RUNS")
        for result in results {
            func text(_ value: Double) -> String { decimalText(value, decimals: value < 100 ? 2 : 0) }
            table.add(
                result.name, text(result.median), result.unit, text(result.min), text(result.max), "\(result.runs)")
        }
        StandardOutput.write(table.text)
    }
}
