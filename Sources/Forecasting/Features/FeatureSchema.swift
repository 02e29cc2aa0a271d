// SPDX-License-Identifier: Apache-2.0

/// Which features a model was trained on, in which order, as a value that is stored with it.
///
/// A model is used only with features of the very schema it was trained with: a feature that is computed in another way gets
/// another version.
public struct FeatureSchema: Hashable, Sendable {
    /// What the features are for, as `demand`.
    public let name: String
    /// Grows when a feature changes its meaning though not its name.
    public let version: Int
    /// The features' names, in the order of the columns.
    public let features: [String]

    /// A schema.
    public init(name: String, version: Int, features: [String]) {
        (self.name, self.version, self.features) = (name, version, features)
    }

    /// A hash that differs between schemas, the same on every machine (FNV-1a, 64 bits, over name, version and features).
    public var hash: UInt64 {
        ([name, "\(version)"] + features).reduce(into: 0xCBF2_9CE4_8422_2325) { hash, text in
            for byte in Array(text.utf8) + [0] { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        }
    }
}
