// SPDX-License-Identifier: Apache-2.0

import Configuration
import Energy
import StrictTOML
import Testing

struct FaultTests {
    /// One change to the sample and the one fault it makes.
    struct Case: Sendable, CustomTestStringConvertible {
        let old: String
        let new: String
        let key: String
        let found: String
        let expected: String
        var testDescription: String { new }

        init(_ old: String, _ new: String, _ key: String, _ found: String, _ expected: String) {
            (self.old, self.new, self.key, self.found, self.expected) = (old, new, key, found, expected)
        }
    }

    private static let site = [
        Case("main_fuse_a = 25", "main_fuse_a = 5", "site.main_fuse_a", "5", "a number in 6...125 A"),
        Case("main_fuse_a = 25", "main_fuse_a = \"25\"", "site.main_fuse_a", "\"25\"", "a number in 6...125 A"),
        Case("main_fuse_a = 25", "mainfuse_a = 25\nmain_fuse_a = 25", "site.mainfuse_a", "an unknown key", "one of"),
        Case("phases = 3", "phases = 2", "site.phases", "2", "1 or 3"),
        Case("Europe/Stockholm", "Europe/Stockholn", "site.time_zone", "Stockholn", "IANA name"),
        Case("longitude = 18.07\n", "", "site.longitude", "nothing", "beside latitude"),
        Case("latitude = 59.33\n", "", "site.latitude", "nothing", "beside longitude"),
        Case("pv_peak_w = 8000", "pv_peak_w = -1", "site.pv_peak_w", "-1", "0...500000 W"),
    ]

    private static let tariff = [
        Case("\"EUR\"", "\"Euro\"", "tariff.currency", "Euro", "ISO 4217"),
        Case("import = \"spot\"", "import = \"sopt\"", "tariff.import", "sopt", "\"spot\", \"fixed\""),
        Case("import = \"spot\"", "import = \"fixed\"", "tariff.import_price_per_kwh", "nothing", "-5...5"),
        Case("fees_per_kwh = 0.08", "fees_per_kwh = 8", "tariff.import_fees_per_kwh", "8", "-5...5"),
        Case("vat = 0.25", "vat = 25", "tariff.vat", "25", "0...1"),
        Case("# peak_fee", "peak_fee_per_kw = 4\npeak_fee", "tariff.peak_fee_per_kw", "an unknown key", "one of"),
        Case(
            "# peak_fee_per_kw_month = 4", "peak_fee_per_kw_month = -4", "tariff.peak_fee_per_kw_month", "-4",
            "0...200 per kW and month"),
        Case(
            "import = \"spot\"", "import = \"spot\"\nimport_price_per_kwh = 0.2", "tariff.import_price_per_kwh", "0.2",
            "only with import = \"fixed\""),
    ]

    private static let devices = [
        Case("id = \"heat-pump\"", "id = \"meter\"", "device[2].id", "\"meter\"", "no other device has"),
        Case("id = \"heat-pump\"", "id = \"heat pump\"", "device[2].id", "\"heat pump\"", "letters"),
        Case("\"eastron-sdm630\"", "\"eastron\"", "device[0].profile", "\"eastron\"", "eastron-sdm630, sunspec-hybrid"),
        Case("\"eastron-sdm630\"", "\"../etc/passwd\"", "device[0].profile", "../etc", "the name of a device profile"),
        Case("\"eastron-sdm630\"", "\"sunspec-hybrid\"", "device", "no meter", "exactly one"),
        Case("\"thermia-genesis\"", "\"eastron-sdm630\"", "device", "2 meters (meter, heat-pump)", "exactly one"),
        Case("192.168.1.20:502", "192.168.1.20:70000", "device[0].tcp", "70000", "192.168.1.20:502"),
        Case("192.168.1.20:502", "192.168.1.20:0", "device[0].tcp", ":0", "192.168.1.20:502"),
        Case("192.168.1.20:502", "tcp://192.168.1.20", "device[0].tcp", "tcp://", "192.168.1.20:502"),
        Case("192.168.1.20:502", "", "device[0].tcp", "\"\"", "192.168.1.20:502"),
        Case("tcp = \"192.168.1.20:502\"", "", "device[0]", "neither tcp nor serial", "tcp = "),
        Case("# serial", "serial", "device[0]", "both tcp and serial", "tcp = "),
        Case("# baud", "baud", "device[0].baud", "9600", "only with serial"),
        Case("unit = 1", "unit = 256", "device[0].unit", "256", "0...255"),
        Case("192.168.1.21", "192.168.1.20", "device[1].unit", "1 at tcp 192.168.1.20:502", "that meter does not have"),
        Case("tcp = \"192.168.1.22:502\"", "serial = \"/dev/ttyS0\"", "device[2].serial", "ttyS0", "no serial port"),
    ]

    private static let batteries = [
        Case(
            "inverter = \"inverter\"", "inverter = \"invertor\"", "battery[0].inverter", "invertor",
            "inverter: inverter"),
        Case("inverter = \"inverter\"", "inverter = \"meter\"", "battery[0].inverter", "\"meter\"", "the role meter"),
        Case("floor = 0.10", "floor = 0.04", "battery[0].floor", "0.04", "0.05...0.8"),
        Case("floor = 0.10", "floor = 10", "battery[0].floor", "10", "0.05...0.8"),
        Case("ceiling = 0.95", "ceiling = 0.4", "battery[0].ceiling", "0.4", "0.5...1"),
        Case("floor = 0.10\nceiling = 0.95", "floor = 0.45\nceiling = 0.5", "battery[0].floor", "0.45", "at most 0.44"),
        Case("backup_reserve = 0", "backup_reserve = 0.8", "battery[0].backup_reserve", "0.8", "at most 0.89"),
        Case("capacity_wh = 10000", "capacity_wh = 10", "battery[0].capacity_wh", "10", "500...1000000 Wh"),
        Case("max_charge_w = 5000\n", "", "battery[0].max_charge_w", "nothing", "100...500000 W"),
        Case("\"three-phase\"\n", "\"L4\"\n", "battery[0].connection", "L4", "\"L1\""),
        Case("fuse_fraction = 0.9", "fuse_fraction = 1.1", "guard.fuse_fraction", "1.1", "0.5...1"),
        Case("/var/lib/hearth/hearth.sqlite", "hearth.sqlite", "storage.path", "hearth.sqlite", "absolute"),
        Case("[policy]", "[polcy]\n[policy]", "polcy", "an unknown key", ""),
    ]

    private static let services = [
        Case("dry_run = false", "dry_run = \"no\"", "guard.dry_run", "\"no\"", "true or false"),
        Case("clock = \"kernel\"", "clock = \"ntp\"", "guard.clock", "ntp", "\"kernel\", \"assumed\""),
        Case("# runtime = \"/run/hearth-guard\"", "runtime = \"run\"", "guard.runtime", "\"run\"", "absolute path"),
        Case("127.0.0.1:8480", "127.0.0.1", "status.listen", "127.0.0.1", "127.0.0.1:8480"),
        Case("127.0.0.1:8480", "192.168.1.10:8480", "status.listen", "192.168.1.10:8480", "token_file beside it"),
        Case(
            "127.0.0.1:8480\"", "hearth.lan:8480\"\ntoken_file = \"/t\"", "status.listen", "hearth.lan",
            "an IP address of this machine"),
        Case(
            "127.0.0.1:8480\"", "0.0.0.0:8480\"\ntoken_file = \"/t\"", "status.host_names", "nothing",
            "0.0.0.0 is no such"),
        Case(
            "127.0.0.1:8480\"", "[::]:8480\"\ntoken_file = \"/t\"", "status.host_names", "nothing", ":: is no such"),
        Case(
            "# host_names = [\"hearth.lan\"]", "host_names = [\"hearth.lan:8480\"]", "status.host_names", ":8480",
            "a port"),
        Case("# token_file = \"/etc", "token_file = \"etc", "status.token_file", "etc/hearth", "absolute path"),
    ]

    @Test(arguments: site + tariff + devices + batteries + services)
    func oneMistake_isOneFaultWithItsPlace(mistake: Case) throws {
        let text = try sample((mistake.old, mistake.new))
        let faults = try faults(text)
        #expect(faults.count == 1, "\(faults)")
        let fault = try #require(faults.first)
        #expect(fault.file == "hearth.toml" && fault.key == mistake.key)
        #expect(fault.found.contains(mistake.found), "\(fault)")
        #expect(fault.expected.contains(mistake.expected), "\(fault)")
        #expect(fault.line >= 4)
    }

    @Test func boundaryOfTheWindow_isAllowed() throws {
        let text = try sample(("floor = 0.10\nceiling = 0.95", "floor = 0.44\nceiling = 0.5"))
        #expect(try decode(text).batteries.first?.description.floor == 0.44)
    }

    @Test func faults_areListedAllAtOnce_withTheirLines() throws {
        let text = try sample(
            ("main_fuse_a = 25", "main_fuse_a = 500"), ("\"EUR\"", "\"€\""), ("floor = 0.10", "flor = 0.10"),
            ("192.168.1.22:502", "192.168.1.22:x"))
        let faults = try faults(text)
        #expect(faults.map(\.key) == ["site.main_fuse_a", "tariff.currency", "device[2].tcp", "battery[0].flor"])
        #expect(
            try faults.map(\.line) == [
                line("main_fuse_a", in: text), line("currency", in: text), line("tcp = \"192.168.1.22:x", in: text),
                line("flor", in: text),
            ])
    }

    @Test func oneSerialLine_hasOneSetting() throws {
        let text = try sample(
            ("tcp = \"192.168.1.20:502\"", "serial = \"/dev/ttyUSB0\""), ("unit = 1", "unit = 3"),
            ("tcp = \"192.168.1.21:502\"", "serial = \"/dev/ttyUSB0\"\nbaud = 19200"))
        let faults = try faults(text)
        #expect(faults.map(\.key) == ["device[1].serial"])
        #expect(
            try decode(
                sample(
                    ("tcp = \"192.168.1.20:502\"", "serial = \"/dev/ttyUSB0\""), ("unit = 1", "unit = 3"),
                    ("tcp = \"192.168.1.21:502\"", "serial = \"/dev/ttyUSB0\""))
            ).devices.count == 3)
    }

    @Test func secondBatteryOfAnInverter_isAFault() throws {
        let text =
            HearthConfiguration.sampleText
                + """
                [[battery]]
                inverter = "inverter"
                capacity_wh = 5000
                max_charge_w = 2500
                max_discharge_w = 2500
                """
        #expect(try faults(text).map(\.key) == ["battery[1].inverter"])
    }

    @Test func onePhaseSite_hasNoThreePhaseBattery() throws {
        let faults = try faults(sample(("phases = 3", "phases = 1")))
        #expect(faults.map(\.key) == ["battery[0].connection"])
    }

    @Test func emptyText_namesWhatIsMissing() throws {
        #expect(try faults("").map(\.key) == ["device", "site", "tariff"])
    }

    @Test func syntaxError_isOneFault() throws {
        let faults = try faults("[site]\nname = \n")
        #expect(faults.count == 1 && faults.first?.expected == "valid TOML")
    }

    /// Whatever is cut off, the answer is a configuration or a list of faults.
    @Test func everyTruncation_isAnswered() throws {
        let bytes = Array(HearthConfiguration.sampleText.utf8)
        for length in stride(from: 0, to: bytes.count, by: 37) {
            let text = String(decoding: bytes[..<length], as: UTF8.self)
            do { _ = try decode(text) } catch let error as ConfigurationError {
                #expect(!error.description.isEmpty, "cut at \(length)")
            }
        }
    }
}
