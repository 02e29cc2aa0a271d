// SPDX-License-Identifier: Apache-2.0

import Energy
import Policies

/// What a backtest needs to know besides the policy: a recorded house, its tariff, battery and window.
public struct BacktestHouse: Sendable {
    /// The recording, with spot prices where the tariff needs them.
    public let home: HomeSeries
    /// How spot prices become import and export prices.
    public let tariff: Tariff
    /// The battery.
    public let battery: BatteryDescription
    /// The grid connection.
    public let site: Site
    /// The slots billed.
    public let window: Range<Slot>
    /// Stored energy at the start of the window.
    public let initialStored: WattHours

    /// Why a recording cannot be run.
    public enum Fault: Error, Hashable, Sendable, CustomStringConvertible {
        /// The window holds no slot.
        case emptyWindow
        /// A slot of the window has no load, heat pump or PV figure.
        case missingPower(Slot)
        /// A slot of the window has no price.
        case missingPrice(Slot)

        /// The fault in words.
        public var description: String {
            switch self {
            case .emptyWindow: "the window holds no quarter hour; give a --to after --from"
            case .missingPower(let slot): "the recording has no load, heat pump or PV figure at \(slot)"
            case .missingPrice(let slot): "the recording has no price at \(slot)"
            }
        }
    }

    let netLoads: [Watts]
    let pvPowers: [Watts]
    let prices: [SlotPrices]
    let meanImportPrice: PricePerKWh

    /// A house ready to run.
    ///
    /// - Parameters:
    ///   - window: the slots billed; every one must have load, heat pump, PV and price.
    ///   - initialStored: energy at the start, nil for half the battery's capacity.
    public init(
        home: HomeSeries, tariff: Tariff, battery: BatteryDescription, site: Site, window: Range<Slot>,
        initialStored: WattHours? = nil
    ) throws(Fault) {
        guard !window.isEmpty else { throw .emptyWindow }
        self.home = home
        self.tariff = tariff
        self.battery = battery
        self.site = site
        self.window = window
        self.initialStored = initialStored ?? battery.capacity * 0.5
        var netLoads: [Watts] = []
        var pvPowers: [Watts] = []
        var prices: [SlotPrices] = []
        for slot in window {
            guard let netLoad = home.netLoad(at: slot), let pv = home.pv[slot] else { throw .missingPower(slot) }
            guard let price = Self.prices(at: slot, home: home, tariff: tariff) else { throw .missingPrice(slot) }
            netLoads.append(netLoad)
            pvPowers.append(Watts(pv))
            prices.append(price)
        }
        (self.netLoads, self.pvPowers, self.prices) = (netLoads, pvPowers, prices)
        meanImportPrice = prices.reduce(.zero) { $0 + $1.importPrice } / Double(window.count)
    }

    /// The prices of a slot of the recording, nil where they are not known.
    func prices(at slot: Slot) -> SlotPrices? { Self.prices(at: slot, home: home, tariff: tariff) }

    private static func prices(at slot: Slot, home: HomeSeries, tariff: Tariff) -> SlotPrices? {
        tariff.prices(spot: home.spotPrice.flatMap { $0[slot] }.map(PricePerKWh.init), at: slot)
    }
}
