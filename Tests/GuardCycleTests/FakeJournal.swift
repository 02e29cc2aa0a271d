// SPDX-License-Identifier: Apache-2.0

import Energy
import Safety

/// A journal whose disk is the test.
final class FakeJournal: Journal {
    let memory: JournalMemory
    /// False: what was handed over has not reached the disk.
    var isDurable: Bool
    let failure: String? = nil
    var history = JournalHistory()
    private(set) var records: [(kind: GuardEvent.Kind, device: String?)] = []

    init(_ memory: JournalMemory = JournalMemory(), isDurable: Bool = true) {
        (self.memory, self.isDurable) = (memory, isDurable)
    }

    var kinds: [GuardEvent.Kind] { records.map(\.kind) }

    func takeHistory() -> JournalHistory {
        defer { history = JournalHistory() }
        return history
    }

    func append(_ event: GuardEvent, device: String?) { records.append((event.kind, device)) }
}
