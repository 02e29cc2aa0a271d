// SPDX-License-Identifier: Apache-2.0

import Energy
import HostIO

/// `hearth status --watch`: the picture, renewed with every event, and no picture while nothing is heard.
///
/// A class, because the handle of its connection cannot be copied into the closure that takes the events.
final class StatusWatch {
    /// Between two questions for what the events do not carry, s.
    private static let surroundingsSeconds = 15.0
    /// A picture older than this is taken away, s: as old as a cycle whose values the API still tells.
    private static let oldSeconds = 10.0
    /// Longest pause between two tries, s.
    private static let longestPause = 15

    private var client: StatusClient
    private let url: String
    private var around: StatusSurroundings?
    private var asked = MachineClock.now()
    private var slot: String?
    /// When a status came last, and the clock of the house it came from.
    private var heard: (now: BootInstant, wall: UTCInstant, report: StatusReport)?
    private var shown = Shown.picture

    /// What is on the screen.
    private enum Shown { case picture, old, notReachable }

    init(_ client: consuming StatusClient, url: String) {
        self.url = url
        self.client = client
    }

    /// Watches until Ctrl-C, through every restart of the endpoint.
    func run() throws {
        // An endpoint that is not there at first is no reason for another screen.
        around = try client.surroundings()
        let screen = Screen()
        defer { screen.leave() }
        var pause = 1
        while !StopSignal.isRequested {
            let before = heard?.now
            do {
                try follow(on: screen)
            } catch let failure as CommandFailure where failure.mayPass {
                if heard?.now != before { pause = 1 }
                tell(failure, on: screen)
                wait(seconds: pause)
                pause = min(Self.longestPause, pause * 2)
            }
        }
    }

    private func follow(on screen: Screen) throws {
        try client.events().read(tick: { [self] in takeAge(on: screen) }) { [self] document in
            let report = try StatusReport(document)
            let text = StatusText.text(report, try surroundings(of: report))
            heard = (MachineClock.now(), MachineClock.wall(), report)
            shown = .picture
            screen.show(text)
        }
    }

    /// The connection stands and brings nothing new, as from a planner that hangs.
    private func takeAge(on screen: Screen) {
        guard shown == .picture, let heard, MachineClock.now().seconds(since: heard.now) > Self.oldSeconds else {
            return
        }
        shown = .old
        screen.show("\(url): nothing new since \(since), waiting")
    }

    /// Once for each time that it was lost, not for each try.
    private func tell(_ failure: CommandFailure, on screen: Screen) {
        around = nil
        guard shown != .notReachable else { return }
        shown = .notReachable
        screen.show("\(url): not reachable since \(since), trying again (\(failure.message))")
    }

    /// When something was heard last, on the clock of the house; of a house never heard, now in UTC.
    private var since: String {
        heard.map { $0.report.clock($0.wall) } ?? MachineClock.wall().iso8601
    }

    private func wait(seconds: Int) {
        var timer = CycleTimer(seconds: 1)
        for _ in 0..<seconds where !StopSignal.isRequested { _ = timer.wait() }
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
