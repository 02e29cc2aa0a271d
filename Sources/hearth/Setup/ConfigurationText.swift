// SPDX-License-Identifier: Apache-2.0

import Configuration
import Devices
import Energy

/// A configuration file from answers; what was not asked is left to its default.
enum ConfigurationText {
    static func text(_ house: HouseAnswers) -> String {
        let parts = [site(house)] + [tariff(house.tariff)] + house.devices.map(device) + house.batteries.map(battery)
        return "# Written by `hearth config init`. Every setting there is: hearth config sample\n\n"
            + (parts + [services]).joined(separator: "\n")
    }

    private static func site(_ house: HouseAnswers) -> String {
        """
        [site]
        name = \(quoted(house.name))
        time_zone = \(quoted(house.timeZone))
        main_fuse_a = \(number(house.fuseA))
        phases = \(house.phases)
        pv_peak_w = \(number(house.pvPeakW))
        # Limits of the grid operator, where there are any:
        # export_limit_w = 5000
        # import_limit_w = 11000

        """
    }

    private static func tariff(_ tariff: TariffAnswers) -> String {
        var lines = ["[tariff]", "currency = \(quoted(tariff.currency))"]
        if let price = tariff.importPrice {
            lines += ["import = \"fixed\"", "import_price_per_kwh = \(number(price))"]
        } else {
            lines += [
                "import = \"spot\"", "import_fees_per_kwh = \(number(tariff.importFees))",
                "vat = \(number(tariff.vat))",
            ]
        }
        if let price = tariff.exportPrice {
            lines += ["export = \"fixed\"", "export_price_per_kwh = \(number(price))"]
        } else {
            lines += ["export = \"spot\""]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func device(_ device: HouseAnswers.Device) -> String {
        """
        [[device]]
        id = \(quoted(device.id))
        profile = \(quoted(device.finding.profile.id))
        \(address(device.finding.endpoint))
        unit = \(device.finding.unit)

        """
    }

    private static func address(_ endpoint: DeviceEndpoint) -> String {
        switch endpoint {
        case .tcp: "tcp = \(quoted(endpoint.address))"
        case .serial(let path, let baud, let parity, let stopBits):
            """
            serial = \(quoted(path))
            baud = \(baud)
            parity = \(quoted(parity.rawValue))
            stop_bits = \(stopBits)
            """
        }
    }

    private static func battery(_ battery: HouseAnswers.Battery) -> String {
        """
        [[battery]]
        inverter = \(quoted(battery.inverter))
        capacity_wh = \(number(battery.capacityWh))
        max_charge_w = \(number(battery.maxChargeW))
        max_discharge_w = \(number(battery.maxDischargeW))
        floor = \(number(battery.floor))
        connection = \(quoted(battery.connection.rawValue))

        """
    }

    private static let services = """
        [policy]
        name = "optimiser"

        [guard]
        # true: everything is read and decided, nothing is ever written to a device.
        dry_run = false

        """

    private static func number(_ value: Double) -> String { decimalText(value, decimals: 5, trimmed: true) }

    /// A basic string of TOML 1.0.
    private static func quoted(_ text: String) -> String {
        let escaped = text.unicodeScalars.map { scalar in
            switch scalar {
            case "\"": "\\\""
            case "\\": "\\\\"
            default: scalar.properties.generalCategory == .control ? " " : String(scalar)
            }
        }
        return "\"\(escaped.joined())\""
    }
}
