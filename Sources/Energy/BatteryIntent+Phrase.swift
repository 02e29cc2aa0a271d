// SPDX-License-Identifier: Apache-2.0

extension BatteryIntent {
    /// The wish in words that fit after "would", as `charge with at least 2.00 kW`.
    public var phrase: String {
        switch self {
        case .selfConsume: "cover the house and store its surplus"
        case .noDischarge: "store the surplus and keep what is stored"
        case .noCharge: "cover the house and store nothing"
        case .idle: "rest"
        case .charge(let power): "charge with at least \(power.kilowatts)"
        case .discharge(let power): "discharge at least \(power.kilowatts)"
        }
    }
}

extension Watts {
    /// As `2.50 kW`.
    var kilowatts: String { decimalText(value / 1000, decimals: 2) + " kW" }
}
