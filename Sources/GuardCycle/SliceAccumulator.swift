// SPDX-License-Identifier: Apache-2.0

import Energy

/// The running sums of one device's quarter hour; adding a sample allocates nothing.
struct SliceAccumulator: Sendable {
    private struct Cell: Sendable {
        var sum = 0.0
        var minimum = Double.infinity
        var maximum = -Double.infinity
        var first = 0.0
        var last = 0.0
        var count = 0
        var missing = 0
    }

    let start: BootInstant
    private var cells: [Cell]
    private var polls = 0
    private var failedPolls = 0

    init(start: BootInstant) {
        self.start = start
        self.cells = Array(repeating: Cell(), count: Signal.allCases.count)
    }

    mutating func notePoll() { polls += 1 }

    mutating func notePollFailed() { failedPolls += 1 }

    /// Adds one sample; nil counts as missing.
    mutating func add(_ signal: Signal, _ value: Double?) {
        let k = Int(signal.rawValue)
        guard cells.indices.contains(k) else { return }
        guard let value else {
            cells[k].missing += 1
            return
        }
        if cells[k].count == 0 { cells[k].first = value }
        cells[k].last = value
        cells[k].sum += value
        cells[k].minimum = min(cells[k].minimum, value)
        cells[k].maximum = max(cells[k].maximum, value)
        cells[k].count += 1
    }

    /// The sums as a slice, nil when the device was never asked.
    func slice(
        bootID: UInt64, device: DeviceIndex, end: BootInstant, slot: Slot, isClockTrusted: Bool
    ) -> DeviceSlice? {
        guard polls + failedPolls > 0 else { return nil }
        return DeviceSlice(
            bootID: bootID, device: device, start: start, end: end, slot: slot, isClockTrusted: isClockTrusted,
            signals: Signal.allCases.compactMap(summary), polls: polls, failedPolls: failedPolls)
    }

    private func summary(_ signal: Signal) -> SignalSummary? {
        let cell = cells[Int(signal.rawValue)]
        guard cell.count > 0 else { return nil }
        if signal.isCounter {
            return SignalSummary(
                signal: signal, mean: cell.last, minimum: cell.first, maximum: cell.last, count: cell.count,
                missing: cell.missing)
        }
        return SignalSummary(
            signal: signal, mean: cell.sum / Double(cell.count), minimum: cell.minimum, maximum: cell.maximum,
            count: cell.count, missing: cell.missing)
    }
}
