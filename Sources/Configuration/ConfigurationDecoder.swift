// SPDX-License-Identifier: Apache-2.0

import Devices
import Energy
import StrictTOML

/// Reads `hearth.toml`, noting every fault.
struct ConfigurationDecoder {
    let root: TOMLTableReader
    /// Faults of the profiles that were named, each profile's once.
    private(set) var profileFaults: [TOMLFault] = []

    init(root: TOMLTableReader) { self.root = root }

    /// The configuration, nil only when a fault was noted.
    mutating func decode(
        _ profile: (String) throws(ProfileFailure) -> LoadedProfile
    ) -> HearthConfiguration? {
        let (site, position, holidays) = readSite()
        let tariff = readTariff(zone: site.timeZone, country: holidays)
        let drafts = readDevices(profile)
        checkAddresses(drafts)
        let meter = checkMeter(drafts)
        let batteries = readBatteries(drafts, phases: site.phases)
        let policy = root.tableOrEmpty("policy").string("name", default: "optimiser")
        let guardSettings = readGuard()
        let status = readStatus()
        let path = readDatabasePath()
        let feeds = readFeeds(FeedHouse(currency: tariff.currency, position: position, pvPeak: site.pvPeak))
        let devices = drafts.compactMap(\.device)
        guard let meter, devices.count == drafts.count else { return nil }
        return HearthConfiguration(
            site: site, position: position, holidays: holidays, tariff: tariff, devices: devices, batteries: batteries,
            policyName: policy,
            guardSettings: guardSettings, status: status, databasePath: path, feeds: feeds, meter: meter)
    }

    private func readSite() -> (Site, GeographicPosition?, HolidayCalendar?) {
        let table = root.table("site")
        let zone = { (key: String, fallback: TimeZoneRule?) in
            table.parsed(
                key, expected: "the IANA name of a European time zone such as \"Europe/Berlin\", or \"UTC\"",
                placeholder: .utc, default: fallback, TimeZoneRule.init(name:))
        }
        let phases = table.integer("phases", in: 1...3, default: 3)
        if phases == 2 { table.fault("phases", expected: "1 or 3") }
        let site = Site(
            name: table.string("name", default: "home"), timeZone: zone("time_zone", nil),
            marketZone: zone("market_zone", .centralEuropean),
            mainFuse: Amperes(table.number("main_fuse_a", in: 6...125, unit: "A")), phases: phases,
            nominalVoltage: Volts(table.number("nominal_voltage_v", in: 100...277, unit: "V", default: 230)),
            exportLimit: table.numberIfPresent("export_limit_w", in: 0...500_000, unit: "W").map { Watts($0) },
            importLimit: table.numberIfPresent("import_limit_w", in: 1000...500_000, unit: "W").map { Watts($0) },
            pvPeak: Watts(table.number("pv_peak_w", in: 0...500_000, unit: "W", default: 0)))
        return (site, readPosition(table), table.choiceIfPresent("country"))
    }

    private func readPosition(_ table: TOMLTableReader) -> GeographicPosition? {
        let latitude = table.numberIfPresent("latitude", in: -90...90, unit: "degrees")
        let longitude = table.numberIfPresent("longitude", in: -180...180, unit: "degrees")
        let altitude = table.number("altitude_m", in: -500...9000, unit: "m", default: 0)
        switch (latitude, longitude) {
        case (let latitude?, let longitude?):
            return GeographicPosition(latitude: latitude, longitude: longitude, altitude: altitude)
        case (nil, nil):
            if table.contains("altitude_m") { table.fault("altitude_m", expected: "latitude and longitude beside it") }
        case (_?, nil): table.fault("longitude", expected: "a number beside latitude")
        case (nil, _?): table.fault("latitude", expected: "a number beside longitude")
        }
        return nil
    }

    private func readDatabasePath() -> String {
        root.tableOrEmpty("storage").parsed(
            "path", expected: "an absolute path such as \"/var/lib/hearth/hearth.sqlite\"", placeholder: "",
            default: "/var/lib/hearth/hearth.sqlite"
        ) { $0.hasPrefix("/") && !$0.hasSuffix("/") ? $0 : nil }
    }

    /// Notes the faults of a profile file, once however many devices name it.
    mutating func note(_ faults: TOMLFaults) {
        profileFaults += faults.faults.filter { !profileFaults.contains($0) }
    }
}
