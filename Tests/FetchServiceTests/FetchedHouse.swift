// SPDX-License-Identifier: Apache-2.0

import Configuration
import Energy
import Feeds
import FetchService
import Foundation
import HearthTestKit
import HostIO
import Inbox
import Synchronization
import Testing

/// A house with sources of this machine, in a folder of its own that goes away with the test, and a clock that tests move.
final class FetchedHouse {
    let configuration: HearthConfiguration
    let time: MovedTime
    /// Lines for whoever looks after the house.
    private(set) var lines: [String] = []
    private let folder: String
    private var documentsSeen: Set<String> = []
    private var reportsSeen: Set<String> = []

    /// - Parameters:
    ///   - feeds: what stands below `[feeds]`, without the contact.
    ///   - now: the wall clock.
    ///   - currency: of the tariff.
    init(_ feeds: String, now: String, currency: String = "EUR") throws {
        var template = Array("/tmp/hearth-fetch-XXXXXX".utf8CString)
        folder = String(cString: try #require(mkdtemp(&template)))
        let text =
            HearthConfiguration.sampleText.replacing("currency = \"EUR\"", with: "currency = \"\(currency)\"")
            + "\n[feeds]\ncontact = \"me@example.org\"\n" + feeds.replacing("FOLDER", with: folder)
        configuration = try Self.decode(text).keepingState(in: folder, isDryRun: false)
        time = MovedTime(try at(now))
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// Reads a configuration with the profiles that are shipped.
    static func decode(_ text: String) throws -> HearthConfiguration {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let library = ProfileLibrary(folder: "/\(root)/devices")
        return try HearthConfiguration.decode(text.utf8, file: "hearth.toml") { name throws(ProfileFailure) in
            try library.profile(named: name)
        }
    }

    /// Path of a file of the house.
    subscript(name: String) -> String { "\(folder)/\(name)" }

    /// Writes a file of the house.
    func put(_ text: String, as name: String) throws { try DurableFile.write(Array(text.utf8), to: self[name]) }

    /// Fetches, after some minutes.
    ///
    /// - Returns: the reports, which are in the inbox as well.
    @discardableResult func fetch(
        _ selection: FetchSelection = .all, afterMinutes minutes: Int = 0
    ) throws -> [JobRun] {
        time.pass(Double(60 * minutes))
        let fetcher = Fetcher(
            configuration, manners: .patient, wait: time.wait, random: SameBits.middle
        ) { [unowned self] _, line in lines.append(line) }
        let runs = try fetcher.run(selection)
        #expect(try newReports() == runs)
        return runs
    }

    /// What was left for the planner since the last call, in the order it was left.
    func newDocuments() throws -> [FeedDocument] {
        var inbox = FeedInbox(besideDatabase: configuration.databasePath)
        return try inbox.waiting().filter { documentsSeen.insert($0.name).inserted }.map { try $0.document.get() }
    }

    private func newReports() throws -> [JobRun] {
        var inbox = JobRunInbox(besideDatabase: configuration.databasePath)
        return try inbox.waiting().filter { reportsSeen.insert($0.name).inserted }.map { try $0.document.get() }
    }

    /// Reasons and answers that are kept of what was refused.
    func rejected() throws -> (reasons: [String], answers: [String]) {
        let folder = self["inbox/rejected"]
        func texts(_ suffix: String) throws -> [String] {
            try DataFolder.names(in: folder, suffix: suffix).map {
                String(decoding: try DurableFile.read("\(folder)/\($0)\(suffix)"), as: UTF8.self)
            }
        }
        return (try texts(".reason"), try texts(".raw"))
    }
}

/// Clocks that tests move, and that go on where somebody waits.
final class MovedTime {
    private(set) var wall: UTCInstant
    private(set) var pauses: [Double] = []
    private var boot = BootInstant(seconds: 1000)

    init(_ wall: UTCInstant) { self.wall = wall }

    func pass(_ seconds: Double) {
        boot = boot.advanced(bySeconds: seconds)
        wall = wall.advanced(bySeconds: Int(seconds))
    }

    var wait: FeedWait {
        FeedWait(now: { self.boot }, wall: { self.wall }) { seconds in
            self.pauses.append(seconds)
            self.pass(seconds)
            return true
        }
    }
}

extension FeedManners {
    /// With limits that a machine with much else to do keeps too.
    static var patient: FeedManners {
        var manners = FeedManners(version: "0.1.0", contact: "me@example.org")
        (manners.connectSeconds, manners.wholeSeconds, manners.silenceSeconds) = (60, 120, 60)
        return manners
    }
}

/// Gives the same bits each time, so that waits are known.
struct SameBits: RandomNumberGenerator {
    var bits: UInt64

    func next() -> UInt64 { bits }

    /// With which nothing is varied.
    static let middle = SameBits(bits: 1 << 63)
}

/// A moment that is written right.
func at(_ text: String) throws -> UTCInstant { try #require(UTCInstant(iso8601: text)) }

/// The quarter hours between two moments.
func slots(_ first: String, _ end: String) throws -> Range<Slot> {
    Slot(containing: try at(first))..<Slot(containing: try at(end))
}
