// SPDX-License-Identifier: Apache-2.0

import HostIO

/// The guard's command line.
public struct GuardArguments: Hashable, Sendable {
    /// What it is asked to do.
    public enum Task: Hashable, Sendable {
        /// Print how it is used.
        case help
        /// Print the version.
        case version
        /// Run, with the configuration at a path.
        case run(String)
        /// Give every battery back.
        case safeState(String)
        /// Lift every latch.
        case acknowledge(String)
    }

    /// What it is asked to do.
    public let task: Task

    /// Reads the words behind the program's name; exit code 2 for words it does not know.
    public init(_ words: some Sequence<String>) throws(ServiceFailure) {
        var rest = Array(words)[...]
        var path: String?
        var make: (String) -> Task = Task.run
        while let word = rest.popFirst() {
            switch word {
            case "--help", "-h":
                task = .help
                return
            case "--version":
                task = .version
                return
            case "--safe-state": make = Task.safeState
            case "--acknowledge": make = Task.acknowledge
            case "--config":
                guard let value = rest.popFirst() else { throw .usage("--config: found nothing, expected a file") }
                path = value
            default: throw .usage("found \(word), expected --config FILE, --safe-state, --acknowledge or --version")
            }
        }
        guard let path else { throw .usage("found no --config, expected --config FILE") }
        task = make(path)
    }
}
