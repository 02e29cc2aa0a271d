// SPDX-License-Identifier: Apache-2.0

import Energy
import Glibc
import HostIO
import Inbox
import Testing

@Suite struct FeedInboxTests {
    private let home: TemporaryInbox
    private let now = UTCInstant(secondsSinceEpoch: 1_770_000_000)

    init() throws {
        home = try TemporaryInbox()
        try FeedInbox(besideDatabase: home.database).make()
    }

    private func document(
        _ source: String = "entsoe", after seconds: Int = 0, kind: FeedKind = .carbon, value: Double = 41
    ) -> FeedDocument {
        let quantity: FeedQuantity = kind == .carbon ? .carbonIntensity : .pvPower
        return FeedDocument(
            source: source, kind: kind, place: "SE3", nature: .forecast,
            fetchedAt: now.advanced(bySeconds: seconds),
            series: [quantity: SlotSeries(firstSlot: Slot(containing: now), values: [value])])
    }

    private func inbox() -> FeedInbox { FeedInbox(besideDatabase: home.database) }

    /// What makes a document what it is, in a line.
    private func name(_ document: FeedDocument) -> String {
        "\(document.fetchedAt.secondsSinceEpoch - now.secondsSinceEpoch) \(document.source) \(document.kind)"
    }

    private func waiting(_ inbox: inout FeedInbox) throws -> [String] {
        try inbox.waiting().map { name(try $0.document.get()) }
    }

    /// Names in the folder, without the one of what was refused.
    private func names() -> [String] { DataFolder.names(in: inbox().folder, suffix: "").filter { $0 != "rejected" } }

    private func refused() -> [String] { DataFolder.names(in: inbox().rejected.folder, suffix: "") }

    @Test func documents_waitInOrderOfTime_eachUnderItsOwnName() throws {
        var inbox = inbox()
        #expect(inbox.waiting().isEmpty)
        for document in [
            document("b", after: 60), document("a", after: 60), document("a", after: 60, kind: .solar),
            document("z", after: -3600), document("c", after: 86_400),
        ] { try inbox.leave(document) }
        #expect(
            try waiting(&inbox) == ["-3600 z carbon", "60 a carbon", "60 a solar", "60 b carbon", "86400 c carbon"])
        #expect(names().allSatisfy { $0.hasPrefix("2026020") && $0.hasSuffix(".feed") })
        #expect(names().first?.hasPrefix("20260202T014000Z-z-carbon-") == true)
        for document in inbox.waiting() { try inbox.takeAway(document) }
        #expect(inbox.waiting().isEmpty && names().isEmpty)
    }

    /// The parts of a long history are fetched within a second.
    @Test func documentsOfOneSecond_doNotReplaceEachOther_andTheSameIsOne() throws {
        var inbox = inbox()
        for value in [1.0, 2, 2] { try inbox.leave(document(value: value)) }
        let values = try inbox.waiting().map { try $0.document.get().series[.carbonIntensity]?[Slot(containing: now)] }
        #expect(values.count == 2 && Set(values) == [1, 2])
    }

    @Test func answer_liesBesideItsDocument_andGoesWithIt() throws {
        var inbox = inbox()
        let path = try inbox.leave(document(), raw: Array("{\"carbon\": 41}".utf8))
        let raw = path.dropLast(4) + "raw"
        #expect(try DurableFile.read(String(raw)) == Array("{\"carbon\": 41}".utf8))
        let found = try #require(inbox.waiting().first)
        #expect(inbox.path(found) == path)
        try inbox.takeAway(found)
        #expect(names().isEmpty)
    }

    @Test func longAnswer_isKeptByItsBeginning() throws {
        let path = try inbox().leave(document(), raw: [UInt8](repeating: 65, count: FeedInbox.longestRaw + 1))
        #expect(DurableFile.size(String(path.dropLast(4) + "raw")) == FeedInbox.longestRaw)
    }

    @Test func nameOfASource_leadsNowhere() throws {
        var inbox = inbox()
        let path = try inbox.leave(document("../../x y\u{E9}"))
        #expect(path.hasPrefix("\(inbox.folder)/20260202T024000Z-______x_y_-carbon-"))
        #expect(try inbox.waiting().map { try $0.document.get().source } == ["../../x y\u{E9}"])
    }

    @Test func documentThatIsNone_isNotLeft() {
        let fault = #expect(throws: DocumentFault.self) { try inbox().leave(document("a\nb")) }
        guard case .text? = fault else { return #expect(Bool(false), "\(String(describing: fault))") }
        #expect(names().isEmpty)
    }

    @Test func documentThatWasReplacedMeanwhile_isNotTakenAwayUnread() throws {
        var inbox = inbox()
        let path = try inbox.leave(document(), raw: [1])
        let old = try #require(inbox.waiting().first)
        // The same content is left anew, under the same name.
        try inbox.leave(document(), raw: [2])
        try inbox.takeAway(old)
        #expect(inbox.waiting().count == 1)
        #expect(try DurableFile.read(String(path.dropLast(4) + "raw")) == [2])
    }

    @Test func pipesLinksAndNonsense_areFaults_andTakenAway() throws {
        try #require(mkfifo(home["a.feed"], 0o600) == 0)
        try DurableFile.write(Array(document().text().utf8), to: home["elsewhere"])
        try #require(symlink(home["elsewhere"], home["b.feed"]) == 0)
        try DurableFile.write([UInt8](repeating: 10, count: FeedDocument.longestText + 1), to: home["c.feed"])
        try DurableFile.write(Array("nonsense".utf8), to: home["d.feed"])
        var inbox = inbox()
        let found = inbox.waiting()
        #expect(found.map(\.name) == ["a", "b", "c", "d"])
        for waiting in found {
            #expect(throws: DocumentFault.self) { try waiting.document.get() }
            try inbox.reject(waiting, reason: "no document", now: now)
        }
        guard case .failure(let fault) = found[3].document else { return #expect(Bool(false)) }
        #expect("\(fault)" == "line 1: found \"nonsense\", expected feed = the version 1")
        #expect(inbox.waiting().isEmpty && FileIdentity(home["elsewhere"]) != nil)
        #expect(
            refused() == [
                "20260202T024000Z-a.reason", "20260202T024000Z-b.reason", "20260202T024000Z-c.reason",
                "20260202T024000Z-d.feed", "20260202T024000Z-d.reason",
            ])
    }

    @Test func refusedDocument_isKeptWithItsAnswerAndTheReason() throws {
        var inbox = inbox()
        let document = document("a")
        try inbox.leave(document, raw: Array("body".utf8))
        let waiting = try #require(inbox.waiting().first)
        try inbox.reject(waiting, reason: "the unit\nmay be another", now: now.advanced(bySeconds: 5))
        #expect(names().isEmpty)
        let kept = "\(inbox.rejected.folder)/20260202T024005Z-\(waiting.name)"
        #expect(try DurableFile.read(kept + ".feed") == Array(document.text().utf8))
        #expect(try DurableFile.read(kept + ".raw") == Array("body".utf8))
        #expect(
            try DurableFile.read(kept + ".reason")
                == Array("2026-02-02T02:40:05Z the unit may be another\n".utf8))
        #expect(refused().count == 3)
    }

    /// Whoever crashed between an answer and its document leaves an answer alone.
    @Test func answersWithoutADocument_goAfterAWeek() throws {
        let inbox = inbox()
        try inbox.leave(document(), raw: [1])
        for name in ["20260202T024000Z-b-carbon-0.raw", "20260202T024000Z-b-carbon-0.feed.new", "notes.raw"] {
            try DurableFile.write([2], to: home[name])
        }
        try inbox.prune(now: now.advanced(bySeconds: 7 * 86_400))
        #expect(names().count == 5)
        try inbox.prune(now: now.advanced(bySeconds: 7 * 86_400 + 1))
        #expect(names().count == 3 && names().contains("notes.raw"))
    }

    @Test func whatNobodyTakesIn_isBounded_theOldestGoFirst() throws {
        var inbox = inbox()
        try DurableFile.write(Array(document().text().utf8), to: home["text"])
        for k in 0..<1000 {
            let number = String(repeating: "0", count: 4 - "\(k)".count) + "\(k)"
            // A thousand files written durably would take a minute on some disks.
            try #require(link(home["text"], home["20260101T00\(number)Z-a-carbon-0.feed"]) == 0)
        }
        try DurableFile.write([1], to: home["20260101T000000Z-a-carbon-0.raw"])
        try inbox.leave(document(after: 60))
        let found = inbox.waiting()
        #expect(found.count == 1000 && found.first?.name == "20260101T000001Z-a-carbon-0")
        #expect(found.last?.name.hasPrefix("20260202T024100Z") == true)
        #expect(FileIdentity(home["20260101T000000Z-a-carbon-0.raw"]) == nil)
    }
}

@Suite struct RejectedFeedsTests {
    private let home: TemporaryInbox
    private let inbox: FeedInbox
    private let now = UTCInstant(secondsSinceEpoch: 1_770_000_000)

    init() throws {
        home = try TemporaryInbox()
        inbox = FeedInbox(besideDatabase: home.database)
        try inbox.make()
    }

    private func names() -> [String] { DataFolder.names(in: inbox.rejected.folder, suffix: "") }

    private func keep(after seconds: Int, _ source: String = "a", bytes: Int = 1) throws {
        try inbox.rejected.keep(
            raw: [UInt8](repeating: 66, count: bytes), of: source, reason: "status 200, and no JSON",
            now: now.advanced(bySeconds: seconds))
    }

    @Test func answer_isKeptWithItsReason_andCutWhereItIsLong() throws {
        try keep(after: 0, "tibber", bytes: FeedInbox.longestRaw + 5)
        #expect(names() == ["20260202T024000Z-tibber.raw", "20260202T024000Z-tibber.reason"])
        #expect(DurableFile.size("\(inbox.rejected.folder)/\(names()[0])") == FeedInbox.longestRaw)
    }

    @Test func refusals_goAfterAWeek_andThoseOfAClockThatWasAhead() throws {
        for seconds in [0, 1, 86_400 * 3] { try keep(after: seconds) }
        try DurableFile.write([1], to: "\(inbox.rejected.folder)/notes.txt")
        try inbox.prune(now: now.advanced(bySeconds: 7 * 86_400))
        #expect(names().count == 7)
        try inbox.prune(now: now.advanced(bySeconds: 7 * 86_400 + 1))
        #expect(names().count == 5)
        try inbox.prune(now: now.advanced(bySeconds: 86_400 * 2))
        #expect(names().count == 5)
        try inbox.prune(now: now.advanced(bySeconds: 86_400 * 2 - 1))
        #expect(names() == ["20260202T024001Z-a.raw", "20260202T024001Z-a.reason", "notes.txt"])
    }

    @Test func atMost64_areKept_theLatest() throws {
        for seconds in 0..<70 { try keep(after: seconds) }
        #expect(names().count == 128)
        #expect(names().first == "20260202T024006Z-a.raw" && names().last == "20260202T024109Z-a.reason")
    }

    @Test func atMost32Mebibytes_areKept_theLatest() throws {
        for seconds in 0..<20 { try keep(after: seconds, bytes: FeedInbox.longestRaw) }
        // A reason takes its bytes too.
        #expect(names().count == 30 && names().first == "20260202T024005Z-a.raw")
    }
}

@Suite struct JobRunInboxTests {
    private let home: TemporaryInbox

    init() throws { home = try TemporaryInbox() }

    private func run(_ job: String, end: Int) -> JobRun {
        JobRun(
            job: job, start: UTCInstant(secondsSinceEpoch: end - 9), end: UTCInstant(secondsSinceEpoch: end),
            attempts: 1, outcome: .succeeded, rows: 96)
    }

    @Test func reports_waitInOrderOfTheirEnds_besideDocuments() throws {
        var inbox = JobRunInbox(besideDatabase: home.database)
        let runs = [run("b", end: 1_770_000_000), run("a", end: 1_770_000_001), run("c", end: 1_769_999_999)]
        for run in runs { try inbox.leave(run) }
        try DurableFile.write(Array("nonsense".utf8), to: home["x.run"])
        let found = inbox.waiting()
        #expect(try found.dropLast().map { try $0.document.get() } == [runs[2], runs[0], runs[1]])
        #expect(inbox.path(found[0]) == home["20260202T023959Z-c.run"])
        let fault = #expect(throws: DocumentFault.self) { try found[3].document.get() }
        #expect(fault?.description == "line 1: found \"nonsense\", expected job_run = the version 1")
        for report in found { try inbox.takeAway(report) }
        #expect(inbox.waiting().isEmpty)
        var feeds = FeedInbox(besideDatabase: home.database)
        #expect(feeds.waiting().isEmpty)
    }

    @Test func reportThatIsNone_isNotLeft() {
        let inbox = JobRunInbox(besideDatabase: home.database)
        #expect(throws: DocumentFault.self) { try inbox.leave(run("../a", end: 1_770_000_000)) }
        #expect(DataFolder.names(in: inbox.folder, suffix: "").isEmpty)
    }
}
