// SPDX-License-Identifier: Apache-2.0

/// The candidate that `word` most likely stands for, nil when none is close.
///
/// Close is an edit distance of up to a third of the word's length (1...3), or one being the start of the other.
func nearest(to word: String, in candidates: [String]) -> String? {
    let limit = max(1, min(3, word.utf8.count / 3))
    let ranked = candidates.map { (candidate: $0, distance: editDistance(word, $0)) }
    let best = ranked.min { $0.distance < $1.distance }
    if let best, best.distance <= limit { return best.candidate }
    return candidates.first { candidate in
        min(candidate.utf8.count, word.utf8.count) >= 3 && (candidate.hasPrefix(word) || word.hasPrefix(candidate))
    }
}

/// Levenshtein's distance: insertions, deletions and replacements of bytes that turn `a` into `b`.
private func editDistance(_ a: String, _ b: String) -> Int {
    let b = Array(b.utf8)
    var row = Array(0...b.count)
    for (i, byte) in a.utf8.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for j in b.indices {
            let replaced = diagonal + (byte == b[j] ? 0 : 1)
            diagonal = row[j + 1]
            row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
        }
    }
    return row[b.count]
}
