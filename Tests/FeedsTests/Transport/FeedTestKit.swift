// SPDX-License-Identifier: Apache-2.0

import Energy
import Feeds
import Foundation

/// A source of which a page is a number, and on a second line the address of the next page.
struct NumberSource: FeedSource {
    var rules = FeedRules(name: "numbers", kind: .price, attribution: "nobody")
    let place = "SE3"
    /// Whether answers are read while they arrive.
    var isStreamed = false

    func questions(_ slots: Range<Slot>, now: UTCInstant) throws(FeedFault) -> [FeedQuestion] { [] }

    func read(_ body: [UInt8], to question: FeedQuestion) throws(FeedFault) -> FeedPage {
        let lines = String(decoding: body, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        guard let number = lines.first.flatMap({ Double($0) }) else {
            throw .document(at: "line 1", found: "\(lines[0].prefix(9))", expected: "a number")
        }
        return Self.page(number, next: lines.count > 1 ? String(lines[1]) : nil)
    }

    func reader(for question: FeedQuestion) -> (any FeedReader)? { isStreamed ? LineCounter() : nil }

    func refusal(status: Int, body: [UInt8]) -> FeedFault? {
        let text = String(decoding: body, as: UTF8.self)
        return text.hasPrefix("reason: ") ? .refused(String(text.dropFirst(8))) : nil
    }

    /// What an answer with one number says.
    static func page(_ number: Double, next: String? = nil) -> FeedPage {
        let start = UTCInstant(secondsSinceEpoch: 1_800_000_000)
        return FeedPage(
            [.spotPrice: [FeedInterval(start, seconds: 900, number)]], nature: .actual, currency: "SEK", next: next)
    }

    static func question(_ url: String, fields: [(name: String, value: String)] = []) -> FeedQuestion {
        let slot = Slot(containing: UTCInstant(secondsSinceEpoch: 1_800_000_000))
        return FeedQuestion(url: url, fields: fields, slots: slot..<slot.advanced(by: 1))
    }
}

/// Says how many lines it read, and minds a letter.
private struct LineCounter: FeedReader {
    private var lines = 0

    mutating func take(_ bytes: [UInt8]) throws(FeedFault) {
        guard !bytes.contains(UInt8(ascii: "x")) else {
            throw .document(at: "line \(lines + 1)", found: "x", expected: "a number")
        }
        lines += bytes.count { $0 == UInt8(ascii: "\n") }
    }

    mutating func finish() throws(FeedFault) -> FeedPage { NumberSource.page(Double(lines)) }
}

/// Time that passes only where somebody waits, and keeps for how long.
final class PassingTime {
    private(set) var now = BootInstant(seconds: 1000)
    private(set) var pauses: [Double] = []
    /// After how many pauses the caller is to stop.
    var mostPauses = Int.max

    var wait: FeedWait {
        // 2026-11-23T00:00:00Z.
        FeedWait(now: { self.now }, wall: { UTCInstant(secondsSinceEpoch: 1_795_392_000) }) { seconds in
            self.pauses.append(seconds)
            self.now = self.now.advanced(bySeconds: seconds)
            return self.pauses.count <= self.mostPauses
        }
    }
}

extension HTTPRequest {
    /// With limits that a machine with much else to do keeps too: reading the system's authorities alone can take seconds then.
    static func patient(_ url: String, _ fields: [(name: String, value: String)] = []) -> HTTPRequest {
        HTTPRequest(url: url, fields: fields, connectSeconds: 60, wholeSeconds: 120, silenceSeconds: 60)
    }
}

extension FeedManners {
    /// The same for sources, which may be of this machine.
    static var patient: FeedManners {
        var manners = FeedManners(version: "0.1.0", contact: "mail@example.org")
        manners.allowsLoopback = true
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

/// Runs a program of the system to its end.
///
/// - Parameters:
///   - words: the program and its arguments, as a shell would find them.
///   - folder: where it runs.
/// - Returns: what it wrote to standard output.
func output(of words: [String], in folder: String = "/", input: [UInt8] = []) throws -> [UInt8] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = words
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    let (asked, answered, minded) = (Pipe(), Pipe(), Pipe())
    (process.standardInput, process.standardOutput, process.standardError) = (asked, answered, minded)
    try process.run()
    asked.fileHandleForWriting.write(Data(input))
    try asked.fileHandleForWriting.close()
    let bytes = try answered.fileHandleForReading.readToEnd() ?? Data()
    let words = try minded.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw ProgramFailure(words: String(decoding: words, as: UTF8.self)) }
    return [UInt8](bytes)
}

/// What a program that failed wrote to standard error.
struct ProgramFailure: Error {
    let words: String
}
