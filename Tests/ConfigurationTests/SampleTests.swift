// SPDX-License-Identifier: Apache-2.0

import Configuration
import Devices
import Energy
import Testing

struct SampleTests {
    @Test func sample_isTheSimulatorsHouse() throws {
        let configuration = try decode(HearthConfiguration.sampleText)
        #expect(configuration.site.name == "Simulated house")
        #expect(configuration.site.mainFuse == Amperes(25) && configuration.site.phases == 3)
        #expect(configuration.site.pvPeak == Watts(8000) && configuration.site.exportLimit == nil)
        #expect(configuration.position == GeographicPosition(latitude: 59.33, longitude: 18.07, altitude: 30))
        #expect(
            configuration.tariff
                == Tariff(
                    currency: "EUR", energy: .spot, importFees: PricePerKWh(0.08), vat: 0.25,
                    export: .spot(share: 1, bonus: .zero),
                    peakCounting: PeakCounting(calendar: TariffCalendar(zone: .centralEuropean)),
                    calendar: TariffCalendar(zone: .centralEuropean)))
        #expect(configuration.deviceIDs == ["meter", "inverter", "heat-pump"])
        #expect(configuration.devices.map(\.profile.role) == [.meter, .inverter, .heatPump])
        #expect(configuration.devices[1].endpoint == .tcp(host: "192.168.1.21", port: 502))
        #expect(configuration.meter == DeviceIndex(0))
        #expect(configuration.batteries.map(\.device) == [DeviceIndex(1)])
        #expect(
            configuration.batteries.map(\.description) == [
                BatteryDescription(
                    capacity: WattHours(10_000), maxCharge: Watts(5000), maxDischarge: Watts(5000),
                    roundTripEfficiency: 0.90, wear: PricePerKWh(0.02), connection: .threePhase)
            ])
        #expect(configuration.policyName == "optimiser" && configuration.guardSettings.fuseFraction == 0.9)
        #expect(configuration.databasePath == "/var/lib/hearth/hearth.sqlite")
    }

    @Test func peakFee_isReadAndPartOfTheHash() throws {
        let plain = try decode(HearthConfiguration.sampleText)
        let billed = try decode(try sample(("# peak_fee_per_kw_month = 4", "peak_fee_per_kw_month = 4.5")))
        #expect(plain.tariff.peakFee == nil)
        #expect(billed.tariff.peakFee == PricePerKWMonth(4.5))
        #expect(billed.hash != plain.hash)
    }

    @Test func servicePaths_areTheUnits() throws {
        let configuration = try decode(HearthConfiguration.sampleText)
        let settings = configuration.guardSettings
        #expect(!settings.isDryRun && settings.clock == .kernel && settings.plannerUser == "hearth")
        #expect(settings.socketPath == "/run/hearth-guard/guard.sock")
        #expect(settings.lockPath == "/run/hearth-guard/bus.lock")
        #expect(settings.journalPath == "/var/lib/hearth-guard/journal")
        #expect(configuration.status.isLoopback && configuration.status.port == 8480)
    }

    @Test func statusPageOnTheLocalNetwork_needsATokenFile() throws {
        let text = try sample(
            ("listen = \"127.0.0.1:8480\"", "listen = \"[fd00::10]:80\""), ("# token_file", "token_file"),
            ("# host_names", "host_names"))
        let status = try decode(text).status
        #expect(status.host == "fd00::10" && status.port == 80 && !status.isLoopback)
        #expect(status.tokenFile == "/etc/hearth/status.token" && status.hostNames == ["hearth.lan"])
    }

    @Test func shortestFile_takesTheDefaults() throws {
        let configuration = try decode(
            """
            site = { time_zone = "Europe/Berlin", main_fuse_a = 35, phases = 1 }
            tariff = { currency = "EUR", import = "fixed", import_price_per_kwh = 0.3, export = "fixed", export_price_per_kwh = 0.08 }
            [[device]]
            id = "m"
            profile = "eastron-sdm630"
            serial = "/dev/ttyUSB0"
            [[device]]
            id = "i"
            profile = "sunspec-hybrid"
            tcp = "inverter.lan"
            [[battery]]
            inverter = "i"
            capacity_wh = 5000
            max_charge_w = 2500
            max_discharge_w = 2500
            """)
        #expect(
            configuration.devices[0].endpoint == .serial(path: "/dev/ttyUSB0", baud: 9600, parity: .none, stopBits: 1))
        #expect(configuration.devices[0].unit == 1)
        #expect(configuration.devices[1].endpoint == .tcp(host: "inverter.lan", port: 502))
        #expect(configuration.batteries.first?.description.connection == .l1)
        #expect(configuration.site.timeZone == .centralEuropean && configuration.position == nil)
        #expect(configuration.tariff.importPrice(spot: nil, at: Slot(index: 0)) == PricePerKWh(0.3))
        #expect(configuration.tariff.exportPrice(spot: nil, at: Slot(index: 0)) == PricePerKWh(0.08))
    }

    @Test func serialSettings_overrideTheProfiles() throws {
        let text = try sample(
            ("tcp = \"192.168.1.20:502\"", "serial = \"/dev/ttyAMA0\"\nbaud = 19200\nparity = \"even\"\nstop_bits = 2"))
        let endpoint = try decode(text).devices[0].endpoint
        #expect(endpoint == .serial(path: "/dev/ttyAMA0", baud: 19_200, parity: .even, stopBits: 2))
        #expect("\(endpoint)" == "serial /dev/ttyAMA0 19200 even 2")
    }

    @Test(arguments: [
        ("10.0.0.7", "10.0.0.7", 502), ("meter.lan:1502", "meter.lan", 1502),
        ("[fe80::1%eth0]:5020", "fe80::1%eth0", 5020),
        ("[::1]", "::1", 502),
    ])
    func addresses_areTakenApart(text: String, host: String, port: UInt16) throws {
        let configuration = try decode(sample(("192.168.1.20:502", text)))
        #expect(configuration.devices[0].endpoint == .tcp(host: host, port: port))
    }

    @Test func hash_ignoresLayout_andSeesEverySetting() throws {
        let text = HearthConfiguration.sampleText
        let hash = try decode(text).hash
        let bare = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.joined(separator: "\n")
        #expect(try decode(bare).hash == hash)
        let changes = [
            ("59.33", "59.34"), ("Europe/Stockholm", "Europe/London"), ("main_fuse_a = 25", "main_fuse_a = 20"),
            ("nominal_voltage_v = 230", "nominal_voltage_v = 231"), ("pv_peak_w = 8000", "pv_peak_w = 8001"),
            ("# export_limit_w", "export_limit_w"), ("# import_limit_w", "import_limit_w"),
            ("fees_per_kwh = 0.08", "fees_per_kwh = 0.09"), ("vat = 0.25", "vat = 0.24"),
            ("export_share = 1", "export_share = 0.9"), ("id = \"meter\"", "id = \"grid\""),
            ("192.168.1.22:502", "192.168.1.22:503"), ("unit = 1", "unit = 2"),
            ("capacity_wh = 10000", "capacity_wh = 9999"),
            ("floor = 0.10", "floor = 0.11"), ("backup_reserve = 0", "backup_reserve = 0.1"),
            ("\"three-phase\"\n", "\"L1\"\n"), ("\"optimiser\"", "\"self-consumption\""),
            ("fuse_fraction = 0.9", "fuse_fraction = 0.8"), ("hearth.sqlite", "other.sqlite"),
        ]
        let hashes = try changes.map { try decode(sample($0)).hash } + [hash]
        #expect(Set(hashes).count == changes.count + 1)
    }

    /// Written down, because a guard and a planner of different builds have to agree.
    @Test func hash_isFNV1a() throws {
        let configuration = try decode(HearthConfiguration.sampleText)
        var hash: UInt64 = 14_695_981_039_346_656_037
        for byte in configuration.canonicalText.utf8 { hash = (hash ^ UInt64(byte)) &* 1_099_511_628_211 }
        #expect(configuration.hash == hash)
        #expect(configuration.canonicalText.contains("site.main_fuse_a=25.0\n"))
    }
}
