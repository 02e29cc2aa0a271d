// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Energy
import JournalIO

/// `hearth log`: the guard's journal.
struct LogCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "Shows the guard's journal and checks that nothing in it was changed.",
        discussion: "Example: hearth log verify --config /etc/hearth/hearth.toml",
        subcommands: [Show.self, Verify.self])

    /// Where the journal is.
    struct Place: ParsableArguments {
        @Option(help: "Configuration that names the journal; /etc/hearth/hearth.toml without any file.")
        var config: String?

        @Argument(help: "Journal files, the oldest first.")
        var files: [String] = []
    }

    /// Runs `hearth log show`.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints every record of the journal, the oldest first.",
            discussion: """
                Times are those of the house where a configuration is given, UTC otherwise.

                Example: hearth log show --config hearth.toml
                Example: hearth log show /var/lib/hearth-guard/journal.1 /var/lib/hearth-guard/journal
                """)

        @OptionGroup var place: Place

        @Flag(help: "Print one JSON document.")
        var json = false

        func run() throws {
            let journal = try JournalInput(place)
            if json {
                let records = journal.files.flatMap(\.content.records).map { RecordDocument($0) }
                StandardOutput.write(try JSONOutput.text(records))
            }
            for file in journal.files {
                if !json { file.content.records.forEach { StandardOutput.write(line($0, zone: journal.zone)) } }
                if let tail = file.tail { StandardError.write("\(file.path): \(tail)") }
            }
        }

        private func line(_ record: JournalRecord, zone: TimeZoneRule) -> String {
            "\(LocalClock.full(record.event.wallTime, zone: zone))  "
                + EventLine.text(record.event, device: record.device)
        }
    }

    /// Runs `hearth log verify`.
    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Checks the hash chain over all files of the journal; exit code 1 where it breaks.",
            discussion: """
                Each record carries the hash of all before it: one that was changed, taken out or put in breaks the chain \
                from there on. A last record that was not written to its end, as a power cut leaves it, is said and is no \
                break.

                Example: hearth log verify --config /etc/hearth/hearth.toml
                """)

        @OptionGroup var place: Place

        @Flag(help: "Print one JSON document.")
        var json = false

        func run() throws {
            let journal = try JournalInput(place)
            let chain = JournalCheck(journal.files)
            if json {
                StandardOutput.write(try JSONOutput.text(chain))
            } else {
                for file in chain.files { StandardOutput.write("\(file.path): \(file.records) records") }
                for note in chain.notes { StandardOutput.write(note) }
            }
            guard chain.breaks.isEmpty else { throw CommandFailure.failed(chain.breaks.joined(separator: "\n")) }
            if !json { StandardOutput.write("the chain is whole") }
        }
    }
}

/// A record for scripts.
private struct RecordDocument: Encodable {
    let time, kind: String
    let bootSeconds: Double
    let device, interlock, signal: String?
    let sentence, detail: String

    init(_ record: JournalRecord) {
        let event = record.event
        time = event.wallTime.iso8601
        kind = event.kind.word
        bootSeconds = event.time.seconds(since: BootInstant(nanoseconds: 0))
        device = record.device
        interlock = event.interlock.map { "\($0)" }
        signal = event.signal.map { "\($0)" }
        sentence =
            HouseEvent(
                time: event.wallTime, kind: event.kind, device: record.device, interlock: event.interlock,
                detail: event.detail
            ).sentence
        detail = event.detail
    }

    enum CodingKeys: String, CodingKey {
        case time, kind, device, interlock, signal, sentence, detail
        case bootSeconds = "boot_s"
    }
}
