// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import StatusServer

@Suite struct PageAssetTests {
    @Test func leanText_losesIndentationEmptyLinesAndComments_andNothingElse() {
        let text = "// a comment\n\n  let a = 1; // stays\n\tb\n    //gone\n  url(//host)\nend"
        let lean = String(decoding: PageAsset.lean(Array(text.utf8)), as: UTF8.self)
        #expect(lean == "let a = 1; // stays\n\tb\nurl(//host)\nend\n")
    }

    @Test func leanStyle_losesTheSpaceThatMeansNothing_andKeepsTheRest() {
        let text =
            "a, b:hover p {\n  margin: 0 auto; font: 1rem \"Segoe UI\", serif;\n}\n@media (width: 2px) { p { a: b; } }"
        let lean = String(decoding: PageAsset.leanStyle(Array(text.utf8)), as: UTF8.self)
        #expect(
            lean
                == "a,b:hover p {\nmargin:0 auto;font:1rem \"Segoe UI\",serif;\n}\n@media (width:2px) {p {a:b;} }\n")
    }

    @Test(arguments: PageAsset.allCases)
    func everyFile_isSent(_ asset: PageAsset) { #expect(asset.bytes.count > 200) }
}
