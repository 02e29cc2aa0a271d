// SPDX-License-Identifier: Apache-2.0

import Feeds
import HostIO

/// Asks a status endpoint.
struct StatusClient: ~Copyable {
    private var transfer: HTTPTransfer
    private let url: String
    private let fields: [(name: String, value: String)]

    /// - Parameter url: as `http://127.0.0.1:8480`, with or without a slash at its end.
    init(url: String, token: String?) throws {
        self.url = url.hasSuffix("/") ? String(url.dropLast()) : url
        fields = token.map { [("Authorization", "Bearer \($0)")] } ?? []
        do throws(HTTPFailure) { transfer = try HTTPTransfer() } catch { throw CommandFailure.failed("\(error)") }
    }

    /// The token in a file, without the white space around it.
    static func token(in path: String) throws -> String {
        do throws(FileFailure) {
            return String(decoding: try DurableFile.read(path), as: UTF8.self).filter { !$0.isWhitespace }
        } catch {
            throw CommandFailure.usage("--token-file: \(error)")
        }
    }

    /// A document, whole; exit code 1 with one line where there is none.
    mutating func get(_ path: String) throws -> [UInt8] {
        let answer = try ask(path)
        guard answer.status == 200 else {
            throw StatusEvents.refusal(status: answer.status, body: answer.body, url: url)
        }
        return answer.body
    }

    private mutating func ask(_ path: String) throws -> HTTPAnswer {
        do throws(HTTPFailure) {
            return try transfer.get(
                HTTPRequest(url: url + path, fields: fields), shouldStop: { StopSignal.isRequested })
        } catch {
            throw StatusEvents.failure(error, url: url)
        }
    }

    /// A client of the same endpoint with a connection of its own, for the event stream.
    func events() -> StatusEvents {
        // The endpoint sends a heartbeat every 10 s.
        StatusEvents(
            request: HTTPRequest(url: url + "/api/v1/events", fields: fields, wholeSeconds: nil, silenceSeconds: 20),
            url: url)
    }

    /// Prices, plan and interventions around a status.
    mutating func surroundings() throws -> StatusSurroundings {
        StatusSurroundings(
            prices: try stored("/api/v1/prices").map { try StatusReport.decode(PriceReport.self, $0) },
            plan: try StatusReport.decode(PlanReport.self, try get("/api/v1/plan")),
            interventions: try stored("/api/v1/interventions?limit=5").map {
                try StatusReport.decode(InterventionReport.self, $0).interventions
            })
    }

    /// A document from the database, nil while that does not answer: what the house does now is known without it.
    private mutating func stored(_ path: String) throws -> [UInt8]? {
        let answer = try ask(path)
        if answer.status == 503 { return nil }
        guard answer.status == 200 else {
            throw StatusEvents.refusal(status: answer.status, body: answer.body, url: url)
        }
        return answer.body
    }
}

/// The event stream of a status endpoint.
struct StatusEvents {
    let request: HTTPRequest
    let url: String

    /// Hands each status over as it comes, until the command is interrupted.
    ///
    /// - Parameters:
    ///   - tick: called at least once a second.
    ///   - take: a status document; what it throws ends the stream.
    func read(tick: @escaping () -> Void, _ take: @escaping ([UInt8]) throws -> Void) throws {
        var events = ServerSentEvents()
        var trouble: (any Error)?
        do throws(HTTPFailure) {
            var transfer = try HTTPTransfer()
            let shouldStop = {
                tick()
                return StopSignal.isRequested
            }
            try transfer.stream(request, shouldStop: shouldStop) { status, bytes in
                do {
                    guard status == 200 else { throw Self.refusal(status: status, url: url) }
                    for event in events.take(bytes) { try take(event) }
                    if events.isTooLong { throw CommandFailure.failed("\(url): an event that is too long") }
                    return true
                } catch {
                    trouble = error
                    return false
                }
            }
        } catch {
            if StopSignal.isRequested { return }
            throw trouble ?? Self.failure(error, url: url)
        }
        throw CommandFailure.passing("\(url): the endpoint ended the stream")
    }

    static func failure(_ failure: HTTPFailure, url: String) -> CommandFailure {
        if case .cancelled = failure { return .failed("interrupted") }
        if case .request = failure { return .usage("--url: found \"\(url)\": \(failure)") }
        return .passing("\(url): \(failure)")
    }

    /// - Parameter body: of the answer; the endpoint says in it what it minds.
    static func refusal(status: Int, body: [UInt8] = [], url: String) -> CommandFailure {
        if status == 401 { return .failed("\(url): a token is needed that the endpoint knows: --token-file FILE") }
        // A server that is too busy, or one between here and a planner that is not there.
        let failed = status == 429 || status >= 500 ? CommandFailure.passing : CommandFailure.failed
        if let fault = try? StatusReport.decode(FaultReport.self, body) {
            return failed("\(url): refused (\(status)): \(StatusText.clean(fault.error))")
        }
        return failed("\(url): found answer \(status), expected the status endpoint of hearthd")
    }
}
