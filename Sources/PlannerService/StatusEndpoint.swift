// SPDX-License-Identifier: Apache-2.0

import Configuration
import Energy
import HostIO
import StatusServer

/// The status endpoint as the configuration wants it, opened when its address can be had: at a boot the network may get its
/// address after the planner has begun.
///
/// The house works without it. Belongs to one thread.
final class StatusEndpoint {
    /// Between two tries, s.
    static let retrySeconds = 30.0

    private let settings: StatusSettings
    private let source: any HouseStatusSource
    private var server: StatusServer?
    private var retryAt: BootInstant?
    private var lastTrouble: String?

    init(_ settings: StatusSettings, source: any HouseStatusSource) {
        (self.settings, self.source) = (settings, source)
    }

    /// Opens the endpoint where it is not open and a try is due.
    ///
    /// - Parameter tell: receives where the page is, and each new reason why there is none.
    func look(now: BootInstant, tell: (ServiceLog.Level, String) -> Void) {
        guard server == nil, retryAt.map({ now >= $0 }) ?? true else { return }
        do {
            let server = try open()
            self.server = server
            for endpoint in server.endpoints { tell(.info, "status page: http://\(endpoint)/") }
        } catch {
            retryAt = now.advanced(bySeconds: Self.retrySeconds)
            let trouble = "there is no status page at \(settings.host):\(settings.port): \(error)"
            if trouble != lastTrouble { tell(.error, trouble) }
            lastTrouble = trouble
        }
    }

    /// Closes it for good.
    func stop() { server?.stop() }

    private func open() throws -> StatusServer {
        let configuration = try StatusConfiguration(
            host: settings.host, port: Int(settings.port), hostNames: settings.hostNames,
            token: try settings.tokenFile.map(Self.token))
        return try StatusServer(configuration, source: source)
    }

    private static func token(_ path: String) throws -> StatusToken {
        let text = String(decoding: try DurableFile.read(path), as: UTF8.self)
        return try StatusToken(secret: text.filter { !$0.isWhitespace })
    }
}
