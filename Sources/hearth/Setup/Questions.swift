// SPDX-License-Identifier: Apache-2.0

import Energy
import Glibc

/// Questions on a terminal, or answers from a pipe: one a line, an empty one for what is proposed.
struct Questions {
    /// What a person is told and asked goes to standard error: standard output is for results.
    func tell(_ text: String) { StandardError.write(text) }

    /// Asks until the answer can be used.
    ///
    /// - Parameters:
    ///   - proposal: taken for an empty answer, nil where there is none.
    ///   - expected: what is said of an answer that cannot be used.
    ///   - read: the value of an answer, nil where it cannot be used.
    /// - Throws: exit code 2 where the answers end and there is no proposal.
    func ask<Value>(
        _ question: String, proposal: String?, expected: String, read: (String) -> Value?
    ) throws -> Value {
        while true {
            let shown = proposal.flatMap { $0.isEmpty ? nil : " [\($0)]" } ?? ""
            StandardError.writeRaw("\(question)\(shown): ")
            let line = readLine()
            // A pipe shows no answer of its own.
            if line == nil || isatty(0) == 0 { StandardError.write(line ?? "") }
            let answer = Self.trimmed(line ?? "")
            let word = answer.isEmpty ? proposal ?? "" : answer
            if let value = read(word) { return value }
            guard line != nil else {
                throw CommandFailure.usage("the answers end at \"\(question)\", expected \(expected)")
            }
            tell("  found \"\(word)\", expected \(expected)")
        }
    }

    /// A text that is not empty.
    func text(_ question: String, proposal: String?) throws -> String {
        try ask(question, proposal: proposal, expected: "a text") { $0.isEmpty ? nil : $0 }
    }

    /// A number in a range; a comma is read as a point.
    func number(_ question: String, in range: ClosedRange<Double>, proposal: Double?) throws -> Double {
        let bounds = [range.lowerBound, range.upperBound].map { decimalText($0, decimals: 3, trimmed: true) }
        return try ask(
            question, proposal: proposal.map { decimalText($0, decimals: 4, trimmed: true) },
            expected: "a number from \(bounds[0]) to \(bounds[1])"
        ) { text in
            Double(text.map { $0 == "," ? "." : String($0) }.joined()).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// Yes or no.
    func yes(_ question: String, proposal: Bool) throws -> Bool {
        try ask(question, proposal: proposal ? "yes" : "no", expected: "yes or no") { text in
            switch text.lowercased() {
            case "y", "yes": true
            case "n", "no": false
            default: nil
            }
        }
    }

    /// One of some words.
    func choice(_ question: String, of words: [String], proposal: String) throws -> String {
        try ask(question, proposal: proposal, expected: words.joined(separator: " or ")) {
            words.contains($0) ? $0 : nil
        }
    }

    private static func trimmed(_ text: String) -> String {
        let kept = text.drop { $0.isWhitespace }
        return String(kept.reversed().drop { $0.isWhitespace }.reversed())
    }
}
