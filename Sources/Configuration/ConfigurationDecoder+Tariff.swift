// SPDX-License-Identifier: Apache-2.0

import Energy
import StrictTOML

/// How a price comes about.
private enum PriceKind: String, CaseIterable {
    case spot
    case fixed
}

extension ConfigurationDecoder {
    /// Prices beyond 5 per kWh are taken for another unit, as they are in price documents (I-12).
    private static let prices = -5.0...5.0
    /// Beyond any capacity tariff in euros, and with room for kronor.
    private static let peakFees = 0.0...200.0

    func readTariff() -> Tariff {
        let table = root.table("tariff")
        return Tariff(
            currency: table.parsed("currency", expected: "an ISO 4217 code such as \"EUR\"", placeholder: "") { text in
                text.utf8.count == 3 && text.utf8.allSatisfy((UInt8(ascii: "A")...UInt8(ascii: "Z")).contains)
                    ? text : nil
            },
            energy: readImport(table),
            importFees: price(table, "import_fees_per_kwh", default: 0),
            vat: table.number("vat", in: 0...1, default: 0),
            export: readExport(table),
            peakFee: table.numberIfPresent("peak_fee_per_kw_month", in: Self.peakFees, unit: "per kW and month")
                .map { PricePerKWMonth($0) })
    }

    private func readImport(_ table: TOMLTableReader) -> Tariff.Import {
        switch table.choice("import", as: PriceKind.self) {
        case .spot:
            refuse(table, ["import_price_per_kwh"], unless: "import = \"fixed\"")
            return .spot
        case .fixed: return .fixed(price(table, "import_price_per_kwh"))
        }
    }

    private func readExport(_ table: TOMLTableReader) -> Tariff.Export {
        switch table.choice("export", as: PriceKind.self) {
        case .spot:
            refuse(table, ["export_price_per_kwh"], unless: "export = \"fixed\"")
            return .spot(
                share: table.number("export_share", in: 0...1, default: 1),
                bonus: price(table, "export_bonus_per_kwh", default: 0))
        case .fixed:
            refuse(table, ["export_share", "export_bonus_per_kwh"], unless: "export = \"spot\"")
            return .fixed(price(table, "export_price_per_kwh"))
        }
    }

    private func price(_ table: TOMLTableReader, _ key: String, default: Double? = nil) -> PricePerKWh {
        PricePerKWh(table.number(key, in: Self.prices, unit: "per kWh", default: `default`))
    }

    /// A key that would have no effect is a misunderstanding, and is said to be one.
    private func refuse(_ table: TOMLTableReader, _ keys: [String], unless condition: String) {
        for key in keys where table.contains(key) {
            table.ignore(key)
            table.fault(key, expected: "this key only with \(condition)")
        }
    }
}
