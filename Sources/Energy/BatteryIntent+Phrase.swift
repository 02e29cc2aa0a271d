// SPDX-License-Identifier: Apache-2.0

extension BatteryIntent {
    /// The wish in words that fit after "would", as `charge with at least 2.00 kW`.
    public var phrase: String {
        switch self {
        case .selfConsume: "cover the house and store its surplus"
        case .noDischarge: "store the surplus and keep what is stored"
        case .noCharge: "cover the house and store nothing"
        case .idle: "rest"
        case .charge(let power): "charge with at least \(Self.kilowatts(power))"
        case .discharge(let power): "discharge at least \(Self.kilowatts(power))"
        }
    }

    private static func kilowatts(_ power: Watts) -> String { decimalText(power.value / 1000, decimals: 2) + " kW" }
}
