// SPDX-License-Identifier: Apache-2.0

/// The addresses of one table that a simulated device answers for.
struct ImageRegion: Sendable {
    let table: RegisterTable
    let addresses: Range<Int>
    /// Place of the first address in the image's words.
    let first: Int
    /// True when addresses between the points can be read too.
    let isDense: Bool

    /// The regions of a device: the chain of its models, or one region for each table of a fixed map.
    static func regions(of layout: DeviceLayout, models: [LocatedModel], base: Int) -> [ImageRegion] {
        if let last = models.last {
            // Behind the last model stands the end marker: ID 0xFFFF, L 0.
            let end = Int(last.address) + 2 + last.length + 2
            return [ImageRegion(table: .holding, addresses: base..<end, first: 0, isDense: true)]
        }
        var regions: [ImageRegion] = []
        for table in RegisterTable.allCases {
            let spans = zip(layout.addresses, layout.profile.points).compactMap { place, point in
                place.flatMap { $0.table == table ? $0.address..<$0.address + point.type.width : nil }
            }
            guard let low = spans.map(\.lowerBound).min(), let high = spans.map(\.upperBound).max() else { continue }
            let profile = layout.profile
            regions.append(
                ImageRegion(
                    table: table, addresses: low..<high,
                    first: regions.last.map { $0.first + $0.addresses.count } ?? 0,
                    isDense: profile.unmappedReadsZero || profile.transport.bridgeGap > 0))
        }
        return regions
    }
}

/// A point within the image's words: flat, so that setting it follows no pointers.
struct ImagePoint: Sendable {
    let codec: PointCodec
    /// Place of the first word, -1 when the device does not have the point.
    let index: Int
    let exponent: Int

    /// All points of a device; the exponents are those of the scale factors' initial values.
    static func points(of layout: DeviceLayout, regions: [ImageRegion], initial: [Double?]) -> [ImagePoint] {
        layout.profile.points.enumerated().map { slot, point in
            let region = layout.addresses[slot].flatMap { place in regions.first { $0.table == place.table } }
            let index = layout.addresses[slot].flatMap { place in
                region.map { $0.first + place.address - $0.addresses.lowerBound }
            }
            let exponent = point.scaleFactor.flatMap { initial[$0] }.flatMap { Int(exactly: $0) }
            return ImagePoint(codec: point.codec, index: index ?? -1, exponent: exponent ?? 0)
        }
    }
}
