// SPDX-License-Identifier: Apache-2.0

import Energy

/// The slots an optimiser can plan: as far as prices and forecasts reach.
struct PlanningHorizon {
    /// From now on, at least one.
    let slots: [HorizonSlot]
    /// Weights of the weather cases, sum 1.
    let weatherWeights: [Double]
    /// The forecasts used, by name.
    let forecastName: String
    /// What energy is worth after the horizon, per kWh taken out, >= 0: the mean import price of the last day that has prices,
    /// less wear.
    ///
    /// Prices may reach further than the forecasts do; a part of a day would be worth what its hours happen to be. There is nothing
    /// to learn here from a house's history: with 192 slots, forecasts of models and 51 nodes sixteen months of eight recorded
    /// houses come to 94.97, 94.97, 94.99, 94.98 and 94.98 % of the possible saving with none, half, all, one and a half and twice
    /// of it (a second implementation of the plan, with fewer powers to choose from).
    let finalValue: Double

    /// The horizon of a situation; nil when not even the first slot has all it needs.
    init?(_ situation: PolicySituation, battery: SlotBattery, limit: Int) {
        let hasNoModules = situation.site.pvPeak.value <= 0
        guard let load = situation.load, situation.pv != nil || hasNoModules else { return nil }
        let isSure = load.isSure && situation.pv?.isSure ?? true
        let known = situation.prices.count
        var inputs: [SlotInput] = []
        inputs.reserveCapacity(limit)
        for t in 0..<min(limit, known + situation.expectedPrices.count) {
            let slot = situation.now.advanced(by: t)
            let prices = t < known ? situation.prices[t] : situation.expectedPrices[t - known]
            guard let loadCases = load.cases(at: slot),
                let pvPowers = situation.pv.map({ $0.powers(at: slot) }) ?? [0, 0, 0],
                prices.importPrice.isFinite, prices.exportPrice.isFinite
            else { break }
            inputs.append(SlotInput(load: loadCases, pv: isSure ? [pvPowers[0]] : pvPowers, prices: prices))
        }
        guard !inputs.isEmpty else { return nil }
        let peaks = situation.peakForecast(inputs, battery: battery)
        slots = inputs.indices.map { t in
            HorizonSlot(inputs[t], canLimitPV: situation.canLimitPV, isPeakBilled: peaks?[t].isBilled ?? false) {
                netLoad in
                situation.economics(
                    netLoad: netLoad, prices: inputs[t].prices, battery: battery,
                    importLimit: peaks.map { 1000 * $0[t].likely } ?? .infinity, peak: peaks?[t].highest ?? .none)
            }
        }
        let day = (situation.prices + situation.expectedPrices).prefix(limit).suffix(96)
        let mean = day.reduce(0) { $0 + $1.importPrice.value } / Double(day.count)
        finalValue = mean.isFinite ? max(0, mean - battery.wear.value) : 0
        weatherWeights = isSure ? [1] : Forecast.courseWeights
        forecastName =
            situation.pv.map { $0.model == load.model ? load.model : "\(load.model), \($0.model)" } ?? load.model
    }

    /// True when PV is known for sure and there is one weather only.
    var isSure: Bool { weatherWeights.count == 1 }
}

/// What a horizon knows of a slot.
private struct SlotInput {
    let load: [LoadCase]
    /// By weather, W.
    let pv: [Double]
    let prices: SlotPrices

    /// The highest load less the least PV, W.
    var highestNetLoad: Double { (load.map(\.power).max() ?? 0) - (pv.min() ?? 0) }
    /// The mean load less the likeliest PV, W.
    var likelyNetLoad: Double { load.reduce(0) { $0 + $1.power * $1.weight } - (pv.first ?? 0) }
}

/// What the peak of a slot's month is taken to be.
private struct ExpectedPeak {
    /// With the highest case of every forecast: import above it is taken to raise the peak.
    let highest: PeakThreshold
    /// With the mean load and the likeliest PV, kW: what a charge may raise the import to, as the battery can hold the peak no
    /// lower then; infinite where the slot's import does not count.
    let likely: Double

    /// False where the slot's import does not count.
    var isBilled: Bool { likely.isFinite }
}

/// One slot of a horizon: load cases for each weather, and all of them together.
struct HorizonSlot {
    /// Load cases under each PV power, in the order of `PlanningHorizon.weatherWeights`.
    let byWeather: [UncertainSlot]
    /// Every load that occurs under every PV power, see `LoadCase.inCourse`.
    let all: UncertainSlot
    /// Which PV power each case of `all` belongs to, in the order of `byWeather`.
    var weatherOfCase: [Int] {
        byWeather.enumerated().flatMap { weather, slot in slot.cases.map { _ in weather } }
    }
    /// The highest inverter output wanted, nil where nothing is gained by a limit.
    let pvLimit: Watts?

    fileprivate init(
        _ input: SlotInput, canLimitPV: Bool, isPeakBilled: Bool, economics: (Double) -> SlotEconomics
    ) {
        pvLimit = canLimitPV ? Self.cheapestOutputLimit(input, isPeakBilled: isPeakBilled) : nil
        byWeather = zip(input.pv, Forecast.caseOrder).map { pvPower, course in
            let likely = input.load.compactMap { $0.inCourse(course) }
            return UncertainSlot(cases: likely.map { economics($0.power - pvPower) }, weights: likely.map(\.weight))
        }
        guard byWeather.count > 1 else {
            all = byWeather[0]
            return
        }
        let weights = zip(Forecast.courseWeights, byWeather).flatMap { course, slot in
            slot.weights.map { course * $0 }
        }
        all = UncertainSlot(cases: byWeather.flatMap(\.cases), weights: weights)
    }

    /// The output that costs least while there is sun for it and exporting costs money.
    ///
    /// A limit below the load buys the rest, one above it pays for the export: with an uncertain load that is the
    /// newsvendor's problem, whose solution is 0 or one of the cases. Without a surplus in any case there is nothing to
    /// limit, and a limit would only hold back the battery. Where the month's peak is billed no limit is below the highest load:
    /// what it makes the house buy could cost more than all of the month's export.
    private static func cheapestOutputLimit(_ input: SlotInput, isPeakBilled: Bool) -> Watts? {
        let (load, highestPV) = (input.load, input.pv.max() ?? 0)
        guard input.prices.exportPrice < .zero, load.contains(where: { $0.power < highestPV }) else { return nil }
        func cost(_ limit: Double) -> Double {
            load.reduce(0) {
                $0 + $1.weight * Tariff.cost(gridImport: Watts($1.power - limit), prices: input.prices).value
            }
        }
        let highestLoad = load.reduce(0) { max($0, $1.power) }
        let limits = isPeakBilled ? [highestLoad] : [0] + load.map { max(0, $0.power) }
        return limits.min { cost($0) < cost($1) }.map { Watts($0) }
    }
}

/// Which part of a forecast's band.
private enum BandPart {
    case middle, low, high
}

/// A load and how likely it is.
private struct LoadCase {
    let power: Double
    let weight: Double
    let part: BandPart

    /// The load in a course of days whose PV is of some part of its band; nil where it does not occur.
    ///
    /// A forecast that is wrong about the house is taken to be wrong for hours, as about the sun: in a dark course the load is
    /// never low and in a sunny one never high, which makes the most of both errors. Over all courses the weights are the
    /// forecast's.
    func inCourse(_ pvPart: BandPart) -> LoadCase? {
        switch (pvPart, part) {
        case (.middle, _), (_, .middle): self
        case (.low, .high), (.high, .low): LoadCase(power: power, weight: 2 * weight, part: part)
        case (.low, .low), (.high, .high): nil
        }
    }
}

extension Forecast {
    /// Weights of P50, P10 and P90 of the load: Swanson's rule, which keeps mean and variance of most distributions (Hurst, Brown
    /// and Swanson, AAPG Bulletin 84, 2000).
    ///
    /// The load of a quarter hour is skewed, so that narrower weights would plan with too little of it: twelve hours
    /// ahead 0.6, 0.2 and 0.2 are 15 % below what came in October of home_de_a, where these are 2 % above.
    fileprivate static let loadWeights = [0.4, 0.3, 0.3]

    /// Weights of the courses in which PV is at its P50, P10 and P90.
    ///
    /// A course lasts for hours and brings an error of the load with it, see `LoadCase.inCourse`, while the load's errors soon
    /// forget each other: those of home_de_a, _b and _c correlate by 0.75, 0.42 and 0.09 after 1, 2 and 4 quarter hours. So
    /// dark and sunny courses are rarer here than PV's own distribution has them. The weights were chosen by what they save, see
    /// `policies/optimiser.toml`; nothing derives them. They are narrow for a house whose errors last: hourly records of
    /// home_ca_01, _03 and _07 correlate by 0.46 to 0.66 after an hour.
    fileprivate static let courseWeights = [0.7, 0.15, 0.15]

    /// The parts that the weights belong to.
    fileprivate static let caseOrder: [BandPart] = [.middle, .low, .high]

    /// True when the band has no width anywhere.
    fileprivate var isSure: Bool { zip(p10, p90).allSatisfy { $0 == $1 } }

    /// P50, P10 and P90 of a slot, nil where the forecast does not reach.
    fileprivate func powers(at slot: Slot) -> [Double]? {
        let k = firstSlot.distance(to: slot)
        return p50.indices.contains(k) ? [p50[k], p10[k], p90[k]] : nil
    }

    /// A slot as cases; one where the band has no width.
    fileprivate func cases(at slot: Slot) -> [LoadCase]? {
        guard let powers = powers(at: slot) else { return nil }
        guard powers[1] < powers[2] else { return [LoadCase(power: powers[0], weight: 1, part: .middle)] }
        return zip(zip(powers, Self.loadWeights), Self.caseOrder).map {
            LoadCase(power: $0.0, weight: $0.1, part: $1)
        }
    }
}

extension PolicySituation {
    fileprivate func economics(
        netLoad: Double, prices: SlotPrices, battery: SlotBattery, importLimit: Double = .infinity,
        peak: PeakThreshold = .none
    ) -> SlotEconomics {
        .planned(
            netLoad: netLoad, prices: prices, battery: battery, site: site, canLimitPV: canLimitPV,
            importLimit: importLimit, peak: peak)
    }

    /// What the peak of each slot's month is taken to be; nil where no slot's import can raise one that is billed.
    ///
    /// Below what the peak is already there is nothing to save; nor below what the battery cannot prevent. What is held against is
    /// the highest case of every forecast, as the peak of a month lies above what is expected of any quarter hour: with naive
    /// forecasts and 5 EUR per kW the months it was chosen on, October 2016 and March of home_de_a and March of home_de_b, came
    /// to 223.9 EUR, to 228.9 with the means and to 238.5 without a threshold. What a charge may cause is the mean load less the
    /// likeliest PV, as a peak that is caused is certain and the highest case is not: with it those months come to 204.1 EUR; with
    /// model forecasts and the same fee October of home_de_b and May of home_ca_07 and _11 came to 112.1 EUR instead of 117.6,
    /// October of home_de_a, which one quarter hour decides, to 40.5 instead of 34.7.
    fileprivate func peakForecast(_ inputs: [SlotInput], battery: SlotBattery) -> [ExpectedPeak]? {
        guard let peakPrice else { return nil }
        let shares = inputs.indices.map { peakCounting.share(at: now.advanced(by: $0)) }
        guard shares.contains(where: { $0 > 0 }) else { return nil }
        let means = inputs.map { economics(netLoad: $0.likelyNetLoad, prices: $0.prices, battery: battery) }
        guard let likely = lowestPeaks(means, shares, battery: battery) else { return nil }
        // What is held is held with the charges that are planned.
        let extremes = zip(inputs, zip(likely, shares)).map {
            economics(
                netLoad: $0.highestNetLoad, prices: $0.prices, battery: battery,
                importLimit: $1.1 > 0 ? 1000 * ($1.0 / $1.1) : .infinity)
        }
        return lowestPeaks(extremes, shares, battery: battery).map { highest in
            zip(shares, zip(highest, likely)).map { share, peaks in
                let highest = PeakThreshold(
                    Watts(1000 * peaks.0), price: peakPrice, share: share, average: peakCounting.average)
                return ExpectedPeak(highest: highest, likely: share > 0 ? peaks.1 / share : .infinity)
            }
        }
    }

    /// The lowest peak of each slot's month that the battery can hold, kW, as it counts; nil where its energy is not known.
    ///
    /// The next month begins with no peak, and with the energy that holding this month's leaves.
    private func lowestPeaks(
        _ slots: [SlotEconomics], _ shares: [Double], battery: SlotBattery
    ) -> [Double]? {
        guard var stored = storedEnergy else { return nil }
        let search = LowestPeak(battery: battery)
        var peaks: [Double] = []
        while peaks.count < slots.count {
            let first = peaks.count
            let month = LocalMonth(containing: now.advanced(by: first), in: site.timeZone).slots
            let end = min(slots.count, now.distance(to: month.upperBound))
            let known = first == 0 ? peakSoFar.flatMap { $0.isFinite ? max(0, $0.value) : nil } ?? 0 : 0
            let lowest = search.threshold(
                slots[first..<end], shares: shares[first..<end], stored: stored, least: known / 1000)
            peaks += Array(repeating: lowest.power, count: end - first)
            stored = lowest.left
        }
        return peaks
    }
}
