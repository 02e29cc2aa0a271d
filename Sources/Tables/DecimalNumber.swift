// SPDX-License-Identifier: Apache-2.0

/// The number that bytes spell as `-12.5e3`, correctly rounded; nil for anything else, `nan` and `inf` included.
///
/// No leading plus, no spaces, at least one digit on each side of a point; too large for a `Double` is nil.
func decimalNumber(_ bytes: ArraySlice<UInt8>) -> Double? {
    var index = bytes.startIndex
    let isNegative = index < bytes.endIndex && bytes[index] == UInt8(ascii: "-")
    if isNegative { index += 1 }
    var significand: UInt64 = 0
    var digits = 0
    func readDigits() -> Int {
        let start = index
        while index < bytes.endIndex, let digit = digitValue(bytes[index]) {
            // Wraps beyond 19 digits, where the slow path below takes over.
            significand = significand &* 10 &+ UInt64(digit)
            if significand != 0 { digits += 1 }
            index += 1
        }
        return index - start
    }
    guard readDigits() > 0 else { return nil }
    var exponent = 0
    if index < bytes.endIndex, bytes[index] == UInt8(ascii: ".") {
        index += 1
        let decimals = readDigits()
        guard decimals > 0 else { return nil }
        exponent = -decimals
    }
    if index < bytes.endIndex {
        guard let (written, end) = writtenExponent(bytes, from: index), end == bytes.endIndex else { return nil }
        exponent += written
    }
    // Exact significand, exact power, one rounding: William Clinger, "How to Read Floating Point Numbers Accurately".
    if digits <= 15, (-22...22).contains(exponent) {
        let magnitude = Double(significand)
        let value = exponent < 0 ? magnitude / powersOfTen[-exponent] : magnitude * powersOfTen[exponent]
        return isNegative ? -value : value
    }
    let value = Double(String(decoding: bytes, as: UTF8.self))
    return value?.isFinite == true ? value : nil
}

/// Reads `e5` or `E-5`; magnitudes beyond any number's stay at 9999.
private func writtenExponent(_ bytes: ArraySlice<UInt8>, from start: Int) -> (value: Int, end: Int)? {
    guard bytes[start] == UInt8(ascii: "e") || bytes[start] == UInt8(ascii: "E") else { return nil }
    var index = start + 1
    let isNegative = index < bytes.endIndex && bytes[index] == UInt8(ascii: "-")
    if isNegative || (index < bytes.endIndex && bytes[index] == UInt8(ascii: "+")) { index += 1 }
    let firstDigit = index
    var value = 0
    while index < bytes.endIndex, let digit = digitValue(bytes[index]) {
        value = min(9999, value * 10 + digit)
        index += 1
    }
    return index > firstDigit ? (isNegative ? -value : value, index) : nil
}

private func digitValue(_ byte: UInt8) -> Int? {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) ? Int(byte &- UInt8(ascii: "0")) : nil
}

/// 10^0...10^22, the powers of ten that a `Double` holds exactly.
private let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
    1e20, 1e21, 1e22,
]
