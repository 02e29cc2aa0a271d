// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// What the README tells to type works as it stands there, with recordings of the names it uses.
///
/// Commands that need no recording are typed by `.ci/run`.
@Suite struct ReadmeTests {
    /// The words after `hearth` of each line of a block that is marked `<!-- test: NAME -->`.
    private func commands(_ name: String) throws -> [[String]] {
        let text = try String(contentsOf: Hearth.root.appendingPathComponent("README.md"), encoding: .utf8)
        let marked = try #require(text.components(separatedBy: "<!-- test: \(name) -->\n```sh\n").dropFirst().first)
        let block = try #require(marked.components(separatedBy: "```").first)
        return block.split(separator: "\n").map { line in
            line.split(separator: " ").map(String.init)
        }
    }

    @Test func forecasts_asTyped() throws {
        let folder = try Folder()
        _ = try folder.put(Recordings.home(days: 80), as: "home.csv")
        _ = try folder.put(Recordings.market(days: 165), as: "prices.csv")
        let files: Set = ["home.csv", "prices.csv", "demand.model", "demand.svg"]
        for words in try commands("forecasts") {
            #expect(words.first == "hearth")
            let finished = try Hearth.run(words.dropFirst().map { files.contains($0) ? folder[$0] : $0 })
            #expect(finished.code == 0 && !finished.output.isEmpty, "\(words): \(finished.error)")
        }
        #expect(try Set(folder.names) == files)
    }
}
