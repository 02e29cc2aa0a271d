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

    /// The tariff of a house.
    ///
    /// - Parameters:
    ///   - zone: its clock.
    ///   - country: whose holidays it keeps, nil where that is not said.
    func readTariff(zone: TimeZoneRule, country: HolidayCalendar?) -> Tariff {
        let table = root.table("tariff")
        let currency = table.parsed("currency", expected: "an ISO 4217 code such as \"EUR\"", placeholder: "") { text in
            text.utf8.count == 3 && text.utf8.allSatisfy((UInt8(ascii: "A")...UInt8(ascii: "Z")).contains) ? text : nil
        }
        let energy = readImport(table)
        let fees = price(table, "import_fees_per_kwh", default: 0)
        let tax = price(table, "energy_tax_per_kwh", default: 0)
        let vat = table.number("vat", in: 0...1, default: 0)
        let export = readExport(table)
        let peakFee = table.numberIfPresent("peak_fee_per_kw_month", in: Self.peakFees, unit: "per kW and month")
            .map { PricePerKWMonth($0) }
        let (periods, peakPeriods) = (readPeriods(table, "period"), readPeriods(table, "peak_period"))
        let calendar = TariffCalendar(zone: zone, holidays: readHolidays(table, country, periods + peakPeriods))
        return Tariff(
            currency: currency, energy: energy, importFees: fees + tax, vat: vat, export: export, peakFee: peakFee,
            peakCounting: readCounting(table, peakPeriods, isBilled: peakFee != nil, calendar),
            periods: readValues(periods, energy: energy, tax: tax, export: export), calendar: calendar)
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

// MARK: - Hours with values of their own

extension ConfigurationDecoder {
    /// The values a period can have, in the order they are read in.
    private static let values = ["import_price_per_kwh", "import_fees_per_kwh", "export_price_per_kwh"]

    /// What the periods say.
    ///
    /// - Parameter tax: per kWh, on top of the fees of each.
    private func readValues(
        _ drafts: [PeriodDraft], energy: Tariff.Import, tax: PricePerKWh, export: Tariff.Export
    ) -> [TariffPeriod] {
        var covers = Self.values.map { _ in PeriodCover() }
        return drafts.compactMap { draft in
            let table = draft.table
            if case .spot = energy { refuse(table, [Self.values[0]], unless: "import = \"fixed\"") }
            if case .spot = export { refuse(table, [Self.values[2]], unless: "export = \"fixed\"") }
            let values = Self.values.map { key in
                table.numberIfPresent(key, in: Self.prices, unit: "per kWh").map { PricePerKWh($0) }
            }
            if values.allSatisfy({ $0 == nil }) {
                table.fault("", found: "hours without a value", expected: Self.values.joined(separator: ", or "))
            }
            guard let times = draft.times else { return nil }
            for (place, key) in Self.values.enumerated() where values[place] != nil && !covers[place].take(times) {
                table.fault(key, expected: "hours for which no period before has this key")
            }
            return TariffPeriod(
                name: draft.name, times: times, energy: values[0], importFees: values[1].map { $0 + tax },
                export: values[2])
        }
    }

    /// Which import the capacity fee looks at.
    private func readCounting(
        _ table: TOMLTableReader, _ drafts: [PeriodDraft], isBilled: Bool, _ calendar: TariffCalendar
    ) -> PeakCounting {
        let average = table.choice("peak_average", default: PeakCounting.Average.quarterHour)
        if !isBilled { refuse(table, ["peak_average", "peak_period"], unless: "peak_fee_per_kw_month") }
        var cover = PeriodCover()
        let periods = drafts.compactMap { draft -> PeakCounting.Period? in
            let share = draft.table.number("share", in: 0...1, default: 1)
            guard let times = draft.times else { return nil }
            if !cover.take(times) { draft.table.fault("", expected: "hours that no period before holds") }
            if Set(times.quarters.map { $0 / average.slots }).count * average.slots != times.quarters.count {
                draft.table.fault("hours", expected: "full hours, as peak_average is \"hour\"")
            }
            return PeakCounting.Period(name: draft.name, times: times, share: share)
        }
        return PeakCounting(average: average, periods: periods, calendar: calendar)
    }

    /// The holidays that count as Sundays, nil for none.
    private func readHolidays(
        _ table: TOMLTableReader, _ country: HolidayCalendar?, _ periods: [PeriodDraft]
    ) -> HolidayCalendar? {
        guard table.bool("holidays_as_sundays", default: false) else { return nil }
        if country == nil && !root.tableOrEmpty("site").contains("country") {
            table.fault("holidays_as_sundays", expected: "country in [site], whose holidays are meant, beside it")
        }
        if !periods.contains(where: { $0.table.contains("weekdays") }) {
            table.fault("holidays_as_sundays", expected: "this key only with a period that has weekdays")
        }
        return country
    }
}
