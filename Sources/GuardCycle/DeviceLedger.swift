// SPDX-License-Identifier: Apache-2.0

import Energy
import Safety

/// All the guard keeps of one device: validated values and the running quarter hour.
struct DeviceLedger: Sendable {
    let index: DeviceIndex
    let device: DeviceDescription
    private(set) var validator: DeviceValidator
    private(set) var accumulator: SliceAccumulator

    init(index: DeviceIndex, device: DeviceDescription, site: Site, start: BootInstant) {
        self.index = index
        self.device = device
        self.validator = DeviceValidator(offered: device.offered, site: site)
        self.accumulator = SliceAccumulator(start: start)
    }

    mutating func noteConnected() { validator.noteConnected() }

    mutating func noteDisconnected() {
        validator.noteDisconnected()
        accumulator.notePollFailed()
    }

    /// Takes in a poll.
    ///
    /// - Returns: the signals that became usable or stopped being so.
    mutating func take(_ report: DeviceReport) -> [DeviceValidator.Change] {
        let changes = validator.take(report)
        accumulator.notePoll()
        for record in report.readings {
            accumulator.add(record.signal, validator.measured(record.signal, at: report.arrival).value)
        }
        return changes
    }

    /// The signals that have grown too old since they were last looked at.
    mutating func takeAge(at now: BootInstant) -> [DeviceValidator.Change] { validator.takeAge(at: now) }

    /// Ends the running slice and begins the next.
    mutating func cut(at end: BootInstant, slot: Slot, bootID: UInt64, isClockTrusted: Bool) -> DeviceSlice? {
        let slice = accumulator.slice(
            bootID: bootID, device: index, end: end, slot: slot, isClockTrusted: isClockTrusted)
        accumulator = SliceAccumulator(start: end)
        return slice
    }
}
