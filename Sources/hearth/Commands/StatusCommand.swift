// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import HostIO

/// `hearth status`: what the house does now, from the status endpoint.
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Shows what the house does now, why, and what it plans.",
        discussion: """
            Asks the status endpoint of `hearthd` or `hearth run`. Exit code 1 when it cannot be reached or its data is \
            stale. With --watch the picture is renewed with every cycle until Ctrl-C, and taken away while nothing is heard.

            Example: hearth status --watch
            Example: hearth status --url http://hearth.lan:8480 --token-file ~/hearth.token --json
            """)

    @Option(help: "Address of the status endpoint.")
    var url: String = "http://127.0.0.1:8480"

    @Option(name: .customLong("token-file"), help: "File with the token, where the endpoint wants one.")
    var tokenFile: String?

    @Flag(help: "Print the document of the API as it is.")
    var json = false

    @Flag(help: "Renew the picture until Ctrl-C.")
    var watch = false

    func run() throws {
        if json && watch { throw CommandFailure.usage("--json: found with --watch, expected one of the two") }
        StopSignal.install()
        var client = try StatusClient(url: url, token: try tokenFile.map { try StatusClient.token(in: $0) })
        if watch { return try StatusWatch(client, url: url).run() }
        let document = try client.get("/api/v1/status")
        let report = try StatusReport(document)
        if json {
            StandardOutput.write(String(decoding: document, as: UTF8.self))
        } else {
            StandardOutput.write(StatusText.text(report, try client.surroundings()))
        }
        if let stale = report.staleness { throw CommandFailure.failed(stale) }
    }
}
