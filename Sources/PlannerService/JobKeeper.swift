// SPDX-License-Identifier: Apache-2.0

import Configuration
import Energy
import HostIO
import Inbox
import PlanCycle

/// Takes in what other processes say of the recurring work: reports of what they ran, and wishes that something be run now.
public struct JobKeeper {
    /// Time between two looks at the inbox, s.
    private static let lookSeconds = 5.0

    private var reports: JobRunInbox
    private var requests: JobRequestInbox
    private let tell: (ServiceLog.Level, String) -> Void
    private var nextLook: BootInstant?
    /// What is wrong, once said.
    private var told = SaidOnce()

    /// A keeper of the inbox beside a database.
    ///
    /// - Parameters:
    ///   - path: of the database.
    ///   - tell: receives every line a person should see.
    public init(database path: String, tell: @escaping (ServiceLog.Level, String) -> Void) {
        (reports, requests) = (JobRunInbox(besideDatabase: path), JobRequestInbox(besideDatabase: path))
        self.tell = tell
    }

    /// Hands on what has come.
    public mutating func look(now: BootInstant, planner: Planner) {
        if let nextLook, now < nextLook { return }
        nextLook = now.advanced(bySeconds: Self.lookSeconds)
        for waiting in reports.waiting() {
            do throws(DocumentFault) {
                let run = try waiting.document.get()
                planner.take(run, now: now)
                tell(run.isGood ? .info : .warning, "\(run)")
            } catch {
                say(.error, "\(reports.path(waiting)): \(error)")
                guard error.isLasting else { continue }
            }
            do throws(FileFailure) { try reports.takeAway(waiting) } catch { say(.error, "\(error)") }
        }
        for waiting in requests.waiting() {
            do throws(DocumentFault) {
                let job = try waiting.document.get().job
                // The database has not told the planner yet what was run: the wish waits.
                guard let isOwn = planner.ask(job) else { continue }
                if !isOwn { tell(.warning, "\(job) was asked for, and is no job of the planner") }
            } catch {
                say(.error, "\(waiting.name): \(error)")
                guard error.isLasting else { continue }
            }
            do throws(FileFailure) { try requests.takeAway(waiting) } catch { say(.error, "\(error)") }
        }
    }

    private mutating func say(_ level: ServiceLog.Level, _ text: String) {
        if told.isNew(text) { tell(level, text) }
    }
}
