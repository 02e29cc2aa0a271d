// SPDX-License-Identifier: Apache-2.0

import Devices
import Plant

/// Points of a device that no signal is made of, but that a real device fills too.
///
/// Known by their names in the profiles; a profile without one of them loses nothing.
struct ExtraPoints: Sendable {
    private let points: [(handle: PointHandle, value: ExtraPoint.Value)]

    /// The extra points that a device has and no signal sets.
    init(_ image: RegisterImage, without taken: [PointHandle]) {
        let known = ExtraPoint.sunSpec + ExtraPoint.meter + ExtraPoint.heatPump
        points = known.compactMap { point in
            image.handle(point.name).flatMap { taken.contains($0) ? nil : ($0, point.value) }
        }
    }

    var handles: [PointHandle] { points.map(\.handle) }

    func encode(_ state: HouseState, into image: inout RegisterImage) {
        for point in points {
            do { try image.set(point.handle, to: point.value(state)) } catch { image.setNotAvailable(point.handle) }
        }
    }
}

/// One extra point by its name.
struct ExtraPoint: Sendable {
    /// The point's value in its own unit.
    typealias Value = @Sendable (HouseState) -> Double

    let name: String
    let value: Value

    init(_ name: String, _ value: @escaping Value) { (self.name, self.value) = (name, value) }
}
