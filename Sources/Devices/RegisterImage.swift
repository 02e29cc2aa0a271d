// SPDX-License-Identifier: Apache-2.0

import Energy

/// A point of a `RegisterImage`, resolved once so that setting it is fast.
public struct PointHandle: Hashable, Sendable {
    /// Slot of the point in `DeviceProfile.points`.
    public let slot: Int
}

/// The registers of a simulated device, built from the same profile that a real one is read with.
///
/// A point that was never set reads as not available where its type knows such a value, else 0. Scale factors are fixed when
/// the image is made.
public struct RegisterImage: Sendable {
    /// The layout of the device, as discovery would find it.
    public let layout: DeviceLayout
    /// The models as discovery would find them; empty for a fixed map.
    public let models: [LocatedModel]

    private var words: [UInt16]
    private let regions: [ImageRegion]
    private let points: [ImagePoint]
    /// Slot of the point that each word belongs to, -1 for none.
    private let owners: [Int32]

    /// Builds the registers of a device.
    ///
    /// - Parameters:
    ///   - profile: the device model.
    ///   - base: address of the SunSpec marker; not used for a fixed map.
    ///   - scaleFactors: exponents by the name of their point, instead of the profile's `initial`.
    /// - Throws: `DeviceError` when the profile cannot be laid out or an initial value does not fit its point.
    public init(
        _ profile: DeviceProfile, base: UInt16 = 40000, scaleFactors: [String: Int] = [:]
    ) throws(DeviceError) {
        models = RegisterImage.chain(profile, base: Int(base))
        layout = try DeviceLayout(profile, models: models)
        regions = ImageRegion.regions(of: layout, models: models, base: Int(base))
        words = Array(repeating: 0, count: regions.last.map { $0.first + $0.addresses.count } ?? 0)
        let initial = profile.points.map { scaleFactors[$0.name].map(Double.init) ?? $0.initial }
        points = ImagePoint.points(of: layout, regions: regions, initial: initial)
        var owners = [Int32](repeating: -1, count: words.count)
        for (slot, point) in points.enumerated() where point.index >= 0 {
            for place in 0..<point.codec.width { owners[point.index + place] = Int32(clamping: slot) }
        }
        self.owners = owners
        writeHeaders(base: Int(base))
        for slot in points.indices {
            let handle = PointHandle(slot: slot)
            setNotAvailable(handle)
            guard let value = initial[slot] else { continue }
            do { try set(handle, to: value) } catch {
                throw .notEncodable(point: profile.points[slot].name, failure: error)
            }
        }
    }

    /// The handle of a point by its name, nil when the profile has none.
    public func handle(_ name: String) -> PointHandle? {
        layout.profile.slot(of: name).map(PointHandle.init)
    }

    /// Puts a value into a point's registers, rounded to the nearest.
    ///
    /// - Throws: `EncodingFailure`; the registers then keep what they held.
    public mutating func set(_ handle: PointHandle, to value: Double) throws(EncodingFailure) {
        let point = points[handle.slot]
        guard point.index >= 0 else { return }
        let pattern = try point.codec.encode(value, exponent: point.exponent)
        point.codec.store(pattern, into: &words, at: point.index)
    }

    /// Puts a text into a point's registers, cut to their length and padded with NUL.
    ///
    /// - Parameter text: ASCII; other characters are left out.
    public mutating func set(_ handle: PointHandle, text: String) {
        let point = points[handle.slot]
        guard point.index >= 0, point.codec.kind == .string else { return }
        var bytes = text.utf8.filter { $0 < 128 }[...].prefix(2 * point.codec.width)
        for place in 0..<point.codec.width {
            let (high, low) = (bytes.popFirst() ?? 0, bytes.popFirst() ?? 0)
            words[point.index + place] = UInt16(high) << 8 | UInt16(low)
        }
    }

    /// Makes a point not available: the value that its type or profile has for that, else 0.
    public mutating func setNotAvailable(_ handle: PointHandle) {
        let point = points[handle.slot]
        guard point.index >= 0 else { return }
        if point.codec.kind == .string {
            for place in 0..<point.codec.width { words[point.index + place] = 0 }
        } else {
            point.codec.store(point.codec.notAvailablePattern ?? 0, into: &words, at: point.index)
        }
    }

    /// What a point's registers say now, for example after a write by a controller.
    public func value(_ handle: PointHandle) -> SignalReading {
        let point = points[handle.slot]
        guard point.index >= 0, point.codec.kind != .string else { return .lost(.notAvailable) }
        let (number, status) = point.codec.decode(words.span, at: point.index, exponent: point.exponent)
        return status.loss.map { .lost($0) } ?? .value(number)
    }

    /// Answers a read request.
    ///
    /// - Returns: the registers; one word of 0 or 1 for each bit.
    /// - Throws: exception 2 when an address is not mapped.
    public func read(_ range: RegisterRange) throws(ModbusException) -> [UInt16] {
        var reply = [UInt16](repeating: 0, count: range.count)
        let profile = layout.profile
        for region in regions where region.table == range.table {
            let overlap = region.addresses.clamped(to: range.addresses)
            if !profile.unmappedReadsZero && overlap != range.addresses { throw .illegalDataAddress }
            for address in overlap {
                let index = region.first + address - region.addresses.lowerBound
                if owners[index] < 0 && !region.isDense { throw .illegalDataAddress }
                reply[address - Int(range.address)] = words[index]
            }
            return reply
        }
        if profile.unmappedReadsZero { return reply }
        throw .illegalDataAddress
    }

    /// Takes a write request, whole or not at all.
    ///
    /// - Throws: exception 2 when an address is not that of a writable point, 3 when a point does not take the value.
    public mutating func write(_ write: RegisterWrite) throws(ModbusException) {
        guard let region = regions.first(where: { $0.table == write.table }),
            region.addresses.clamped(to: write.addresses) == write.addresses
        else { throw .illegalDataAddress }
        let first = region.first + Int(write.address) - region.addresses.lowerBound
        var changed = words
        var touched: [Int] = []
        for (place, word) in write.words.enumerated() {
            let slot = Int(owners[first + place])
            guard slot >= 0, layout.profile.points[slot].access != .read else { throw .illegalDataAddress }
            changed[first + place] = word
            if touched.last != slot { touched.append(slot) }
        }
        for slot in touched where points[slot].codec.kind != .string {
            let point = points[slot]
            let decoded = point.codec.decode(changed.span, at: point.index, exponent: point.exponent)
            guard decoded.status == .value else { throw .illegalDataValue }
        }
        words = changed
    }

    private mutating func writeHeaders(base: Int) {
        guard let region = regions.first, !models.isEmpty else { return }
        for (place, word) in SunSpecWalk.marker.enumerated() { words[region.first + place] = word }
        for model in models {
            let index = region.first + Int(model.address) - base
            words[index] = model.id
            words[index + 1] = UInt16(clamping: model.length)
        }
        words[words.count - 2] = 0xFFFF
    }

    /// The models one after the other behind the marker.
    private static func chain(_ profile: DeviceProfile, base: Int) -> [LocatedModel] {
        var address = base + 2
        var models: [LocatedModel] = []
        for model in profile.models {
            guard let start = UInt16(exactly: address) else { break }
            models.append(LocatedModel(id: model.id, address: start, length: model.length))
            address += 2 + model.length
        }
        return models
    }
}
