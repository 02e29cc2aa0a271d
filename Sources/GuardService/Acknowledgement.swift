// SPDX-License-Identifier: Apache-2.0

import Configuration
import Energy
import HostIO
import JournalIO

/// `hearth-guard --acknowledge`: a person at the machine has looked at what was latched, and lets the guard steer again.
public enum Acknowledgement {
    /// Writes it into the journal; exit code 1 while a guard lives.
    public static func run(configuration path: String) throws(ServiceFailure) {
        let settings = try HearthConfiguration.forService(path).guardSettings
        // The system takes the folder of the lock away when the guard is stopped.
        let lock = try BusLock.takeInstalled(settings.lockPath)
        defer { withExtendedLifetime(lock) {} }
        let (now, wall) = (MachineClock.now(), MachineClock.wall())
        do {
            let journal = try JournalFile(path: settings.journalPath, now: now, wall: wall)
            journal.append(GuardEvent(time: now, wallTime: wall, kind: .faultAcknowledged), device: nil)
            journal.close()
            if let failure = journal.failure { throw ServiceFailure.failed(failure) }
        } catch let failure as ServiceFailure {
            throw failure
        } catch {
            throw .failed("\(error)")
        }
    }
}
