// SPDX-License-Identifier: Apache-2.0

/// What an outdoor temperature, degrees Celsius, asks of heating and cooling; NaN where there is none.
enum DegreeHours {
    /// Heating begins below it: the heating limit of VDI 2067 and of Eurostat's degree days.
    static let heatingLimit = 15.0
    /// Cooling begins above it: the base of Eurostat's cooling degree days.
    static let coolingLimit = 21.0
    /// Water that a heat pump makes for radiators of low temperature.
    static let flow = 45.0

    /// K below the heating limit, >= 0.
    static func heating(_ outdoor: Double) -> Double { outdoor.isFinite ? max(0, heatingLimit - outdoor) : .nan }

    /// K above the cooling limit, >= 0.
    static func cooling(_ outdoor: Double) -> Double { outdoor.isFinite ? max(0, outdoor - coolingLimit) : .nan }

    /// Coefficient of performance of an air-source heat pump, about 1.8...5.1.
    ///
    /// The regression over field and laboratory data of Staffell et al., "A review of domestic heat pumps", Energy and
    /// Environmental Science 5 (2012), 9291-9306, with the lift from outdoor air to the flow, held within its 15...60 K.
    static func coefficientOfPerformance(_ outdoor: Double) -> Double {
        guard outdoor.isFinite else { return .nan }
        let lift = max(15, min(60, flow - outdoor))
        return 6.81 - 0.121 * lift + 0.000630 * lift * lift
    }

    /// Heating degrees per unit of a heat pump's electricity.
    static func heatPump(_ outdoor: Double) -> Double { heating(outdoor) / coefficientOfPerformance(outdoor) }
}
