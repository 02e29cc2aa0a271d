// SPDX-License-Identifier: Apache-2.0

import Devices

/// A device's registers with numbers in them, ready to be decoded again and again.
struct DecodeSample {
    let layout: DeviceLayout
    let replies: [[UInt16]]
    let values: PointValues

    /// Points that are decoded in one go.
    var pointCount: Int { layout.profile.points.count }

    init(profile: DeviceProfile) throws {
        let image = try RegisterImage(profile)
        layout = image.layout
        replies = try layout.reads.map { try image.read($0) }
        values = layout.makeValues()
    }

    func decodeAll(into values: inout PointValues) {
        for (index, words) in replies.enumerated() {
            let outcome = layout.decode(read: index, words: words, into: &values)
            precondition(outcome == .decoded, "the sample fits its own layout")
        }
    }
}
