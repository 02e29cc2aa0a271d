// SPDX-License-Identifier: Apache-2.0

/// Gives the points of a profile their addresses and groups them into few requests.
struct LayoutBinder {
    /// Points that have to come in one request: a SunSpec model with its header, a point with its scale factor.
    ///
    /// A model longer than a request comes in several units, of which the first has the header.
    struct Unit {
        let table: RegisterTable
        var start: Int
        var end: Int
        var slots: [Int]
        let model: LocatedModel?

        /// The model whose header this unit begins with.
        var headedModel: LocatedModel? { model.flatMap { Int($0.address) == start ? $0 : nil } }
        /// The model whose header is in an earlier unit.
        var continuedModel: LocatedModel? { headedModel == nil ? model : nil }
    }

    /// Units that share one request.
    struct Group {
        var units: [Unit]
        var start: Int
        var end: Int
        var range: RegisterRange? {
            units.first.flatMap { RegisterRange(table: $0.table, address: start, count: end - start) }
        }
    }

    let profile: DeviceProfile
    /// The located model of each of the profile's models, nil where the device has none.
    let located: [LocatedModel?]
    let addresses: [PointAddress?]

    init(_ profile: DeviceProfile, models: [LocatedModel]) throws(DeviceError) {
        if profile.needsDiscovery && models.isEmpty { throw .notDiscovered(profile: profile.id) }
        var located: [LocatedModel?] = []
        for wanted in profile.models {
            let ids = [wanted.id] + wanted.alternates
            let match = models.first { ids.contains($0.id) }
            if match == nil && wanted.isRequired { throw .modelMissing(ids: ids, found: models.map(\.id)) }
            located.append(match)
        }
        self.profile = profile
        self.located = located
        addresses = profile.points.map { point in
            switch point.place {
            case .fixed(let table, let address):
                return PointAddress(table: table, address: Int(address))
            case .model(let index, let offset):
                // A device's own L counts: what lies behind it is not there.
                guard let model = located[index], offset + point.type.width <= model.length + 2 else { return nil }
                return PointAddress(table: .holding, address: Int(model.address) + offset)
            }
        }
    }

    /// A point as it lies in a reply that begins at `readStart`; nil when its scale factor is not on the device.
    func field(slot: Int, readStart: Int) -> BoundField? {
        guard let place = addresses[slot] else { return nil }
        let point = profile.points[slot]
        var scaleIndex = -1
        if let scale = point.scaleFactor {
            guard let scalePlace = addresses[scale] else { return nil }
            scaleIndex = scalePlace.address - readStart
        }
        return BoundField(
            codec: point.codec, slot: slot, index: place.address - readStart, scaleIndex: scaleIndex,
            textStart: point.textStart)
    }

    /// The requests of one poll.
    func groups() throws(DeviceError) -> [Group] {
        var groups: [Group] = []
        for unit in try units() {
            if let last = groups.last, let merged = merge(last, unit) {
                groups[groups.count - 1] = merged
            } else {
                groups.append(Group(units: [unit], start: unit.start, end: unit.end))
            }
        }
        return groups
    }

    private func merge(_ group: Group, _ unit: Unit) -> Group? {
        guard var last = group.units.last, last.table == unit.table,
            unit.start - group.end <= profile.transport.bridgeGap,
            max(group.end, unit.end) - group.start <= limit(unit.table)
        else { return nil }
        var result = group
        result.end = max(group.end, unit.end)
        if last.model == nil && unit.model == nil {
            last.slots += unit.slots
            result.units[result.units.count - 1] = last
        } else {
            result.units.append(unit)
        }
        return result
    }

    private func limit(_ table: RegisterTable) -> Int {
        min(table.maxReadCount, profile.transport.maxRegisters)
    }

    /// The units in order of table and address.
    private func units() throws(DeviceError) -> [Unit] {
        var units = modelUnits()
        for slot in profile.points.indices where profile.points[slot].access != .write {
            guard let place = addresses[slot] else { continue }
            if case .model(let index, _) = profile.points[slot].place {
                guard let unit = units.firstIndex(where: { $0.model == located[index] }) else { continue }
                units[unit].slots.append(slot)
                units[unit].end = max(units[unit].end, place.address + profile.points[slot].type.width)
            } else {
                units.append(unit(of: slot, place, model: nil))
            }
        }
        var fitting: [Unit] = []
        for unit in units { fitting += try pieces(unit) }
        return fitting.sorted { ($0.table.readFunction, $0.start, $0.end) < ($1.table.readFunction, $1.start, $1.end) }
    }

    private func modelUnits() -> [Unit] {
        located.compactMap { $0 }.map { model in
            Unit(table: .holding, start: Int(model.address), end: Int(model.address) + 2, slots: [], model: model)
        }
    }

    /// A unit in parts that each fit into a request.
    private func pieces(_ unit: Unit) throws(DeviceError) -> [Unit] {
        let limit = limit(unit.table)
        guard unit.end - unit.start > limit else { return [unit] }
        guard let model = unit.model else { throw doesNotFit(unit, limit) }
        let parts = unit.slots.compactMap { slot in addresses[slot].map { self.unit(of: slot, $0, model: model) } }
        var pieces = [Unit(table: unit.table, start: unit.start, end: unit.start + 2, slots: [], model: model)]
        for part in parts.sorted(by: { ($0.start, $0.end) < ($1.start, $1.end) }) {
            guard part.end - part.start <= limit else { throw doesNotFit(part, limit) }
            var last = pieces[pieces.count - 1]
            last.end = max(last.end, part.end)
            last.slots += part.slots
            if last.end - last.start <= limit {
                pieces[pieces.count - 1] = last
            } else {
                pieces.append(part)
            }
        }
        return pieces
    }

    private func doesNotFit(_ unit: Unit, _ limit: Int) -> DeviceError {
        let name = unit.slots.last.map { profile.points[$0].name } ?? ""
        return .doesNotFitRequest(point: name, registers: unit.end - unit.start, limit: limit)
    }

    /// A point with its scale factor.
    private func unit(of slot: Int, _ place: PointAddress, model: LocatedModel?) -> Unit {
        var unit = Unit(
            table: place.table, start: place.address, end: place.address + profile.points[slot].type.width,
            slots: [slot], model: model)
        if let scale = profile.points[slot].scaleFactor, let scalePlace = addresses[scale] {
            unit.start = min(unit.start, scalePlace.address)
            unit.end = max(unit.end, scalePlace.address + 1)
        }
        return unit
    }
}
