// SPDX-License-Identifier: Apache-2.0

/// Something a person should hear about that did not stop the store.
public enum StoreNotice: Hashable, Sendable, CustomStringConvertible {
    /// The database was damaged; it was renamed and an empty one begun.
    case setAside(path: String, keptAs: String, cause: String)
    /// The schema was brought forward.
    case migrated(path: String, from: Int, to: Int)
    /// A row whose checksum does not fit its content; it is not returned.
    case damagedRow(table: String, key: String)

    /// One line.
    public var description: String {
        switch self {
        case .setAside(let path, let keptAs, let cause):
            "\(path) is damaged (\(cause)); it is kept as \(keptAs), and an empty database was begun"
        case .migrated(let path, let from, let to): "\(path): schema brought from version \(from) to \(to)"
        case .damagedRow(let table, let key): "damaged row in table \(table), \(key): its content counts as missing"
        }
    }
}
