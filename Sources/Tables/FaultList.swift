// SPDX-License-Identifier: Apache-2.0

/// Collects the faults of one table; of many it keeps the first by line and counts the rest.
struct FaultList {
    private var kept: [TableFault] = []
    private var count = 0

    var isEmpty: Bool { count == 0 }

    /// The first faults by line and the number of the others.
    var faults: TableFaults {
        let first = firstByLine
        return TableFaults(first, omitted: count - first.count)
    }

    /// Adds a fault, which may belong before earlier ones: columns are checked one after the other.
    mutating func add(_ fault: TableFault) {
        count += 1
        kept.append(fault)
        if kept.count >= 8 * TableFaults.listed { kept = firstByLine }
    }

    private var firstByLine: [TableFault] {
        let order = kept.enumerated().sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }
        return order.prefix(TableFaults.listed).map(\.element)
    }
}
