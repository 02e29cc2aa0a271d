// SPDX-License-Identifier: Apache-2.0

import Glibc
import Tables
import Testing

@Test func content_decidesHowAFileIsRead_andTheNameHowItIsWritten() throws {
    let folder = try TemporaryFolder()
    let disguised = try folder.put(GzipFixtures.named, as: "home.csv")
    #expect(try TableFile.read(disguised) == Array(GzipFixtures.namedContent.utf8))
    let plain = try folder.put("a\n1\n", as: "home.csv.gz")
    #expect(try TableFile.read(plain) == Array("a\n1\n".utf8))

    let text = Array(String(repeating: "0.5,0.5\n", count: 40_000).utf8)
    try TableFile.write(text, to: folder.path + "/out.csv")
    try TableFile.write(text, to: folder.path + "/out.csv.gz")
    #expect(try TableFile.read(folder.path + "/out.csv") == text)
    #expect(try TableFile.read(folder.path + "/out.csv.gz") == text)
    #expect(try size(folder.path + "/out.csv") == text.count)
    #expect(try size(folder.path + "/out.csv.gz") < 5000)
    #expect(folder.names == ["home.csv", "home.csv.gz", "out.csv", "out.csv.gz"])
}

@Test func filesThatCannotBeRead_areNamedWithTheReason() throws {
    let folder = try TemporaryFolder()
    #expect(
        message(folder) { () throws(TableError) in _ = try TableFile.read(folder.path + "/none.csv") } == [
            "none.csv: cannot open: No such file or directory"
        ])
    #expect(
        message(folder) { () throws(TableError) in _ = try TableFile.read(folder.path + "/.") } == [
            ".: cannot read: Is a directory"
        ])
    let short = try folder.put(Array(GzipFixtures.named.dropLast(3)), as: "short.csv.gz")
    #expect(
        message(folder) { () throws(TableError) in _ = try TableFile.read(short) } == [
            "short.csv.gz: gzip data end early at byte \(GzipFixtures.named.count - 3)"
        ])
    for name in ["big.csv", "big.csv.gz"] {
        try TableFile.write(Array(repeating: 10, count: 100_001), to: folder.path + "/" + name)
        #expect(
            message(folder) { () throws(TableError) in _ = try TableFile.read(folder.path + "/" + name, limit: 100_000)
            }
                == ["\(name): holds more than 100000 bytes, the limit for this file"])
    }
}

@Test func write_whenTheFileCannotBeReplaced_leavesNothingBehind() throws {
    let folder = try TemporaryFolder()
    #expect(
        message(folder) { () throws(TableError) in try TableFile.write([1], to: folder.path + "/no/out.csv") } == [
            "no/out.csv: cannot create: No such file or directory"
        ])
    let blocked = folder.path + "/blocked.csv"
    try #require(mkdir(blocked, 0o755) == 0)
    defer { rmdir(blocked) }
    #expect(
        message(folder) { () throws(TableError) in try TableFile.write([1], to: blocked) } == [
            "blocked.csv: cannot replace: Is a directory"
        ])
    #expect(folder.names == ["blocked.csv"])
}

@Test func device_isWrittenTo_andNeverReplaced() throws {
    let folder = try TemporaryFolder()
    let full = folder.path + "/full.csv"
    try #require(symlink("/dev/full", full) == 0)
    #expect(
        message(folder) { () throws(TableError) in try TableFile.write([1], to: full) } == [
            "full.csv: cannot write: No space left on device"
        ])
    let null = folder.path + "/null.csv"
    try #require(symlink("/dev/null", null) == 0)
    try TableFile.write([1, 2], to: null)
    #expect(try TableFile.read(null).isEmpty)
    #expect(folder.names == ["full.csv", "null.csv"])
}

@Test func link_isFollowed() throws {
    let folder = try TemporaryFolder()
    let target = try folder.put("old", as: "target.csv")
    try #require(symlink("target.csv", folder.path + "/link.csv") == 0)
    try TableFile.write([65], to: folder.path + "/link.csv")
    #expect(try TableFile.read(target) == [65])
    #expect(folder.names == ["link.csv", "target.csv"])
}

@Test func checkWritable_saysWhatWriteWouldSay_andLeavesNothing() throws {
    let folder = try TemporaryFolder()
    let there = try folder.put("old", as: "there.csv")
    try TableFile.checkWritable(there)
    try TableFile.checkWritable(folder.path + "/new.csv")
    try TableFile.checkWritable("/dev/null")
    #expect(try TableFile.read(there) == Array("old".utf8))
    #expect(
        message(folder) { () throws(TableError) in try TableFile.checkWritable(folder.path + "/no/out.csv") } == [
            "no/out.csv: cannot create: No such file or directory"
        ])
    #expect(
        message(folder) { () throws(TableError) in try TableFile.checkWritable(folder.path + "/.") } == [
            ".: cannot replace: Is a directory"
        ])
    #expect(folder.names == ["there.csv"])
}

private func size(_ path: String) throws -> Int {
    var status = stat()
    try #require(stat(path, &status) == 0)
    return Int(status.st_size)
}
