// SPDX-License-Identifier: Apache-2.0

extension DeviceLayout {
    /// The slots of the points that a write touches, in order of their slots; for simulators that act on writes.
    public func slots(touchedBy write: RegisterWrite) -> [Int] {
        profile.points.indices.filter { slot in
            guard let place = addresses[slot], place.table == write.table else { return false }
            return (place.address..<place.address + profile.points[slot].type.width).overlaps(write.addresses)
        }
    }
}

extension DeviceProfile {
    /// A handle for every point, by slot.
    public var handles: [PointHandle] { points.indices.map(PointHandle.init) }
}
