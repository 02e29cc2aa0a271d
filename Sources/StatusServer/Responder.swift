// SPDX-License-Identifier: Apache-2.0

import Energy
import NIOCore
import NIOHTTP1
import Synchronization

/// What a request says, as far as this server looks at it.
struct Request: Sendable {
    let isHead: Bool
    let target: String
    let host: String
    let authorization: String?
    let fetchSite: String?
    let knownTag: String?
    /// The client's IP address.
    let address: String
}

/// Decides about requests; it can change nothing but its own counts.
final class Responder: Sendable {
    private let configuration: StatusConfiguration
    private let hosts: HostList
    private let source: any HouseStatusSource
    private let ledger: Mutex<AddressLedger>

    /// - Parameter addresses: what the server listens on.
    init(
        _ configuration: StatusConfiguration, addresses: [String], source: any HouseStatusSource, limits: ServerLimits
    ) {
        self.configuration = configuration
        self.source = source
        hosts = HostList(addresses: addresses, hostNames: configuration.hostNames)
        ledger = Mutex(AddressLedger(limits: limits))
    }

    /// Counts a connection; false when it must be closed at once.
    func connect(_ address: String) -> Bool { ledger.withLock { $0.connect(address, at: Self.now) } }

    /// Counts the end of a connection that was admitted.
    func disconnect(_ address: String) { ledger.withLock { $0.disconnect(address) } }

    /// Connections at present.
    var openConnections: Int { ledger.withLock { $0.openConnections } }

    /// What must be read from the database, and what need not.
    enum Outcome: Sendable {
        case now(Answer)
        case later(@Sendable () throws -> Answer)
    }

    /// The outcome of a request whose head was checked.
    func outcome(_ request: Request) -> Outcome {
        do throws(RequestFault) {
            try checkRate(request.address)
            guard hosts.allows(request.host) else {
                throw RequestFault(421, "the host field does not name this server; host_names adds names")
            }
            let status = source.status()
            let route = try route(request, status)
            return outcome(route, request, status)
        } catch {
            return .now(error.answer)
        }
    }

    private func route(_ request: Request, _ status: HouseStatus) throws(RequestFault) -> Route {
        let path = request.target.prefix { $0 != "?" }
        if let asset = PageAsset(rawValue: String(path)) { return .asset(asset) }
        // Before the path is judged, so that without the token nobody learns which paths there are.
        try checkToken(request)
        guard request.fetchSite != "cross-site" else {
            throw RequestFault(403, "a request of another site's page")
        }
        return try Route(target: request.target, now: status.time, zone: status.house.site.timeZone)
    }

    private func outcome(_ route: Route, _ request: Request, _ status: HouseStatus) -> Outcome {
        let source = source
        switch route {
        case .asset(let asset): return .now(asset.answer(knownTag: request.knownTag))
        case .status: return .now(.json(StatusDocument(status, now: source.now()).bytes))
        case .devices: return .now(.json(StatusDocument(status, now: source.now()).devices))
        case .plan: return .now(.json(DecisionDocument.plan(status)))
        case .events: return .now(Answer(contentType: .events, body: .events))
        case .health(let maxAge):
            return .now(
                HealthDocument.answer(
                    age: status.cycleAge(at: source.now()), maxAge: maxAge, alarms: status.alarms))
        case .metrics:
            let text = MetricsText.bytes(status, now: source.now(), connections: openConnections)
            return .now(Answer(contentType: .metrics, body: .bytes(text)))
        case .readings(let span, let onlyTotals): return .now(document(onlyTotals ? .totals : .readings, span))
        case .decisions(let span): return .now(document(.decisions, span))
        case .prices(let span):
            let currency = status.house.currency
            return .later {
                .json(PriceDocument.bytes(try source.prices(slots: span), span: span, currency: currency))
            }
        case .forecasts: return .later { .json(ForecastDocument.bytes(try source.forecasts())) }
        case .interventions(let limit):
            // Routine events stand between the others; ten times as many are read as are told.
            return .later { .json(InterventionDocument.bytes(try source.events(limit: limit * 10), limit: limit)) }
        }
    }

    private func document(_ kind: RangeDocument.Kind, _ span: Range<Slot>) -> Answer {
        Answer(contentType: .json, body: .pieces(RangeDocument(kind, span: span, source: source)))
    }

    private func checkRate(_ address: String) throws(RequestFault) {
        let admission = ledger.withLock { $0.request(address, at: Self.now) }
        guard case .wait(let seconds) = admission else { return }
        throw RequestFault(429, "too many requests", retryAfter: seconds)
    }

    private func checkToken(_ request: Request) throws(RequestFault) {
        guard let token = configuration.token else { return }
        if case .wait(let seconds) = ledger.withLock({ $0.login(request.address, at: Self.now) }) {
            throw RequestFault(429, "too many failed logins", retryAfter: seconds)
        }
        guard let field = request.authorization else {
            throw RequestFault(401, "no token, expected the field Authorization: Bearer TOKEN")
        }
        let parts = field.split(separator: " ", maxSplits: 1)
        let isRight = parts.count == 2 && parts[0].lowercased() == "bearer" && token.matches(parts[1])
        ledger.withLock { $0.noteLogin(request.address, succeeded: isRight, at: Self.now) }
        guard isRight else { throw RequestFault(401, "the token is not the right one") }
    }

    /// Seconds of a clock that only goes forward.
    private static var now: Double { Double(NIODeadline.now().uptimeNanoseconds) / 1e9 }
}
