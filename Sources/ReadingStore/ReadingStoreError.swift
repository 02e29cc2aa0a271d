// SPDX-License-Identifier: Apache-2.0

import Energy

/// Why the store could not do what it was asked.
public enum ReadingStoreError: RetryAdvising, Hashable, Sendable, CustomStringConvertible {
    // The caller's fault: trying again with the same values fails again.

    /// A slice or event of a device that is not in the configured list.
    case unknownDevice(DeviceIndex, configured: Int)
    /// A question about a device the database has never heard of.
    case unknownDeviceID(String, known: [String])
    /// The same id twice in the configured list.
    case duplicateDeviceID(String)
    /// A price that is not a number.
    case priceNotFinite(Slot)
    /// A slot outside the years 1 to 9999.
    case slotOutOfRange(index: Int)
    /// A forecast with a number beyond 3.4e38, which is none of a house.
    case forecastOutOfRange(ForecastTarget, madeAt: UTCInstant)
    /// A fetched number that its quantity cannot have.
    case feedOutOfRange(FeedQuantity, Slot)
    /// A score with a sum that is not a number.
    case scoreNotFinite(ForecastTarget, model: String, day: CivilDate)
    /// A model shall come into use while the one in use stays.
    case secondChampion(ForecastTarget, inUse: String, wanted: String)

    // The place's fault: somebody has to do something.

    /// The folder of the database does not exist.
    case folderMissing(path: String)
    /// The file or its folder may not be written.
    case notWritable(path: String, systemError: Int32)
    /// A copy would leave too little free on its medium, bytes.
    case noRoom(path: String, free: Int, needed: Int)
    /// Another process writes this database; its process id where it left one.
    case inUse(path: String, processID: Int?)
    /// The database was written by a newer Hearth.
    case newerSchema(path: String, found: Int, supported: Int)
    /// The database has not been brought to this schema yet; the writer does that.
    case olderSchema(path: String, found: Int, expected: Int)
    /// The file is a healthy database of another program.
    case foreignDatabase(path: String)
    /// A setting that durability rests on did not take.
    case settingRefused(path: String, pragma: String, wanted: String, found: String)
    /// A damaged file could not be renamed.
    case cannotSetAside(path: String, systemError: Int32)

    /// SQLite's answer.
    case sqlite(SQLiteFailure)

    /// True where the same call may succeed later without a change of its arguments.
    public var isWorthRetrying: Bool {
        switch self {
        case .unknownDevice, .unknownDeviceID, .duplicateDeviceID, .priceNotFinite, .slotOutOfRange,
            .forecastOutOfRange, .feedOutOfRange,
            .scoreNotFinite, .secondChampion, .newerSchema, .foreignDatabase, .settingRefused:
            false
        case .folderMissing, .notWritable, .noRoom, .inUse, .cannotSetAside, .olderSchema: true
        case .sqlite(let failure):
            switch failure.kind {
            // A damaged file is no fault of what is to be stored: the next opening sets it aside.
            case .full, .busy, .readOnly, .cannotOpen, .inputOutput, .damaged: true
            case .other: false
            }
        }
    }

    /// What, where, which value was found and which expected, in one line.
    public var description: String {
        switch self {
        case .unknownDevice(let index, let configured):
            "device \(index.rawValue) is not configured: expected 0..<\(configured)"
        case .unknownDeviceID(let id, let known):
            "no device “\(id)” in the database: expected one of \(known.joined(separator: ", "))"
        case .duplicateDeviceID(let id): "device “\(id)” is configured twice: ids must differ"
        case .priceNotFinite(let slot): "the price of \(slot) is not a number: expected a price per kWh"
        case .slotOutOfRange(let index): "slot \(index) lies outside the years 1 to 9999"
        case .forecastOutOfRange(let target, let madeAt):
            "the forecast of \(target) made at \(madeAt) has a number beyond 3.4e38"
        case .feedOutOfRange(let quantity, let slot):
            "\(quantity.rawValue) of \(slot) lies outside \(quantity.range.lowerBound) to "
                + "\(quantity.range.upperBound) \(quantity.unit)"
        case .scoreNotFinite(let target, let model, let day):
            "the score of \(model) for \(target) on \(day) has a sum that is not a number"
        case .secondChampion(let target, let inUse, let wanted):
            "\(wanted) shall be in use for \(target) beside \(inUse): expected a new state of that one"
        case .folderMissing(let path): "\(path): its folder does not exist"
        case .notWritable(let path, let code): "\(path): may not be written (system error \(code))"
        case .noRoom(let path, let free, let needed):
            "\(path): \(free >> 20) MiB are free, expected \(needed >> 20) for a copy and what comes after it"
        case .inUse(let path, let processID):
            "\(path): another process\(processID.map { " (\($0))" } ?? "") writes this database; only one may"
        case .olderSchema(let path, let found, let expected):
            "\(path): schema \(found), expected \(expected): start hearthd once, which brings it forward"
        case .newerSchema(let path, let found, let supported):
            "\(path): written by a newer Hearth (schema \(found), this one knows \(supported)); update Hearth"
        case .foreignDatabase(let path): "\(path): a database of another program; name another file"
        case .settingRefused(let path, let pragma, let wanted, let found):
            "\(path): PRAGMA \(pragma) is \(found) instead of \(wanted); is this a network file system?"
        case .cannotSetAside(let path, let code):
            "\(path): is damaged and cannot be renamed (system error \(code))"
        case .sqlite(let failure): failure.description
        }
    }
}
