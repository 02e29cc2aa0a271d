// SPDX-License-Identifier: Apache-2.0

import Energy

extension IntentChooser {
    /// Below this difference of battery power two intents do the same, W.
    static let samePower = 1.0

    /// What kept an intent from doing more of what it does in a slot; nil where nothing did.
    ///
    /// Each case of the slot is looked at by itself: of the limits in its way the tightest counts, of equal ones the first of
    /// `Reason.Limit`, and only where the power wanted comes up to it. The answer with the most weight, which may be none, is
    /// the slot's.
    func limit(of intent: BatteryIntent, in slot: UncertainSlot, stored: WattHours) -> Reason.Limit? {
        let found = slot.cases.map { limit(of: intent, netLoad: Watts($0.netLoad * 1000), in: slot, stored: stored) }
        func weight(_ limit: Reason.Limit?) -> Double {
            zip(found, slot.weights).reduce(0) { $1.0 == limit ? $0 + $1.1 : $0 }
        }
        return found.max { weight($0) < weight($1) } ?? nil
    }

    /// The same in one case.
    ///
    /// A power that is asked for was chosen below its limits, so that coming up to one is being kept by it; one that follows
    /// the house is kept only from what goes beyond the limit.
    private func limit(
        of intent: BatteryIntent, netLoad: Watts, in slot: UncertainSlot, stored: WattHours
    ) -> Reason.Limit? {
        let (surplus, deficit) = (max(.zero, -netLoad), max(.zero, netLoad))
        func charge(_ wanted: Watts) -> Reason.Limit? {
            Self.tightest(chargeBounds(netLoad: netLoad, in: slot, stored: stored), below: wanted)
        }
        func discharge(_ wanted: Watts) -> Reason.Limit? {
            Self.tightest(dischargeBounds(netLoad: netLoad, in: slot, stored: stored), below: wanted)
        }
        let over = Watts(2 * Self.samePower)
        return switch intent {
        case .charge(let power): charge(max(power, surplus) + over)
        case .discharge(let power): discharge(max(power, deficit) + over)
        case .selfConsume: deficit > .zero ? discharge(deficit) : charge(surplus)
        case .noCharge: discharge(deficit)
        case .noDischarge: slot.forbidsDischarge && deficit > .zero ? discharge(deficit) : charge(surplus)
        case .idle: slot.forbidsDischarge ? discharge(deficit) : nil
        }
    }

    /// A limit and the battery power it allows.
    private typealias Bound = (limit: Reason.Limit, power: Watts)

    private static func tightest(_ bounds: [Bound], below wanted: Watts) -> Reason.Limit? {
        guard let tightest = bounds.min(by: { $0.power < $1.power }) else { return nil }
        return (wanted - tightest.power).value > samePower ? tightest.limit : nil
    }

    /// What a charge meets: the site's import is kept in every case, the month's peak by cutting the charge in each.
    private func chargeBounds(netLoad: Watts, in slot: UncertainSlot, stored: WattHours) -> [Bound] {
        var bounds: [Bound] = [(.batteryFull, battery.room(stored)), (.chargePower, battery.maxCharge)]
        if let peak = slot.importLimit { bounds.append((.monthPeak, max(.zero, peak - netLoad))) }
        let plannable = Watts(1000 * slot.cases.reduce(.infinity) { min($0, $1.plannableCharge) })
        if plannable < battery.maxCharge { bounds.append((.siteImport, max(plannable, -netLoad))) }
        return bounds
    }

    /// What a discharge meets: the site's export is kept in every case.
    private func dischargeBounds(netLoad: Watts, in slot: UncertainSlot, stored: WattHours) -> [Bound] {
        var bounds: [Bound] = [
            (.batteryEmpty, battery.available(stored)), (.dischargePower, battery.maxDischarge),
        ]
        if slot.forbidsDischarge {
            bounds.append((.negativePrice, .zero))
        } else if Watts(1000 * slot.maxDischarge) < battery.maxDischarge {
            bounds.append((.siteExport, max(Watts(1000 * slot.maxDischarge), netLoad)))
        }
        return bounds
    }
}
