// SPDX-License-Identifier: Apache-2.0

import Foundation
import HearthTestKit
import Testing

/// Simulated devices behind real ports, and a configuration that leads to them.
final class ServedHouse {
    let folder: Folder
    let config: String
    /// Addresses by device id.
    private(set) var addresses: [String: String] = [:]
    let statusPort: UInt16
    private let devices: Hearth.Running

    /// - Parameter isGuardInstalled: true where there is a folder for the lock of an installed guard.
    init(isGuardInstalled: Bool = false) throws {
        folder = try Folder()
        devices = try Hearth.start("simulate", "--serve", "127.0.0.1")
        try devices.waitForOutput(lines: 3)
        statusPort = try Loopback.freePort()
        for line in try devices.output.split(separator: "\n") {
            let words = line.split(separator: " ")
            addresses[String(words[0].dropLast())] = String(words[1].dropLast())
        }
        var text = try Hearth.run("config", "sample").output
        for (id, place) in [
            ("meter", "192.168.1.20:502"), ("inverter", "192.168.1.21:502"), ("heat-pump", "192.168.1.22:502"),
        ] {
            text = text.replacing(place, with: try #require(addresses[id]))
        }
        text = text.replacing("clock = \"kernel\"", with: "clock = \"assumed\"\nruntime = \"\(folder["installed"])\"")
            .replacing("127.0.0.1:8480", with: "127.0.0.1:\(statusPort)")
        config = try folder.put(text, as: "hearth.toml")
        if isGuardInstalled {
            try FileManager.default.createDirectory(atPath: folder["installed"], withIntermediateDirectories: false)
        }
    }

    var url: String { "http://127.0.0.1:\(statusPort)" }
    var state: String { folder["state"] }

    /// A state folder with a week of readings up to now, and prices that make it worth keeping what is stored: cheap for
    /// three hours, dear afterwards.
    func putHistory() throws {
        let now = Int(Date().timeIntervalSince1970)
        let start = Self.iso8601(now / 900 * 900 - 900)
        let before = try Hearth.run(
            "simulate", "--days", "0.0105", "--link", "memory", "--start", start, "--state", state)
        try #require(before.code == 0, "\(before.error)")
        var lines = ["timestamp_utc,price_eur_per_kwh"]
        for quarter in -24..<168 {
            lines.append("\(Self.iso8601(now / 3600 * 3600 + quarter * 900)),\(quarter < 12 ? 0.05 : 0.40)")
        }
        let file = try folder.put(lines.joined(separator: "\n") + "\n", as: "prices.csv")
        let imported = try Hearth.run("data", "import", file, "--database", "\(state)/hearth.sqlite")
        try #require(imported.code == 0, "\(imported.error)")
    }

    private static func iso8601(_ seconds: Int) -> String {
        Date(timeIntervalSince1970: Double(seconds)).ISO8601Format()
    }

    /// A register of the inverter by its point's name, read past any guard.
    func inverterPoint(_ name: String) throws -> Double? {
        struct Answer: Decodable {
            struct Point: Decodable {
                let name: String
                let value: Double?
            }
            let id: String
            let points: [Point]
        }
        // The folder of the installed guard does not matter to a configuration that names another.
        let text = try folder.text("hearth.toml").replacing(folder["installed"], with: folder["nowhere"])
        let file = try folder.put(text, as: "reading.toml")
        let answers = try Hearth.run("devices", "read", "--config", file, "--json").json([Answer].self)
        return answers.first { $0.id == "inverter" }?.points.first { $0.name == name }?.value
    }
}
