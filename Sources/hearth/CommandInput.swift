// SPDX-License-Identifier: Apache-2.0

import Devices
import Energy
import HostIO
import Policies
import StrictTOML
import Tables

/// Words of the command line to values; every fault is one clear line and exit code 2.
enum CommandInput {
    /// A recorded house from a CSV file; an empty cell is a missing number.
    static func home(_ path: String) throws -> HomeSeries {
        do {
            return try HomeSeries(contentsOf: path, emptyCell: .missing)
        } catch {
            throw CommandFailure.usage("\(error)")
        }
    }

    /// Prices from a CSV file, currency per kWh; an empty cell is a missing price.
    static func prices(_ path: String) throws -> SlotSeries {
        do {
            return try SlotSeries.spotPrices(contentsOf: path, emptyCell: .missing)
        } catch {
            throw CommandFailure.usage("\(error)")
        }
    }

    /// A moment that is the beginning of a quarter hour.
    static func slot(_ text: String, option: String) throws -> Slot {
        guard let instant = UTCInstant(iso8601: text) else {
            throw CommandFailure.usage(
                "\(option): found \"\(text)\", expected a date such as 2016-11-01 or 2016-10-31T23:00Z")
        }
        let slot = Slot(containing: instant)
        guard slot.start == instant else {
            throw CommandFailure.usage("\(option): found \"\(text)\", expected the beginning of a quarter hour")
        }
        return slot
    }

    /// The country of `--country`, by the two letters of its name.
    static func country(_ text: String) throws -> HolidayCalendar {
        guard let country = HolidayCalendar(rawValue: text.uppercased()) else {
            let known = HolidayCalendar.allCases.map(\.rawValue).joined(separator: ", ")
            throw CommandFailure.usage("--country: found \"\(text)\", expected one of \(known)")
        }
        return country
    }

    /// A policy by name: one of `policies/NAME.toml`.
    ///
    /// - Parameter option: what the name was given by, for the message.
    static func policy(_ name: String, option: String) throws -> any Policy {
        try policyFile(name, option: option).file.makePolicy()
    }

    /// A policy's file, checked, and its text.
    static func policyFile(_ name: String, option: String) throws -> (file: PolicyFile, text: String) {
        let folder = DataFolder.policies
        try check(name, isOneOf: DataFolder.names(in: folder, suffix: ".toml"), option: option, folder: folder)
        let path = "\(folder)/\(name).toml"
        let text = try text(path)
        do {
            let file = try PolicyFile(toml: text, file: path) { try DurableFile.read("\(folder)/\($0)") }
            return (file, text)
        } catch {
            throw CommandFailure.usage("\(error)")
        }
    }

    /// A device profile by id, or by the path of its file, which ends in `.toml`.
    ///
    /// - Parameter option: what the name was given by, for the message.
    static func profile(_ name: String, option: String) throws -> DeviceProfile {
        var path = name
        if !name.hasSuffix(".toml") {
            let folder = DataFolder.devices
            let known = DataFolder.names(in: folder, suffix: ".toml")
            try check(name, isOneOf: known, option: option, folder: folder)
            path = "\(folder)/\(name).toml"
        }
        do {
            return try DeviceProfile(toml: text(path), file: path)
        } catch let faults as TOMLFaults {
            throw CommandFailure.usage("\(faults)")
        }
    }

    private static func check(_ name: String, isOneOf known: [String], option: String, folder: String) throws {
        guard !known.contains(name) else { return }
        let expected = known.isEmpty ? "a file there" : "one of \(known.joined(separator: ", "))"
        throw CommandFailure.usage("\(option): found \"\(name)\", expected \(expected) (folder \(folder))")
    }

    /// The text of a file.
    static func text(_ path: String) throws -> String {
        do {
            return String(decoding: try TableFile.read(path), as: UTF8.self)
        } catch {
            throw CommandFailure.usage("\(error)")
        }
    }
}
