// SPDX-License-Identifier: Apache-2.0

import Tables
import Testing

private func content(_ bytes: [UInt8], limit: Int = 1000) throws -> String {
    String(decoding: try Gzip.decompress(bytes, limit: limit), as: UTF8.self)
}

@Test func foreignGzip_isRead_andMembersFollowEachOther() throws {
    #expect(try content(GzipFixtures.named) == GzipFixtures.namedContent)
    #expect(try content(GzipFixtures.twoMembers) == "hello, quarter hour\n")
}

@Test func truncation_atEveryByte_isOneErrorWithTheOffset() throws {
    for end in GzipFixtures.named.indices {
        let expected = GzipError.truncated(atByte: end)
        #expect(throws: expected) { try Gzip.decompress(Array(GzipFixtures.named[..<end]), limit: 1000) }
    }
    let whole = GzipFixtures.twoMembers
    let second = try #require(whole.indices.dropFirst().first { whole[$0...].starts(with: [0x1f, 0x8b, 8]) })
    for end in whole.indices.dropFirst() where end != second {
        #expect(throws: GzipError.truncated(atByte: end)) { try Gzip.decompress(Array(whole[..<end]), limit: 1000) }
    }
    #expect(try content(Array(whole[..<second])) == "hello, ")
}

@Test func corruption_isOneErrorWithTheOffset() {
    var bytes = GzipFixtures.named
    bytes[2] = 7
    #expect(throws: GzipError.corrupt(atByte: 4, reason: "unknown compression method")) {
        try Gzip.decompress(bytes, limit: 1000)
    }
    bytes = GzipFixtures.named
    bytes[bytes.count - 8] ^= 1
    #expect(throws: GzipError.corrupt(atByte: bytes.count - 4, reason: "incorrect data check")) {
        try Gzip.decompress(bytes, limit: 1000)
    }
    #expect(throws: GzipError.corrupt(atByte: 2, reason: "incorrect header check")) {
        try Gzip.decompress(Array("no gzip".utf8), limit: 1000)
    }
    let trailing = GzipFixtures.named + Array("tail".utf8)
    #expect(throws: GzipError.corrupt(atByte: GzipFixtures.named.count + 2, reason: "incorrect header check")) {
        try Gzip.decompress(trailing, limit: 1000)
    }
}

/// The checksum covers the content, so a changed byte can only pass where it means nothing to us: time, system and name
/// in the header, and the bits that fill up the last byte of the deflate data.
@Test func everyChangedByte_isAnErrorOrLeavesTheContent() {
    for index in GzipFixtures.named.indices {
        var bytes = GzipFixtures.named
        bytes[index] ^= 0x10
        if let text = try? content(bytes) {
            #expect(text == GzipFixtures.namedContent)
            #expect(index < 20 || index == GzipFixtures.named.count - 9)
        }
    }
}

@Test func limit_isKept_exactly() throws {
    let size = GzipFixtures.namedContent.utf8.count
    #expect(try content(GzipFixtures.named, limit: size).utf8.count == size)
    #expect(throws: GzipError.tooLarge(limit: size - 1)) {
        try Gzip.decompress(GzipFixtures.named, limit: size - 1)
    }
    let bomb = try Gzip.compress([UInt8](repeating: 0, count: 1 << 22))
    #expect(bomb.count < 5000)
    #expect(throws: GzipError.tooLarge(limit: 1 << 20)) { try Gzip.decompress(bomb, limit: 1 << 20) }
}

@Test(arguments: [0, 1, 65535, 65536, 65537, (1 << 20) + 3])
func compressedBytes_comeBack(count: Int) throws {
    // A linear congruential sequence: hardly compressible, so that every buffer is crossed.
    var state: UInt32 = 1
    let bytes = (0..<count).map { _ -> UInt8 in
        state = state &* 1_664_525 &+ 1_013_904_223
        return UInt8(truncatingIfNeeded: state >> 24)
    }
    let packed = try Gzip.compress(bytes)
    #expect(Gzip.isGzip(packed))
    #expect(try Gzip.decompress(packed, limit: count) == bytes)
    #expect(try Gzip.compress(bytes) == packed)
}

@Test func errors_readWell() {
    #expect(GzipError.truncated(atByte: 55).description == "gzip data end early at byte 55")
    #expect(
        GzipError.corrupt(atByte: 3, reason: "unknown compression method").description
            == "gzip data are damaged at byte 3 (unknown compression method)")
    #expect(GzipError.tooLarge(limit: 9).description == "gzip data hold more than 9 bytes")
}
