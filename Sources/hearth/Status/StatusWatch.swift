// SPDX-License-Identifier: Apache-2.0

import Energy
import HostIO

/// `hearth status --watch`: the picture, renewed with every event.
///
/// A class, because the handle of its connection cannot be copied into the closure that takes the events.
final class StatusWatch {
    /// Between two questions for what the events do not carry, s.
    private static let surroundingsSeconds = 15.0

    private var client: StatusClient
    private var around: StatusSurroundings?
    private var asked = MachineClock.now()
    private var slot: String?

    init(_ client: consuming StatusClient) { self.client = client }

    /// Watches until Ctrl-C.
    func run() throws {
        let events = client.events()
        // An endpoint that is not there must not flicker on another screen.
        around = try client.surroundings()
        let screen = Screen()
        defer { screen.leave() }
        try events.read { [self] document in
            let report = try StatusReport(document)
            screen.show(StatusText.text(report, try surroundings(of: report)))
        }
    }

    /// Prices and plan change with the decisions, interventions at any time.
    private func surroundings(of report: StatusReport) throws -> StatusSurroundings {
        let now = MachineClock.now()
        if let around, report.decision?.slot == slot, now.seconds(since: asked) < Self.surroundingsSeconds {
            return around
        }
        let fresh = try client.surroundings()
        (around, asked, slot) = (fresh, now, report.decision?.slot)
        return fresh
    }
}
