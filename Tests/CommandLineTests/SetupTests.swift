// SPDX-License-Identifier: Apache-2.0

import Devices
import Foundation
import HearthTestKit
import ModbusIO
import Testing

/// `hearth devices probe` and `hearth config init` against served devices.
@Suite(.serialized) struct SetupTests {
    private struct Finding: Decodable {
        let profile, identity: String
        let fits: Bool
        let signals: [String: Double]
    }

    @Test(arguments: [("meter", "eastron-sdm630"), ("inverter", "sunspec-hybrid"), ("heat-pump", "thermia-genesis")])
    func probe_findsTheOneProfileThatFits(id: String, profile: String) throws {
        let house = try ServedHouse()
        let address = try #require(house.addresses[id])
        let probed = try Hearth.run("devices", "probe", address, "--config", house.config, "--json")
        #expect(probed.code == 0, "\(probed.error)")
        let findings = try probed.json([Finding].self)
        #expect(findings.count == 3)
        #expect(findings.filter(\.fits).map(\.profile) == [profile], "\(probed.output)")
        let text = try Hearth.run("devices", "probe", address, "--config", house.config)
        #expect(text.code == 0 && text.output.hasPrefix("\(profile) at \(address), unit 1: FITS:"), "\(text.output)")
    }

    @Test func nobodyAtTheAddress_isExit1() throws {
        let address = "127.0.0.1:\(try Loopback.freePort())"
        let probed = try Hearth.run("devices", "probe", address)
        #expect(probed.code == 1)
        #expect(probed.errorLines == ["no profile fits what is at \(address)"])
        #expect(probed.output.split(separator: "\n").count == 3)
    }

    @Test func answersFromAPipe_becomeAConfigurationThatRuns() throws {
        let house = try ServedHouse()
        let file = house.folder["new.toml"]
        let (meter, inverter) = (try #require(house.addresses["meter"]), try #require(house.addresses["inverter"]))
        let nobody = "127.0.0.1:\(try Loopback.freePort())"
        let answers = [
            "Villa \"Sol\"", "Europe/Nowhere", "Europe/Stockholm", "20", "", "8000", nobody, meter, "", inverter,
            "pv-battery",
            "", "", "15", "", "SEK", "spot", "0,6", "25", "fixed", "0.5",
        ]
        let made = try Hearth.run(["config", "init", "--output", file], input: answers.joined(separator: "\n") + "\n")
        #expect(made.code == 0, "\(made.error)")
        #expect(made.output.hasPrefix("\(file): written"))
        #expect(made.error.contains("found \"Europe/Nowhere\", expected a European zone"))
        #expect(made.error.contains("nothing there that Hearth knows"))
        #expect(made.error.contains("as the inverter says"))
        let text = try house.folder.text("new.toml")
        for line in [
            "name = \"Villa \\\"Sol\\\"\"", "time_zone = \"Europe/Stockholm\"", "main_fuse_a = 20",
            "id = \"pv-battery\"",
            "profile = \"sunspec-hybrid\"", "capacity_wh = 10000", "max_charge_w = 5000", "floor = 0.15",
            "import_fees_per_kwh = 0.6", "vat = 0.25", "export_price_per_kwh = 0.5",
        ] { #expect(text.contains(line + "\n"), "\(line)") }
        let check = try Hearth.run("config", "check", file)
        #expect(check.code == 0 && check.output.contains("2 devices, 1 batteries"), "\(check.error)")
        #expect(try Hearth.run("devices", "read", "--config", file).code == 0)

        let kept = try Hearth.run(["config", "init", "--output", file], input: "\n")
        #expect(kept.code == 1 && kept.error.contains("left as it was"))
        #expect(try house.folder.text("new.toml") == text)
    }

    /// A meter on a serial line: found by name, asked about, configured, read.
    @Test func serialLine_isProbedAndConfigured() throws {
        let cable = try SerialCable()
        defer { cable.unplug() }
        var image = try RegisterImage(try shippedProfile("eastron-sdm630"))
        for (name, value) in [
            ("W", 1234.0), ("W_L1", 400), ("W_L2", 434), ("W_L3", 400), ("V_L1", 231), ("V_L2", 232), ("V_L3", 230),
            ("Hz", 50), ("kWh_import", 8), ("kWh_export", 3),
        ] { try image.set(try #require(image.handle(name)), to: value) }
        let server = try ModbusServer(bank: ProfileBank([1: image]), serial: cable.server, unit: 1)
        defer { server.stop() }
        let path = cable.client.description

        let probed = try Hearth.run("devices", "probe", path, "--json")
        let findings = try probed.json([Finding].self)
        #expect(findings.filter(\.fits).map(\.profile) == ["eastron-sdm630"], "\(probed.output)")
        #expect(findings.count == 2, "the heat pump has no serial port")
        #expect(findings.first?.signals["gridImport"] == 1234)
        let text = try Hearth.run("devices", "probe", "\(path) 19200")
        #expect(text.output.hasPrefix("eastron-sdm630 at \(path) 19200 none 1, unit 1: FITS:"), "\(text.output)")
        let strange = try Hearth.run("devices", "probe", "\(path) fast")
        #expect(strange.code == 2 && strange.error.contains("such as /dev/ttyUSB0 19200"))
        let nobody = try Hearth.run("devices", "probe", "/dev/no-such-line")
        #expect(nobody.code == 1 && nobody.output.contains("No such file"), "\(nobody.output)")

        let folder = try Folder()
        let file = folder["line.toml"]
        let answers = ["home", "", "25", "", "0", path, "", "", "EUR", "fixed", "0.3", "fixed", "0.08"]
        let made = try Hearth.run(["config", "init", "--output", file], input: answers.joined(separator: "\n") + "\n")
        #expect(made.code == 0, "\(made.error)")
        let written = try folder.text("line.toml")
        #expect(written.contains("serial = \"\(path)\"\nbaud = 9600\nparity = \"none\"\nstop_bits = 1\nunit = 1\n"))
        #expect(!written.contains("tcp = "))
        let read = try Hearth.run("devices", "read", "--config", file)
        #expect(read.code == 0 && read.output.contains("1234"), "\(read.output)\(read.error)")
    }

    @Test func answersThatEnd_areExit2_andWriteNothing() throws {
        let folder = try Folder()
        let made = try Hearth.run(["config", "init", "--output", folder["x.toml"]], input: "home\n")
        #expect(made.code == 2)
        #expect(made.error.contains("the answers end at \"Address of the meter or a device\""), "\(made.error)")
        #expect(try folder.names.isEmpty)
    }
}
