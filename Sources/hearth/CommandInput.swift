// SPDX-License-Identifier: Apache-2.0

import Devices
import Energy
import HostIO
import Policies
import StrictTOML
import Tables

/// Words of the command line to values; every fault is one clear line and exit code 2.
enum CommandInput {
    /// A recorded house from a CSV file.
    static func home(_ path: String) throws -> HomeSeries {
        do {
            return try HomeSeries(contentsOf: path)
        } catch {
            throw CommandFailure.usage("\(error)")
        }
    }

    /// Prices from a CSV file, currency per kWh.
    static func prices(_ path: String) throws -> SlotSeries {
        do {
            return try SlotSeries.spotPrices(contentsOf: path)
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

    /// A policy by name: one of `policies/NAME.toml`.
    static func policy(_ name: String) throws -> any Policy {
        let folder = DataFolder.policies
        let path = "\(folder)/\(name).toml"
        guard DataFolder.names(in: folder, suffix: ".toml").contains(name) else {
            let known = DataFolder.names(in: folder, suffix: ".toml").joined(separator: ", ")
            throw CommandFailure.usage("--policy: found \"\(name)\", expected one of \(known) (folder \(folder))")
        }
        do {
            return try PolicyFile(toml: text(path), file: path).makePolicy()
        } catch let faults as TOMLFaults {
            throw CommandFailure.usage("\(faults)")
        }
    }

    /// A device profile by id or by path.
    static func profile(_ name: String) throws -> DeviceProfile {
        let path = name.hasSuffix(".toml") ? name : "\(DataFolder.devices)/\(name).toml"
        do {
            return try DeviceProfile(toml: text(path), file: path)
        } catch let faults as TOMLFaults {
            throw CommandFailure.usage("\(faults)")
        }
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
