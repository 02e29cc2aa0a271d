// SPDX-License-Identifier: Apache-2.0

import Energy

/// Collects the writes of a command in order.
struct PlanBuilder {
    /// A point with the words it shall hold.
    struct Encoded {
        let slot: Int
        let place: PointAddress
        let words: [UInt16]
        /// What the words say in the point's unit.
        let number: Double
    }

    let layout: DeviceLayout
    let values: PointValues
    private var writes: [RegisterWrite] = []
    private var readBacks: [CommandPlan.ReadBack] = []

    init(layout: DeviceLayout, values: PointValues) { (self.layout, self.values) = (layout, values) }

    /// Adds points that are written in one request; they lie side by side.
    ///
    /// A point in flash memory that already holds its value is checked, not written.
    mutating func add(_ points: [Encoded]) throws(DeviceError) {
        let ordered = points.sorted { $0.place.address < $1.place.address }
        guard let first = ordered.first else { return }
        let words = ordered.flatMap(\.words)
        guard let write = RegisterWrite(table: first.place.table, address: first.place.address, words: words),
            let range = RegisterRange(table: first.place.table, address: first.place.address, count: words.count)
        else { throw .pointAbsent(point: layout.profile.points[first.slot].name) }
        if !ordered.allSatisfy(isStored) { writes.append(write) }
        readBacks.append(CommandPlan.ReadBack(range: range, expected: words))
    }

    func plan(bounds: PowerBounds? = nil, limit: Watts? = nil) -> CommandPlan {
        CommandPlan(writes: writes, readBacks: readBacks, batteryBounds: bounds, outputLimit: limit)
    }

    private func isStored(_ point: Encoded) -> Bool {
        layout.profile.points[point.slot].isFlash && values[point.slot] == .value(point.number)
    }
}
