// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Configuration
import HostIO

/// `hearth run`: guard and planner in one process, on the real devices.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Runs a real house: guard and planner in one process, until Ctrl-C.",
        discussion: """
            For trying Hearth and for looking at what it would do; in a house that counts on it, install the service, whose \
            guard is a process of its own. Refuses while the installed guard holds the devices. Prints what happens in plain \
            lines; the status page is served as the configuration says.

            Example: hearth run --config hearth.toml --dry-run
            Example: hearth run --config hearth.toml --state ./state
            """)

    @Option(help: "Configuration file.")
    var config: String

    @Flag(name: .customLong("dry-run"), help: "Read and decide, and say what would be commanded; write nothing.")
    var dryRun = false

    @Option(
        help: """
            Folder for database, journal and lock, never the service's own; a temporary one that goes with the run by \
            default.
            """)
    var state: String?

    func run() throws {
        let configuration = try ConfigurationInput.load(config)
        // A second signal must not end a run that has a battery to give back.
        StopSignal.install(endsAtSecond: dryRun)
        StopSignal.surviveClosedPipes()
        let folder = try StateFolder(state)
        defer { folder.removeIfTemporary() }
        try folder.refuseService(of: configuration)
        try HouseRun(configuration, isDryRun: dryRun, folder: folder).run()
    }
}
