// SPDX-License-Identifier: Apache-2.0

/// One named value of a device model.
public struct ProfilePoint: Hashable, Sendable {
    /// Where a point lives.
    public enum Place: Hashable, Sendable {
        /// At an address of a fixed map.
        case fixed(table: RegisterTable, address: UInt16)
        /// At an offset from the ID register of a SunSpec model, by its place in `DeviceProfile.models`.
        case model(index: Int, offset: Int)
    }

    /// Who may do what.
    public enum Access: String, CaseIterable, Hashable, Sendable {
        /// Read only.
        case read = "r"
        /// Read and write.
        case readWrite = "rw"
        /// Write only: it is never read.
        case write = "w"
    }

    /// Vendor's name; points of SunSpec models carry the model, `103.W`, and the block, `160.3.DCW`.
    public let name: String
    /// Where it lives.
    public let place: Place
    /// What its registers hold.
    public let type: PointType
    /// How they become a number.
    public let codec: PointCodec
    /// Slot of the scale-factor point, nil for none.
    public let scaleFactor: Int?
    /// Unit after scaling, as the vendor names it.
    public let unit: String
    /// Who may do what.
    public let access: Access
    /// True when writing wears flash memory out: it is then written on change only.
    public let isFlash: Bool
    /// What a simulated device holds at first, in the point's unit; nil = not available.
    public let initial: Double?
    /// First word of a text point in `PointValues`.
    let textStart: Int
}

/// A SunSpec model that a profile reads.
public struct SunSpecModel: Hashable, Sendable {
    /// SunSpec model id.
    public let id: UInt16
    /// Ids of models with the same points, which are taken in its place.
    public let alternates: [UInt16]
    /// Length L of the model by its definition, without ID and L, > 0; a device's own L counts.
    public let length: Int
    /// False when a device may be without it: its points are then not available.
    public let isRequired: Bool
}
