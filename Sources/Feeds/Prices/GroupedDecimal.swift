// SPDX-License-Identifier: Apache-2.0

/// Decimal numbers whose thousands may be set apart by commas.
enum GroupedDecimal {
    /// Reads `-41.20`, `1234.5` or `1,234.50`; nil for anything else, such as `1,2`, `1e3`, `inf`.
    static func read(_ text: String) -> Double? {
        let isNegative = text.hasPrefix("-")
        let halves = text.dropFirst(isNegative ? 1 : 0).split(
            separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let groups = (halves.first ?? "").split(separator: ",", omittingEmptySubsequences: false)
        guard groups.allSatisfy(isDigits), halves.dropFirst().allSatisfy(isDigits) else { return nil }
        guard groups.count == 1 || groups[0].count <= 3 && groups.dropFirst().allSatisfy({ $0.count == 3 }) else {
            return nil
        }
        let plain = groups.joined() + (halves.count > 1 ? "." + halves[1] : "")
        guard let magnitude = Double(plain), magnitude.isFinite else { return nil }
        return isNegative ? -magnitude : magnitude
    }

    private static func isDigits(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}
