// SPDX-License-Identifier: Apache-2.0

/// A number as decimal text, written by hand because `String(format:)` would pull in full Foundation.
///
/// - Parameters:
///   - value: any number; NaN and infinities are written as `nan`, `inf`, `-inf`.
///   - decimals: digits after the point, 0...9.
///   - trimmed: true removes trailing zeros after the point (and the point itself).
/// - Returns: the text, rounded half away from zero; magnitudes of 2^53 and more in Swift's own notation.
public func decimalText(_ value: Double, decimals: Int, trimmed: Bool = false) -> String {
    guard value.isFinite else { return value.isNaN ? "nan" : (value < 0 ? "-inf" : "inf") }
    let digits = max(0, min(9, decimals))
    var scale: Int64 = 1
    for _ in 0..<digits { scale *= 10 }
    let scaled = (value.magnitude * Double(scale)).rounded(.toNearestOrAwayFromZero)
    guard scaled < 9_007_199_254_740_992 else { return "\(value)" }
    let whole = Int64(scaled)
    var text = "\(whole / scale)"
    if digits > 0 {
        let fraction = "\(whole % scale)"
        var tail = String(repeating: "0", count: digits - fraction.count) + fraction
        if trimmed { while tail.last == "0" { tail.removeLast() } }
        if !tail.isEmpty { text += "." + tail }
    }
    return value < 0 && whole != 0 ? "-" + text : text
}
