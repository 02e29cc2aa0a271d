// SPDX-License-Identifier: Apache-2.0

import Energy

extension ForecastInputs {
    /// What a training on these inputs will take of the memory beside the inputs, bytes, for a refusal before it begins.
    ///
    /// A part for tables whose rows are limited and one by the length of the history, from the most that was resident on
    /// x86-64: 60 MiB in all for demand of a quarter and of a whole year, 55 for ten months of prices, 66 for six years, 90 for
    /// four years with two other series, 138 for two years of carbon intensity.
    public var trainingBytes: Int {
        switch self {
        case .house(let inputs): 32 << 20 + inputs.series.values.count * 100
        case .price(let inputs): 25 << 20 + inputs.history.slots.count * (1 + inputs.exogenous.count) * 70
        case .carbon(let grid, _): 8 << 20 + grid.count * 6000
        }
    }
}
