// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import HostIO

/// The command line for people; the house works without it.
@main
struct Hearth: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hearth",
        abstract: "Runs a house's battery, PV and heat pump safely and cheaply.",
        discussion: """
            Exit codes: 0 done, 1 failed, 2 wrong usage or configuration. With --json a command prints exactly one JSON \
            document; everything that is no result goes to standard error.

            Example: hearth simulate --days 1
            """,
        version: ServiceVersion.text,
        subcommands: [
            RunCommand.self, SimulateCommand.self, StatusCommand.self, DevicesCommand.self, PoliciesCommand.self,
            BacktestCommand.self, EvaluateCommand.self, TrainCommand.self, ForecastCommand.self, JobsCommand.self,
            ModelsCommand.self, DataCommand.self, LogCommand.self, ConfigCommand.self, BenchCommand.self,
        ])

    /// Exit codes scripts depend on: 0 done, 1 failed, 2 wrong usage or configuration.
    static func main() {
        do {
            var command = try parseAsRoot()
            try command.run()
            endProcess(0)
        } catch let failure as CommandFailure {
            StandardError.write(failure.message)
            endProcess(failure.code)
        } catch {
            let code = exitCode(for: error)
            if code == .success || code == .validationFailure {
                let message = fullMessage(for: error)
                if code == .success { StandardOutput.write(message) } else { StandardError.write(message) }
                endProcess(code == .success ? 0 : 2)
            }
            StandardError.write("hearth: \(error)")
            endProcess(1)
        }
    }
}

/// An end that is no success, with the line that says why.
struct CommandFailure: Error {
    let message: String
    let code: Int32
    /// True where the same may be done later, as when a server is not there.
    private(set) var mayPass = false
    /// True where nothing is wrong but that a house has too few days behind it.
    private(set) var isTooEarly = false

    init(message: String, code: Int32) { (self.message, self.code) = (message, code) }

    /// True for what the person who asked can put right.
    var isUsage: Bool { code == 2 }

    /// The work could not be done.
    static func failed(_ message: String) -> CommandFailure { CommandFailure(message: message, code: 1) }
    /// The work cannot be done yet, as too little is recorded.
    static func tooEarly(_ message: String) -> CommandFailure {
        var failure = CommandFailure.failed(message)
        failure.isTooEarly = true
        return failure
    }
    /// The work could not be done now.
    static func passing(_ message: String) -> CommandFailure {
        var failure = CommandFailure.failed(message)
        failure.mayPass = true
        return failure
    }
    /// The end of a service in the words of a command.
    init(_ failure: ServiceFailure) { self.init(message: failure.description, code: failure.exitCode) }

    /// What was asked for, or a file that was named, is wrong.
    static func usage(_ message: String) -> CommandFailure { CommandFailure(message: message, code: 2) }
}
