// SPDX-License-Identifier: Apache-2.0

import Energy

extension ForecastInputs {
    /// What a training on these inputs will take of the memory beside the inputs, bytes, for a refusal before it begins.
    ///
    /// A fixed part for tables whose rows are limited and one by the length of the history.
    public var trainingBytes: Int {
        switch self {
        case .house(let inputs): 40 << 20 + inputs.series.values.count * 400
        case .price(let inputs): 20 << 20 + inputs.history.slots.count * (1 + inputs.exogenous.count) * 300
        case .carbon(let grid, _): 20 << 20 + grid.count * 4000
        }
    }
}
