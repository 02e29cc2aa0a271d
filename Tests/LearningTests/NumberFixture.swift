// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// Named lists of numbers from a text file beside the tests: `name number number ...` on each line.
struct NumberFixture {
    private let lists: [String: [Double]]

    init(_ name: String, file: String = #filePath) throws {
        let folder = file.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        let bytes = try Data(contentsOf: URL(filePath: folder + "/Fixtures/" + name))
        var lists: [String: [Double]] = [:]
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") where !line.hasPrefix("#") {
            let words = line.split(separator: " ")
            lists[String(words[0])] = words.dropFirst().compactMap { Double($0) }
        }
        self.lists = lists
    }

    subscript(name: String) -> [Double] { lists[name] ?? [] }
}

/// Largest difference of two lists; infinite when their lengths differ or there is nothing to compare.
func largestDifference(_ a: [Double], _ b: [Double]) -> Double {
    guard a.count == b.count, !a.isEmpty else { return .infinity }
    return zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1)) }
}
