// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PlannerService

@Suite struct SaidOnceTests {
    private var said = SaidOnce()

    private mutating func areNew(_ texts: [String]) -> [Bool] { texts.map { said.isNew($0) } }

    @Test mutating func textThatComesAgain_isNotNew() {
        let found = areNew(["model damaged", "database locked", "model damaged", "database locked"])
        #expect(found == [true, true, false, false])
    }

    @Test mutating func ofManyTexts_theLatestAreRemembered() {
        let texts = (0...SaidOnce.limit).map { "fault \($0)" }
        let first = areNew(texts)
        #expect(first == texts.map { _ in true })
        let again = areNew(Array(texts.dropFirst()))
        #expect(again == texts.dropFirst().map { _ in false })
        let forgotten = areNew(Array(texts.prefix(3)))
        #expect(forgotten == [true, true, true], "each takes the place of the next")
        let kept = areNew(Array(texts.suffix(3)))
        #expect(kept == [false, false, false])
    }
}
