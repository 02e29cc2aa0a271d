// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

@Suite struct JobRequestTests {
    private let request = JobRequest(job: "score-forecasts", askedAt: UTCInstant(secondsSinceEpoch: 1_770_000_000))

    @Test func text_bringsEverythingBack() throws {
        let text = try request.text()
        #expect(try JobRequest(text: text) == request)
        #expect(text.hasPrefix("job_request = 1\njob = score-forecasts\nasked_at = 2026-02-02T02:40:00Z\ncrc = "))
    }

    @Test func textThatWasCutOrChanged_isRefused() throws {
        let text = try request.text()
        // All but the end of the last line matters.
        for length in 0..<text.count - 1 {
            #expect(throws: InboxTextFault.self) { try JobRequest(text: String(text.prefix(length))) }
        }
        #expect(throws: InboxTextFault.self) { try JobRequest(text: text.replacing("score", with: "prune")) }
        #expect(throws: InboxTextFault.self) { try JobRequest(job: "../a", askedAt: request.askedAt).text() }
    }
}
