// SPDX-License-Identifier: Apache-2.0

import Glibc
import HostIO
import PlannerService

/// The planner as a program: wiring only.
@main
struct HearthDaemon {
    static let usage = """
        usage: hearthd --config FILE     runs the planner and the status page until it is told to stop
               hearthd --version

        example: hearthd --config /etc/hearth/hearth.toml
        """

    static func main() {
        do throws(ServiceFailure) {
            switch Array(CommandLine.arguments.dropFirst()) {
            case ["--help"], ["-h"]: write(usage)
            case ["--version"]: write("hearthd \(ServiceVersion.text)")
            case let words where words.count == 2 && words[0] == "--config":
                StopSignal.install()
                StopSignal.surviveClosedPipes()
                ProcessMemory.keepSmall()
                try PlannerService(configuration: words[1], notifier: ServiceNotifier()).run()
            case let words:
                throw .usage(
                    "found \(words.isEmpty ? "nothing" : words.joined(separator: " ")), expected --config FILE")
            }
        } catch {
            ServiceLog.write(.error, "hearthd: \(error)")
            exit(error.exitCode)
        }
    }

    private static func write(_ text: String) {
        let line = Array((text + "\n").utf8)
        _ = Glibc.write(1, line, line.count)
    }
}
