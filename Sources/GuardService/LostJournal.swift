// SPDX-License-Identifier: Apache-2.0

import Energy
import Safety

/// Stands in for a journal that cannot be opened: everything is taken for latched, so that batteries are only given back.
final class LostJournal: Journal {
    let memory = JournalMemory(isComplete: false)
    let isDurable = true
    let failure: String?

    init(reason: String) { failure = reason }

    func takeHistory() -> JournalHistory { JournalHistory() }

    func append(_ event: GuardEvent, device: String?) {}
}
