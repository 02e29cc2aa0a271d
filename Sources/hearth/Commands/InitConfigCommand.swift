// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Configuration
import Glibc
import GuardService
import HostIO

/// `hearth config init`: a few questions, and a configuration that works.
struct InitConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Asks a few questions, finds the devices and writes a configuration.",
        discussion: """
            Every address is read from to see which device is there; nothing is written to it. An empty answer takes what \
            stands in brackets. A file that is there is replaced only after asking. Refuses while a guard holds the devices.

            Example: hearth config init --output hearth.toml
            """)

    @Option(help: "File to write.")
    var output = "hearth.toml"

    func run() throws {
        let questions = Questions()
        let lock = try DevicesCommand.busLock(lockPath)
        defer { withExtendedLifetime(lock) {} }
        if access(output, F_OK) == 0, try !questions.yes("\(output) exists. Replace it?", proposal: false) {
            throw CommandFailure.failed("\(output): left as it was")
        }
        try OutputFile.check(output, option: "--output")
        let text = ConfigurationText.text(try HouseAnswers(questions, profiles: try DevicesCommand.profiles()))
        try Self.check(text, file: output)
        try OutputFile.write(text, to: output)
        StandardOutput.write("\(output): written; try it with: hearth run --config \(output) --dry-run")
    }

    /// A guard's lock is where the configuration that is there says, and the installed one's otherwise.
    private var lockPath: String {
        (try? ConfigurationInput.load(output))?.guardSettings.lockPath ?? BusLock.installedPath
    }

    /// The same check as for a file that a person wrote.
    private static func check(_ text: String, file: String) throws {
        let library = ProfileLibrary(folder: DataFolder.devices)
        do throws(ConfigurationError) {
            _ = try HearthConfiguration.decode(text.utf8, file: file) { name throws(ProfileFailure) in
                try library.profile(named: name)
            }
        } catch {
            throw CommandFailure.failed("nothing was written, the answers do not fit together:\n\(error)")
        }
    }
}
