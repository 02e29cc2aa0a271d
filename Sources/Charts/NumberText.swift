// SPDX-License-Identifier: Apache-2.0

import Energy

/// A number for people: a true minus sign, groups of three digits from 10 000 on.
func numberText(_ value: Double, decimals: Int, trimmed: Bool = false) -> String {
    let text = decimalText(value, decimals: decimals, trimmed: trimmed)
    let isNegative = text.hasPrefix("-")
    let parts = text.drop { $0 == "-" }.split(separator: ".", maxSplits: 1)
    var whole = parts.first.map(Array.init) ?? []
    if whole.count > 4 {
        for place in stride(from: whole.count - 3, to: 0, by: -3) { whole.insert("\u{202F}", at: place) }
    }
    return (isNegative ? "\u{2212}" : "") + String(whole) + (parts.count > 1 ? "." + parts[1] : "")
}

/// A number for people with about three digits that count.
func shortNumberText(_ value: Double) -> String {
    let size = abs(value)
    let decimals = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : size >= 0.01 ? 3 : 6
    return numberText(value, decimals: decimals, trimmed: true)
}
