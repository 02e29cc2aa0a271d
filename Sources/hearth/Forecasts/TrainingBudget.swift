// SPDX-License-Identifier: Apache-2.0

import Glibc

/// What a training may take of the machine.
final class TrainingBudget {
    /// What the nightly training of a house may take, MiB.
    static let usualMiB = 150
    /// What can be asked for, MiB.
    static let range = 32...65_536

    private let mib: Int
    /// The most that was resident, MiB, once it was too much.
    private var excess: Int?

    /// A budget of resident memory, MiB.
    init(mib: Int) { self.mib = mib }

    /// The house goes first: training takes what processor time is left.
    static func giveWay() { setpriority(__priority_which_t(0), 0, 19) }

    /// Refuses a training that will not do with the budget, before any work is done.
    ///
    /// - Parameter bytes: what the training will take beside what is in use now.
    func require(_ bytes: Int) throws {
        let expected = ProcessFigures.residentKiB() / 1024 + bytes >> 20
        guard expected > mib else { return }
        throw CommandFailure.failed(
            "--memory-mib: the training will take about \(expected) MiB, more than the \(mib) MiB it may; nothing was done"
        )
    }

    /// Whether a training may go on: the most that was ever resident is within the budget.
    func holds() -> Bool {
        let peak = (ProcessFigures.peakResidentKiB() + 1023) / 1024
        if peak > mib { excess = peak }
        return excess == nil
    }

    /// The failure of a training that was stopped because it took too much; nil for another reason.
    var failure: CommandFailure? {
        excess.map {
            .failed("--memory-mib: the training took \($0) MiB, more than the \(mib) MiB it may; no model was written")
        }
    }
}
