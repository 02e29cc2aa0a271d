// SPDX-License-Identifier: Apache-2.0

import Configuration
import Energy
import HostIO
import StatusServer

/// Opens the status endpoint as the configuration wants it.
enum StatusEndpoint {
    /// - Returns: the endpoint, or why there is none: the house works without it.
    static func open(
        _ settings: StatusSettings, source: any HouseStatusSource
    ) -> (server: StatusServer?, trouble: String?) {
        do {
            let configuration = try StatusConfiguration(
                host: settings.host, port: Int(settings.port), hostNames: settings.hostNames,
                token: try settings.tokenFile.map(token))
            return (try StatusServer(configuration, source: source), nil)
        } catch {
            return (nil, "there is no status page at \(settings.host):\(settings.port): \(error)")
        }
    }

    private static func token(_ path: String) throws -> StatusToken {
        let text = String(decoding: try DurableFile.read(path), as: UTF8.self)
        return try StatusToken(secret: text.filter { !$0.isWhitespace })
    }
}
