// SPDX-License-Identifier: Apache-2.0

import Energy
import Forecasting
import ModelIO
import Testing

@Suite struct ModelWishTests {
    private static let window =
        UTCInstant(
            secondsSinceEpoch: 1_700_000_000)..<UTCInstant(
            secondsSinceEpoch: 1_701_209_600)

    @Test func wishes_readAsTheyWereWritten() throws {
        let trial = ModelTrial(window: Self.window, points: 5376, error: 201.25, naiveError: 260.1)
        for wish in [
            ModelWish(.rollback, .price), ModelWish(.promote, .solar, model: "solar-20261107T000000Z-5f3a91c2"),
            ModelWish(.admit, .demand, model: "demand-1", trial: trial),
            ModelWish(.admit, .demand, model: "demand-1", champion: "demand-0", trial: trial, championTrial: trial),
        ] { #expect(try ModelWish(wish.text) == wish) }
    }

    @Test(arguments: [
        ("", "found action = \"\""), ("action = sell\n", "found action = \"sell\""), ("gibberish", "found the line"),
        ("action = promote\ntarget = gas\nmodel = a\n", "found target = \"gas\""),
        ("action = promote\ntarget = price\nmodel = ../../etc/passwd\n", "found model = \"../../etc/passwd\""),
        (
            "action = admit\ntarget = price\nmodel = a\npoints = 1\nfrom = 5\nto = 4\nerror = 1\nnaive_error = 1\n",
            "found to before from"
        ),
        (
            "action = admit\ntarget = price\nmodel = a\npoints = 1\nfrom = 3\nto = 4\nerror = nan\nnaive_error = 1\n",
            "found error = \"nan\""
        ),
        (
            "action = admit\ntarget = price\nmodel = a\npoints = 9999999999999999999\nfrom = 3\nto = 4\n",
            "found points = \"9999999999999999999\""
        ),
    ])
    func whatIsNoWish_isNamed(_ text: String, _ beginning: String) {
        let fault = #expect(throws: ModelWishFault.self) { try ModelWish(text) }
        #expect(fault?.description.hasPrefix(beginning) == true, "\(String(describing: fault))")
    }
}
