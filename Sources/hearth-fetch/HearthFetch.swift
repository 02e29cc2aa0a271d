// SPDX-License-Identifier: Apache-2.0

import FetchService
import Glibc
import HostIO

/// The fetcher as a program: wiring only.
@main
struct HearthFetch {
    static let usage = """
        usage: hearth-fetch --config FILE                  asks all sources of [feeds] for what is missing, and ends
               hearth-fetch --config FILE --only KIND      those of price, weather (with solar), solar or carbon
               hearth-fetch --config FILE --only SOURCE    those of a name, such as entsoe
               hearth-fetch --version

        example: hearth-fetch --config /etc/hearth/hearth.toml --only price
        """

    static func main() {
        do throws(ServiceFailure) {
            switch Array(CommandLine.arguments.dropFirst()) {
            case ["--help"], ["-h"]: write(usage)
            case ["--version"]: write("hearth-fetch \(ServiceVersion.text)")
            case let words where words.count == 2 && words[0] == "--config": try fetch(words[1], only: nil)
            case let words where words.count == 4 && words[0] == "--config" && words[2] == "--only":
                try fetch(words[1], only: words[3])
            case let words:
                throw .usage(
                    "found \(words.isEmpty ? "nothing" : words.joined(separator: " ")), "
                        + "expected --config FILE [--only KIND|SOURCE]")
            }
        } catch {
            ServiceLog.write(.error, "hearth-fetch: \(error)")
            exit(error.exitCode)
        }
    }

    private static func fetch(_ configuration: String, only: String?) throws(ServiceFailure) {
        StopSignal.install()
        StopSignal.surviveClosedPipes()
        ProcessMemory.keepSmall()
        try FetchService(configuration: configuration, only: only).run()
    }

    private static func write(_ text: String) {
        let line = Array((text + "\n").utf8)
        _ = Glibc.write(1, line, line.count)
    }
}
