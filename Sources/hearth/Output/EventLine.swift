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

extension BatteryIntent {
    /// The wish in words, as `charge with at least 2000 W`.
    var phrase: String {
        switch self {
        case .selfConsume: "cover the house, store its surplus"
        case .noDischarge: "store surplus, give nothing"
        case .noCharge: "cover the house, store nothing"
        case .idle: "rest"
        case .charge(let power): "charge with at least \(decimalText(power.value, decimals: 0)) W"
        case .discharge(let power): "discharge at least \(decimalText(power.value, decimals: 0)) W"
        }
    }
}
