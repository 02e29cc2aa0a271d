// SPDX-License-Identifier: Apache-2.0

import Devices
import Energy
import Testing

@Suite struct ShippedProfileTests {
    @Test(arguments: shippedIDs) func profile_loadsAndLaysOut(id: String) throws {
        let profile = try shippedProfile(id)
        #expect(profile.id == id)
        let image = try RegisterImage(profile)
        #expect(!image.layout.reads.isEmpty)
    }
}
