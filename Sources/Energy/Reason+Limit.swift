// SPDX-License-Identifier: Apache-2.0

extension Reason {
    /// What keeps an intent from doing more of what it does.
    public enum Limit: UInt8, CaseIterable, Hashable, Sendable {
        /// The battery reaches the highest energy its owner allows.
        case batteryFull = 0
        /// The battery reaches its floor or its backup reserve.
        case batteryEmpty = 1
        /// The highest charge power of the battery.
        case chargePower = 2
        /// The highest discharge power of the battery.
        case dischargePower = 3
        /// A higher charge would raise the highest import of the month.
        case monthPeak = 4
        /// The import that the contract or the main fuse allows.
        case siteImport = 5
        /// The export that the contract allows.
        case siteExport = 6
        /// The import price is negative: nothing is discharged, though burning energy in losses would be paid for.
        case negativePrice = 7
        /// The load is not known, so that nothing is bought that could raise the month's peak.
        case unknownLoad = 8

        /// The limit, as one sentence for the owner.
        public var sentence: String {
            switch self {
            case .batteryFull: "The battery can hold no more."
            case .batteryEmpty: "The battery has no more above its reserve."
            case .chargePower: "The battery's charge power is the limit."
            case .dischargePower: "The battery's discharge power is the limit."
            case .monthPeak: "The month's highest import is the limit."
            case .siteImport: "What the grid connection may import is the limit."
            case .siteExport: "What the grid connection may export is the limit."
            case .negativePrice: "At a negative price nothing is discharged."
            case .unknownLoad: "The load is not known; nothing is bought that could raise the month's peak."
            }
        }
    }
}
