// SPDX-License-Identifier: Apache-2.0

import Energy

/// An event of the guard as the database keeps it: by the device's id, which outlives its place in the configuration.
public struct StoredEvent: Hashable, Sendable {
    /// When, on the boot-time clock of its time.
    public let time: BootInstant
    /// When, as the wall clock labelled it.
    public let wallTime: UTCInstant
    /// What kind.
    public let kind: GuardEvent.Kind
    /// The device concerned by its id in the configuration, nil for none.
    public let device: String?
    /// The interlock concerned, nil for none.
    public let interlock: InterlockID?
    /// The signal concerned, nil for none and in records of the first schema.
    public let signal: Signal?
    /// Why a signal, a device or a command was lost, nil where nothing was and in records of the first schema.
    public let fault: SignalFault?
    /// More in words.
    public let detail: String

    /// Puts an event together.
    public init(
        time: BootInstant, wallTime: UTCInstant, kind: GuardEvent.Kind, device: String? = nil,
        interlock: InterlockID? = nil, signal: Signal? = nil, fault: SignalFault? = nil, detail: String = ""
    ) {
        self.time = time
        self.wallTime = wallTime
        self.kind = kind
        self.device = device
        self.interlock = interlock
        self.signal = signal
        self.fault = fault
        self.detail = detail
    }
}
