// SPDX-License-Identifier: Apache-2.0

import Energy
import Testing

@Test(arguments: [
    (LossReason.exception(code: 2), "exception 2 (illegal data address)"),
    (.exception(code: 4), "exception 4 (server device failure)"),
    (.exception(code: 11), "exception 11 (gateway target device failed to respond)"),
    (.exception(code: 77), "exception 77"),
    (.noResponse, "no response"), (.notAvailable, "not available"),
])
func reasonOfALoss_isToldInWords(reason: LossReason, text: String) {
    #expect("\(reason)" == text)
}
