// SPDX-License-Identifier: Apache-2.0

import Energy

/// What decoding one reply showed about the device's register map.
public enum DecodeOutcome: Hashable, Sendable {
    /// The reply fits the layout; single points may still have no value.
    case decoded
    /// The reply has another length than was asked for; all its points are `.malformed`.
    case malformed
    /// ID or L of a SunSpec model is not where it was: its points are `.malformed`, the bus must discover again.
    case layoutChanged(model: UInt16)
}

/// A profile bound to the addresses of one device: what to read, how to decode it, what to write.
///
/// A value without state: the decoded values live in a `PointValues` that its user keeps.
public struct DeviceLayout: Sendable {
    /// The profile.
    public let profile: DeviceProfile
    /// What to read in one poll, in this order; the place of a range is its read index.
    public let reads: [RegisterRange]

    /// Where the points are; nil for a point that this device does not have.
    let addresses: [PointAddress?]
    let fields: [BoundField]
    let units: [BoundUnit]
    /// The units of each read.
    let unitsOfRead: [Range<Int>]
    private let headReads: [Int]

    /// Binds a profile with a fixed map, or one with SunSpec models to the models that were found.
    ///
    /// - Parameter models: what `SunSpecWalk` found; of models with the same id the first counts.
    /// - Throws: `.notDiscovered`, `.modelMissing` or `.doesNotFitRequest`.
    public init(_ profile: DeviceProfile, models: [LocatedModel] = []) throws(DeviceError) {
        let binder = try LayoutBinder(profile, models: models)
        self.profile = profile
        addresses = binder.addresses
        var (reads, fields, units, unitsOfRead) = ([RegisterRange](), [BoundField](), [BoundUnit](), [Range<Int>]())
        let groups = try binder.groups().filter { $0.range != nil }
        headReads = groups.indices.map { index in
            let continued = groups[index].units.compactMap(\.continuedModel)
            return groups.firstIndex { $0.units.contains { $0.headedModel.map(continued.contains) ?? false } } ?? index
        }
        for group in groups {
            guard let range = group.range else { continue }
            let firstUnit = units.count
            for unit in group.units {
                let firstField = fields.count
                fields += unit.slots.compactMap { binder.field(slot: $0, readStart: group.start) }
                units.append(BoundUnit(unit, readStart: group.start, fields: firstField..<fields.count))
            }
            reads.append(range)
            unitsOfRead.append(firstUnit..<units.count)
        }
        (self.reads, self.fields, self.units, self.unitsOfRead) = (reads, fields, units, unitsOfRead)
    }

    /// The read that shows whether the models of a read are where they were: an earlier one behind the first 125 registers
    /// of a long model, else the read itself.
    ///
    /// - Parameter index: place of the range in `reads`.
    public func headRead(of index: Int) -> Int { headReads.indices.contains(index) ? headReads[index] : index }

    /// A buffer for the values of one device; points that the device does not have are `.notAvailable` for good.
    public func makeValues() -> PointValues {
        let textWords = profile.points.map { $0.type.kind == .string ? $0.type.width : 0 }.reduce(0, +)
        var values = PointValues(count: profile.points.count, textWordCount: textWords)
        for slot in profile.points.indices where addresses[slot] == nil || profile.points[slot].access == .write {
            values.set(slot, lost: .notAvailable)
        }
        return values
    }

    /// Marks all points of a read as lost.
    public func markLost(read index: Int, reason: LossReason, into values: inout PointValues) {
        guard unitsOfRead.indices.contains(index) else { return }
        for unit in unitsOfRead[index] { markLost(unit: units[unit], reason: reason, into: &values) }
    }

    func markLost(unit: BoundUnit, reason: LossReason, into values: inout PointValues) {
        for field in unit.fields { values.set(fields[field].slot, lost: reason) }
    }
}

/// Where a point is on a device.
struct PointAddress: Hashable, Sendable {
    let table: RegisterTable
    let address: Int
}

/// A point within a read: flat, so that decoding runs through one array.
struct BoundField: Sendable {
    let codec: PointCodec
    let slot: Int
    /// Place of the first word in the reply.
    let index: Int
    /// Place of the scale factor's word in the reply, -1 for none.
    let scaleIndex: Int
    /// First word in `PointValues.textWords`.
    let textStart: Int
}

/// Points of one read that stand or fall together: those of a SunSpec model, or all of a fixed map.
struct BoundUnit: Sendable {
    let fields: Range<Int>
    /// Place of the model's ID in the reply, -1 for a fixed map and behind the first unit of a long model.
    let headerIndex: Int
    let modelID: UInt16
    let modelLength: UInt16

    init(_ unit: LayoutBinder.Unit, readStart: Int, fields: Range<Int>) {
        self.fields = fields
        headerIndex = unit.headedModel.map { Int($0.address) - readStart } ?? -1
        modelID = unit.model?.id ?? 0
        modelLength = UInt16(clamping: unit.model?.length ?? 0)
    }
}
