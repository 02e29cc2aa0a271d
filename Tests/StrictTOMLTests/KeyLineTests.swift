// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import StrictTOML

@Test func lines_areFound_throughStringsCommentsAndHeaders() {
    let text = """
        # [not.a.table]
        a = "x # y = 3" # b = 1
        'quoted key' = '''
        fake = 1
        [fake]
        '''
        "dotted.key".c.d = \"\"\"
        \\"\"\" still = 1
        \"\"\"\"\"
        date = 1979-05-27 07:32:00 # with a space

        [ site . "main fuse" ]
        rating = 63
        [site]
        name = 'x'
        [[point]]
        address = 1
        [point.range]
        low = 0
        [[point.alarm]]
        at = 1
        [[point.alarm]]
        at = 2
        [[point]]
        address = 2
        [[point.alarm]]
        at = 3
        """
    let expected = [
        "a": 2, "\"quoted key\"": 3, "\"dotted.key\"": 7, "\"dotted.key\".c": 7, "\"dotted.key\".c.d": 7,
        "date": 10, "site": 14, "site.\"main fuse\"": 12, "site.\"main fuse\".rating": 13, "site.name": 15,
        "point": 16, "point[0]": 16, "point[0].address": 17, "point[0].range": 18, "point[0].range.low": 19,
        "point[0].alarm": 20, "point[0].alarm[0]": 20, "point[0].alarm[0].at": 21, "point[0].alarm[1]": 22,
        "point[0].alarm[1].at": 23, "point[1]": 24, "point[1].address": 25, "point[1].alarm": 26,
        "point[1].alarm[0]": 26, "point[1].alarm[0].at": 27,
    ]
    #expect(KeyLineScanner(scanning: text).lines == expected)
}

@Test func inlineTablesOfAMultilineArray_getTheirOwnLines() {
    let text = """
        points = [
          { name = "a, }", address = 1 }, # first ]
          # { name = "none" },
          { name = "b", range = [
              0,
              9 ] }, { name = 'c' },
        ]
        after = true
        """
    let lines = KeyLineScanner(scanning: text).lines
    #expect(
        lines == [
            "points": 1, "points[0]": 2, "points[0].name": 2, "points[0].address": 2, "points[1]": 4,
            "points[1].name": 4, "points[1].range": 4, "points[1].range[0]": 5, "points[1].range[1]": 6,
            "points[2]": 6, "points[2].name": 6, "after": 8,
        ])
}

@Test func windowsLineEnds_countOnce() {
    #expect(KeyLineScanner(scanning: "a = 1\r\n\r\n[b]\r\nc = \"x\"\r\n").lines == ["a": 1, "b": 3, "b.c": 4])
}

@Test func keyWithAnEscape_takesItsParentsLine() throws {
    let document = try TOMLDocument(parsing: "\n[t]\nx = 1\n\"\\u0061\" = 2", file: "f.toml")
    _ = document.root.table("t").string("a")
    document.root.table("t").ignore("x")
    #expect(
        throws: TOMLFaults([
            TOMLFault(file: "f.toml", line: 2, key: "t.a", found: "2", expected: "a string that is not empty")
        ])
    ) { try document.finish() }
}

@Test(arguments: [
    ("main_fuse", ["main_fuse_a", "name"], "main_fuse_a"), ("main_fuse_kw", ["main_fuse_w"], "main_fuse_w"),
    ("hostname", ["host", "port"], "host"), ("prt", ["host", "port"], "port"), ("x", ["y"], "y"),
    ("x", ["address"], nil), ("colour", ["port", "unit"], nil), ("a", [], nil),
])
func nearestKey_isSuggestedOnlyWhenClose(word: String, candidates: [String], expected: String?) {
    #expect(nearest(to: word, in: candidates) == expected)
}
