// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Devices
import Energy
import GuardService
import HostIO
import StrictTOML

/// `hearth devices`: what Hearth can talk to, and what it says.
struct DevicesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "devices", abstract: "Lists device profiles, checks them and reads devices.",
        discussion: "Example: hearth devices show sunspec-hybrid",
        subcommands: [List.self, Show.self, Check.self, ReadDevicesCommand.self, ProbeDevicesCommand.self])

    /// The lock a guard would hold; nil where no guard was ever installed, exit code 1 while one lives.
    static func busLock(_ path: String) throws -> LockFile? {
        do { return try BusLock.takeInstalled(path) } catch { throw CommandFailure(error) }
    }

    /// Every profile that comes with Hearth.
    static func profiles() throws -> [DeviceProfile] {
        try DataFolder.names(in: DataFolder.devices, suffix: ".toml").map {
            try CommandInput.profile($0, option: "devices")
        }
    }

    /// Runs `hearth devices list`.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists every device profile.", discussion: "Example: hearth devices list --json")

        @Flag(help: "Print one JSON document.")
        var json = false

        func run() throws {
            let profiles = try DevicesCommand.profiles().map { ProfileSummary($0) }
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

        @Flag(help: "Print one JSON document.")
        var json = false

        func run() throws {
            let profile = try CommandInput.profile(id, option: "<id>")
            if json { return StandardOutput.write(try JSONOutput.text(ProfileDocument(profile))) }
            var head = TextTable(leftColumns: 2)
            head.add("id", profile.id)
            head.add("device", ProfileSummary(profile).name)
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
                    point.name, "\(point.type)", point.unit, point.access.rawValue,
                    ProfileDocument.place(point, in: profile))
            }
            StandardOutput.write("\n" + points.text)
        }
    }

    /// Runs `hearth devices check`.
    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Checks profile files and lists every fault.",
            discussion: "Example: hearth devices check devices/*.toml")

        @Argument(help: "Profile files.")
        var files: [String]

        @Flag(help: "Print one JSON document.")
        var json = false

        func run() throws {
            var faults: [String] = []
            var checks: [ProfileCheck] = []
            for file in files {
                do {
                    let profile = try DeviceProfile(toml: try CommandInput.text(file), file: file)
                    checks.append(
                        ProfileCheck(file: file, points: profile.points.count, signals: profile.signals.count))
                } catch let found as TOMLFaults {
                    faults.append("\(found)")
                    checks.append(ProfileCheck(file: file, faults: found.faults.map { "\($0)" }))
                } catch let failure as CommandFailure {
                    faults.append(failure.message)
                    checks.append(ProfileCheck(file: file, faults: [failure.message]))
                }
            }
            if json { StandardOutput.write(try JSONOutput.text(checks)) }
            for check in checks where !json && check.faults.isEmpty {
                StandardOutput.write("\(check.file): \(check.points ?? 0) points, \(check.signals ?? 0) signals")
            }
            if !faults.isEmpty { throw CommandFailure.usage(faults.joined(separator: "\n")) }
        }
    }
}

/// What became of one profile file.
private struct ProfileCheck: Encodable {
    let file: String
    var points, signals: Int?
    var faults: [String] = []
}

/// A profile with its points.
private struct ProfileDocument: Encodable {
    struct Point: Encodable {
        let name, type, unit, access, place: String
    }

    let profile: ProfileSummary
    let steersBattery: Bool
    let signals: [String]
    let points: [Point]

    init(_ profile: DeviceProfile) {
        self.profile = ProfileSummary(profile)
        steersBattery = profile.batteryControl != nil
        signals = profile.offeredSignals.map { "\($0)" }
        points = profile.points.map {
            Point(
                name: $0.name, type: "\($0.type)", unit: $0.unit, access: $0.access.rawValue,
                place: Self.place($0, in: profile))
        }
    }

    /// Where a point stands, in words.
    static func place(_ point: ProfilePoint, in profile: DeviceProfile) -> String {
        switch point.place {
        case .fixed(let table, let address): "\(table) \(address)"
        case .model(let index, let offset): "model \(profile.models[index].id), offset \(offset)"
        }
    }

    enum CodingKeys: String, CodingKey {
        case profile
        case steersBattery = "steers_battery"
        case signals, points
    }
}

/// A profile in a line.
private struct ProfileSummary: Encodable {
    let id, name, role, source, verifiedBy: String
    let transports: [String]
    let points, signals: Int

    init(_ profile: DeviceProfile) {
        id = profile.id
        let isNamed = profile.name.hasPrefix(profile.manufacturer)
        name = isNamed ? profile.name : "\(profile.manufacturer) \(profile.name)"
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
