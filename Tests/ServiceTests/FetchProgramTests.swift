// SPDX-License-Identifier: Apache-2.0

import Energy
import HearthTestKit
import HostIO
import Inbox
import Testing

/// `hearth-fetch` as a process, against a server of this machine.
@Suite struct FetchProgramTests {
    /// Prices of any day, in the market's file for it.
    private static func prices(_ requests: [SwitchedServer.Request]) -> SwitchedServer.Answer {
        let parts = requests.last?.target.split(separator: "/") ?? []
        guard parts.count == 5, let date = UTCInstant(iso8601: "\(parts[3])-\(parts[4].prefix(5))")?.date else {
            return .http(404)
        }
        let entries = LocalDay(date, in: .centralEuropean).slots.map { slot in
            """
            {"SEK_per_kWh":0.8,"EUR_per_kWh":0.1,"EXR":8,"time_start":"\(slot.start)","time_end":"\(slot.end)"}
            """
        }
        return .http(200, [], "[\(entries.joined(separator: ","))]")
    }

    private func configured(_ folder: Folder, port: UInt16) throws -> String {
        let text =
            folder.sampleText(ports: [1, 2, 3], statusPort: 4) + """

                [feeds]
                contact = "me@example.org"
                state = "\(folder["fetch"])"
                [[feeds.price]]
                source = "elprisetjustnu"
                zone = "SE4"
                server = "http://127.0.0.1:\(port)"
                """
        return try folder.put(text, as: "hearth.toml")
    }

    @Test func program_leavesADocumentAndAReport_andEnds() throws {
        let folder = try Folder()
        let server = try SwitchedServer(answering: Self.prices)
        let path = try configured(folder, port: server.port)
        let program = try Program("hearth-fetch", ["--config", path, "--only", "price"], folder: folder)
        #expect(program.end(within: 60) == 0, "\(program.log)")
        var reports = JobRunInbox(besideDatabase: folder["hearth.sqlite"])
        let report = try #require(try reports.waiting().first?.document.get())
        #expect(report.job == "fetch-prices" && report.outcome == .succeeded && report.error == nil)
        var inbox = FeedInbox(besideDatabase: folder["hearth.sqlite"])
        let documents = try inbox.waiting().map { try $0.document.get() }
        #expect(documents.map(\.source) == ["elprisetjustnu"] && documents.map(\.currency) == ["EUR"])
        let series = try #require(documents.first?.series[.spotPrice])
        #expect(series.slots.count == report.rows && series.slots.allSatisfy { series[$0] == 0.1 })
        #expect(program.log.contains("fetch-prices: \(report.rows) numbers from elprisetjustnu"))
        // All that there is: the next run asks nobody.
        let asked = server.requests.count
        let second = try Program("hearth-fetch", ["--config", path], folder: folder)
        #expect(second.end(within: 60) == 0 && server.requests.count == asked, "\(second.log)")
    }

    @Test func failure_isExitCode1_andWrongConfiguration2() throws {
        let folder = try Folder()
        let server = try SwitchedServer(.http(400))
        let path = try configured(folder, port: server.port)
        let failing = try Program("hearth-fetch", ["--config", path], folder: folder)
        #expect(failing.end(within: 60) == 1)
        #expect(failing.log.contains("elprisetjustnu: status 400: the source does not understand the question"))
        #expect(failing.log.contains("hearth-fetch: fetch-prices failed"))

        try folder.put(try folder.text("hearth.toml").replacing("\"SE4\"", with: "\"SE9\""), as: "hearth.toml")
        let wrong = try Program("hearth-fetch", ["--config", path], folder: folder)
        #expect(wrong.end(within: 60) == 2)
        #expect(wrong.log.contains("feeds.price[0]: elprisetjustnu has no prices of SE9, only of SE1, SE2, SE3, SE4"))

        let usage = try Program("hearth-fetch", ["--config"], folder: folder)
        #expect(usage.end(within: 60) == 2)
        #expect(usage.log.contains("hearth-fetch: found --config, expected --config FILE [--only KIND|SOURCE]"))
    }

    @Test func helpAndVersion_areSaid() throws {
        let folder = try Folder()
        let help = try Program("hearth-fetch", ["--help"], folder: folder)
        #expect(help.end(within: 60) == 0 && help.output.contains("example: hearth-fetch --config"))
        let version = try Program("hearth-fetch", ["--version"], folder: folder)
        #expect(version.end(within: 60) == 0 && version.output == "hearth-fetch \(ServiceVersion.text)\n")
    }
}
