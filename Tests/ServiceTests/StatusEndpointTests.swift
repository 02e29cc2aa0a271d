// SPDX-License-Identifier: Apache-2.0

import Configuration
import Energy
import Glibc
import HearthTestKit
import HostIO
import Testing

@testable import PlannerService

/// The status page whose address is not to be had at once, as at a boot before the network has its address.
@Suite struct StatusEndpointTests {
    @Test func addressThatIsTaken_isTriedAgain_andToldOnce() throws {
        let folder = try Folder()
        let (holder, port) = try Loopback.listen()
        let configuration = try HearthConfiguration.load(
            path: folder.put(
                HearthConfiguration.sampleText.replacing("127.0.0.1:8480", with: "127.0.0.1:\(port)"), as: "hearth.toml"
            ),
            profiles: ProfileLibrary(folder: "\(Program.root)/devices"))
        let clock = LiveClock(isAssumed: true)
        let house = LiveHouse(configuration, databasePath: folder["hearth.sqlite"], clock: clock)
        let endpoint = StatusEndpoint(configuration.status, source: house)
        defer { endpoint.stop() }
        var told: [String] = []
        func look(after seconds: Double) {
            endpoint.look(now: clock.now.advanced(bySeconds: seconds)) { told.append("\($0) \($1)") }
        }
        look(after: 0)
        look(after: 30)
        #expect(told.count == 1 && told[0].hasPrefix("error there is no status page at 127.0.0.1:\(port)"), "\(told)")
        close(holder)
        look(after: 59)
        #expect(told.count == 1)
        look(after: 60)
        #expect(told.last == "info status page: http://127.0.0.1:\(port)/")
        #expect(StatusPage(port: port).health(maxAge: 10) == 503)
    }
}
