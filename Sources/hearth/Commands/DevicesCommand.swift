// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Devices
import Energy
import HostIO
import StrictTOML

/// `hearth devices`: what Hearth can talk to, and what it says.
struct DevicesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "devices", abstract: "Lists device profiles, checks them and reads devices.",
        discussion: "Example: hearth devices show sunspec-hybrid",
        subcommands: [List.self, Show.self, Check.self, ReadDevicesCommand.self])

    /// Runs `hearth devices list`.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists every device profile.", discussion: "Example: hearth devices list --json")

        @Flag(help: "Print one JSON document.")
        var json = false

        func run() throws {
            let profiles = try DataFolder.names(in: DataFolder.devices, suffix: ".toml").map {
                ProfileSummary(try CommandInput.profile($0))
            }
            if json { return StandardOutput.write(try JSONOutput.text(profiles)) }
            var table = TextTable(leftColumns: 5)
            table.add("ID", "DEVICE", "ROLE", "OVER", "VERIFIED BY")
            for profile in profiles {
                table.add(
                    profile.id, profile.name, profile.role, profile.transports.joined(separator: ", "),
                    profile.verifiedBy)
            }
            StandardOutput.write(table.text)
        }
    }

    /// Runs `hearth devices show`.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints a profile: its points, what they mean, and where they come from.",
            discussion: "Example: hearth devices show eastron-sdm630")

        @Argument(help: "Id of a profile, or a profile file.")
        var id: String

        func run() throws {
            let profile = try CommandInput.profile(id)
            var head = TextTable(leftColumns: 2)
            head.add("id", profile.id)
            head.add("device", "\(profile.manufacturer) \(profile.name)")
            head.add("role", profile.role.rawValue)
            head.add("source", profile.source)
            head.add("verified by", profile.verifiedBy)
            head.add("poll", "every \(decimalText(profile.transport.pollSeconds, decimals: 1, trimmed: true)) s")
            head.add("steers the battery", profile.batteryControl == nil ? "no" : "yes")
            head.add("signals", profile.offeredSignals.map { "\($0)" }.joined(separator: ", "))
            StandardOutput.write(head.text)
            var points = TextTable(leftColumns: 5)
            points.add("POINT", "TYPE", "UNIT", "ACCESS", "PLACE")
            for point in profile.points {
                points.add(
                    point.name, "\(point.type)", point.unit, point.access.rawValue, Self.place(point, in: profile))
            }
            StandardOutput.write("\n" + points.text)
        }

        private static func place(_ point: ProfilePoint, in profile: DeviceProfile) -> String {
            switch point.place {
            case .fixed(let table, let address): "\(table) \(address)"
            case .model(let index, let offset): "model \(profile.models[index].id), offset \(offset)"
            }
        }
    }

    /// Runs `hearth devices check`.
    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Checks profile files and lists every fault.",
            discussion: "Example: hearth devices check devices/*.toml")

        @Argument(help: "Profile files.")
        var files: [String]

        func run() throws {
            var faults: [String] = []
            for file in files {
                do {
                    let profile = try DeviceProfile(toml: try CommandInput.text(file), file: file)
                    StandardOutput.write("\(file): \(profile.points.count) points, \(profile.signals.count) signals")
                } catch let found as TOMLFaults {
                    faults.append("\(found)")
                } catch let failure as CommandFailure {
                    faults.append(failure.message)
                }
            }
            if !faults.isEmpty { throw CommandFailure.usage(faults.joined(separator: "\n")) }
        }
    }
}

/// A profile in a line.
private struct ProfileSummary: Encodable {
    let id, name, role, source, verifiedBy: String
    let transports: [String]
    let points, signals: Int

    init(_ profile: DeviceProfile) {
        id = profile.id
        name = "\(profile.manufacturer) \(profile.name)"
        role = profile.role.rawValue
        source = profile.source
        verifiedBy = profile.verifiedBy
        transports = [
            profile.transport.tcp == nil ? nil : "TCP", profile.transport.rtu == nil ? nil : "RTU",
        ].compactMap { $0 }
        points = profile.points.count
        signals = profile.signals.count
    }

    enum CodingKeys: String, CodingKey {
        case id, name, role, source
        case verifiedBy = "verified_by"
        case transports, points, signals
    }
}
