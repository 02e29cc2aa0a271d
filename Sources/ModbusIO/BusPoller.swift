// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy
import Safety

/// The polls of one bus, without threads: one request at a time, the one that has waited longest first.
///
/// It holds a connection that can only be read. A silent device costs its own polls, and its neighbours one response timeout
/// at a time; nothing is kept for a device that is away, so that a cable that is plugged in again brings no burst of old
/// commands.
struct BusPoller {
    private let link: any RegisterReading
    var sessions: [DeviceSession]
    private var random: SplitMix64

    /// - Parameter seed: of the jitter in the back-off.
    init(link: any RegisterReading, devices: [BusDevice], seed: UInt64) {
        self.link = link
        self.sessions = devices.map { DeviceSession($0) }
        self.random = SplitMix64(seed: seed)
    }

    /// When the next poll is due; nil without devices.
    var nextDue: BootInstant? { sessions.map(\.nextPoll).min() }

    /// Goes on with the poll that has waited longest, until its first reply that does not come.
    ///
    /// - Returns: false when none is due.
    mutating func pollNext(pacing: Pacing, deliver: (BusDelivery) -> Void) -> Bool {
        guard let k = sessions.indices.min(by: { sessions[$0].nextPoll < sessions[$1].nextPoll }),
            sessions[k].nextPoll <= pacing.now()
        else { return false }
        sessions[k].poll(over: link, pacing: pacing, random: &random, deliver: deliver)
        return true
    }
}
