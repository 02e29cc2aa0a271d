// SPDX-License-Identifier: Apache-2.0

import Energy

/// An event of the guard in a line for people.
enum EventLine {
    /// What happened in plain words, and what the guard wrote down with it.
    static func text(_ event: GuardEvent, device: String?) -> String {
        let sentence = HouseEvent(
            time: event.wallTime, kind: event.kind, device: device, interlock: event.interlock, detail: event.detail
        ).sentence
        return event.detail.isEmpty ? sentence : "\(sentence) (\(event.detail))"
    }
}
