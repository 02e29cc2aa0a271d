// SPDX-License-Identifier: Apache-2.0

/// What has been said, so that a fault that lasts is said once; of many different ones the latest are remembered.
struct SaidOnce {
    /// Texts remembered at most.
    static let limit = 64

    private var texts: [String] = []

    /// True for a text that is not among the latest; it is from now on.
    mutating func isNew(_ text: String) -> Bool {
        guard !texts.contains(text) else { return false }
        if texts.count == Self.limit { texts.removeFirst() }
        texts.append(text)
        return true
    }
}
