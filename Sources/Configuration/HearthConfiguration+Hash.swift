// SPDX-License-Identifier: Apache-2.0

import Devices
import Energy

extension HearthConfiguration {
    /// FNV-1a of `canonicalText`: equal where guard and planner read the same settings.
    public var hash: UInt64 { FNV1a.hash(canonicalText.utf8) }

    /// Every setting that guard and planner share as one line, whatever the layout, comments and defaults of its file.
    ///
    /// Feeds are left out: neither of the two asks anybody, a number of a document says itself what it is, and whoever names
    /// another source must not have to restart the guard before plans count again.
    public var canonicalText: String {
        let planLines = ["policy.name=\(policyName)", "storage.path=\(databasePath)"]
        let parts = [siteLines, tariffLines, deviceLines, batteryLines, planLines, serviceLines]
        return parts.joined().map { $0 + "\n" }.joined()
    }

    private var serviceLines: [String] {
        [
            "guard.fuse_fraction=\(guardSettings.fuseFraction)", "guard.dry_run=\(guardSettings.isDryRun)",
            "guard.clock=\(guardSettings.clock.rawValue)", "guard.state=\(guardSettings.stateFolder)",
            "guard.runtime=\(guardSettings.runtimeFolder)", "guard.planner_user=\(guardSettings.plannerUser)",
            "status.listen=\(status.host) \(status.port)",
            "status.host_names=\(status.hostNames.joined(separator: " "))",
            "status.token_file=\(status.tokenFile ?? "none")",
        ]
    }

    private var siteLines: [String] {
        let place = position.map { "\($0.latitude) \($0.longitude) \($0.altitude)" } ?? "none"
        return [
            "site.name=\(site.name)", "site.time_zone=\(Self.text(site.timeZone))",
            "site.market_zone=\(Self.text(site.marketZone))", "site.position=\(place)",
            "site.country=\(holidays?.rawValue ?? "none")",
            "site.main_fuse_a=\(site.mainFuse.value)", "site.phases=\(site.phases)",
            "site.nominal_voltage_v=\(site.nominalVoltage.value)", "site.export_limit_w=\(Self.text(site.exportLimit))",
            "site.import_limit_w=\(Self.text(site.importLimit))", "site.pv_peak_w=\(site.pvPeak.value)",
        ]
    }

    private var tariffLines: [String] {
        let energy =
            switch tariff.energy {
            case .spot: "spot"
            case .fixed(let price): "fixed \(price.value)"
            }
        let export =
            switch tariff.export {
            case .spot(let share, let bonus): "spot \(share) \(bonus.value)"
            case .fixed(let price): "fixed \(price.value)"
            }
        return [
            "tariff.currency=\(tariff.currency)", "tariff.import=\(energy)",
            "tariff.import_fees_per_kwh=\(tariff.importFees.value)", "tariff.vat=\(tariff.vat)",
            "tariff.export=\(export)",
            "tariff.peak_fee_per_kw_month=\(tariff.peakFee.map { "\($0.value)" } ?? "none")",
        ] + periodLines
    }

    /// Only what there is: the hash of a tariff that is the same at all hours stays what it was before there were periods.
    private var periodLines: [String] {
        let counting = tariff.peakCounting
        let settings = [
            tariff.calendar.holidays.map { "tariff.holidays_as_sundays=\($0.rawValue)" },
            counting.average == .quarterHour ? nil : "tariff.peak_average=\(counting.average.rawValue)",
        ]
        let periods = tariff.periods.map { period in
            let values = [period.energy, period.importFees, period.export].map { $0.map { "\($0.value)" } ?? "none" }
            return "tariff.period=\(Self.text(period.times)) \(values.joined(separator: " ")) \(period.name)"
        }
        let peakPeriods = counting.periods.map {
            "tariff.peak_period=\(Self.text($0.times)) \($0.share) \($0.name)"
        }
        return settings.compactMap { $0 } + periods + peakPeriods
    }

    private static func text(_ times: CalendarPeriod) -> String {
        [times.months, times.weekdays, times.quarters]
            .map { $0.sorted().map { "\($0)" }.joined(separator: ",") }.joined(separator: " ")
    }

    private var deviceLines: [String] {
        devices.map {
            "device=\($0.id) \($0.profile.id) \(String($0.profileHash, radix: 16)) \($0.endpoint) unit \($0.unit)"
        }
    }

    private var batteryLines: [String] {
        batteries.map { battery in
            let own = battery.description
            let numbers = [
                own.capacity.value, own.maxCharge.value, own.maxDischarge.value, own.roundTripEfficiency, own.floor,
                own.ceiling, own.backupReserve, own.wear.value,
            ]
            let text = numbers.map { "\($0)" }.joined(separator: " ")
            return "battery=\(battery.device.rawValue) \(text) \(own.connection.rawValue)"
        }
    }

    private static func text(_ zone: TimeZoneRule) -> String {
        "\(zone.standardOffset) \(zone.hasEuropeanSummerTime ? "summer" : "constant")"
    }

    private static func text(_ limit: Watts?) -> String { limit.map { "\($0.value)" } ?? "none" }
}
