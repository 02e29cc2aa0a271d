// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

@testable import Tables

private func parsed(_ text: String) -> Double? { decimalNumber(Array(text.utf8)[...]) }

@Test(arguments: [
    "0", "-0", "1", "-12.5", "0.1", "0.02386", "123456789012345", "1234567890123456789", "9007199254740993",
    "9007199254740992.5", "0.000000000000000000000000001", "1e22", "1e23", "-1E-22", "1e+3", "1.7976931348623157e308",
    "4.9e-324", "1e-400", "3.14159265358979323846264338327950288", "00012.50", "2.2250738585072011e-308",
    "179769313486231570000000000000000000000", "0.30000000000000004", "8.5e15",
])
func number_isWhatTheCLibraryReads(text: String) throws {
    #expect(try #require(parsed(text)).bitPattern == strtod(text, nil).bitPattern)
}

@Test func randomNumbers_areWhatTheCLibraryReads() throws {
    var state: UInt64 = 42
    func next(_ bound: UInt64) -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (state >> 33) % bound
    }
    for _ in 0..<20_000 {
        let whole = (0..<(1 + next(12))).map { _ in "\(next(10))" }.joined()
        let decimals = (0..<next(12)).map { _ in "\(next(10))" }.joined()
        let exponent = next(3) == 0 ? "e\(Int(next(60)) - 30)" : ""
        let text = (next(2) == 0 ? "-" : "") + whole + (decimals.isEmpty ? "" : "." + decimals) + exponent
        #expect(parsed(text)?.bitPattern == strtod(text, nil).bitPattern, "\(text)")
    }
}

@Test(arguments: [
    "", "-", "+1", " 1", "1 ", ".5", "5.", "1.e3", "e5", "1e", "1e+", "1.2.3", "0x10", "nan", "inf", "-inf", "1,5",
    "1e400",
    "1_000", "١", "--1", "1-",
])
func anythingElse_isNoNumber(text: String) {
    #expect(parsed(text) == nil)
}
