// SPDX-License-Identifier: Apache-2.0

import Energy

extension BatteryIntent {
    /// True when both ask for the same mode, whatever the power.
    package func hasSameKind(as other: BatteryIntent) -> Bool {
        switch (self, other) {
        case (.selfConsume, .selfConsume), (.noDischarge, .noDischarge), (.noCharge, .noCharge), (.idle, .idle),
            (.charge, .charge), (.discharge, .discharge):
            true
        case (.selfConsume, _), (.noDischarge, _), (.noCharge, _), (.idle, _), (.charge, _), (.discharge, _): false
        }
    }
}
