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

private func size(_ path: String) throws -> Int {
    var status = stat()
    try #require(stat(path, &status) == 0)
    return Int(status.st_size)
}
