// SPDX-License-Identifier: Apache-2.0

import Glibc
import GuardService
import HostIO

/// The guard as a program: wiring only.
@main
struct HearthGuard {
    static let usage = """
        usage: hearth-guard --config FILE                 runs the guard until it is told to stop
               hearth-guard --safe-state --config FILE    gives every battery back, and ends; refuses while a guard lives
               hearth-guard --acknowledge --config FILE   lifts every latch, and ends; refuses while a guard lives
               hearth-guard --version

        example: hearth-guard --config /etc/hearth/hearth.toml
        """

    static func main() {
        do throws(ServiceFailure) {
            let arguments = try GuardArguments(CommandLine.arguments.dropFirst())
            switch arguments.task {
            case .help: write(usage)
            case .version: write("hearth-guard \(ServiceVersion.text)")
            case .run(let path):
                StopSignal.install(endsAtSecond: false)
                StopSignal.surviveClosedPipes()
                ProcessMemory.keepSmall()
                try GuardService(configuration: path, notifier: ServiceNotifier()).run()
            case .safeState(let path): try releaseAll(path)
            case .acknowledge(let path):
                try Acknowledgement.run(configuration: path)
                write("every latch is lifted")
            }
        } catch {
            ServiceLog.write(.error, "hearth-guard: \(error)")
            exit(error.exitCode)
        }
    }

    private static func releaseAll(_ path: String) throws(ServiceFailure) {
        let results = try SafeState.run(configuration: path)
        if results.isEmpty { write("a dry run, or no battery: nothing was written") }
        var isComplete = true
        for (device, result) in results {
            write("\(device): \(result)")
            if case .failed = result { isComplete = false }
        }
        if !isComplete {
            throw .failed("a battery could not be given back; its inverter's own timer ends what it was told")
        }
    }

    private static func write(_ text: String) {
        let line = Array((text + "\n").utf8)
        _ = Glibc.write(1, line, line.count)
    }
}
