// SPDX-License-Identifier: Apache-2.0

/// When people like to use something, as a share of the day's uses for each hour.
enum DailyRhythm: Sendable {
    /// Breakfast, some lunch, dinner.
    case meals
    /// The day, with a peak in the evening.
    case household
    /// The evening.
    case evening
    /// Before work and after dinner.
    case bathroom

    /// Weights of the 24 local hours; each list sums to about 1.
    private static let mealWeights = [
        0, 0, 0, 0, 0, 0.04, 0.13, 0.13, 0.06, 0.02, 0.02, 0.06, 0.08, 0.03, 0.02, 0.02, 0.06, 0.14, 0.12, 0.05, 0.01,
        0.01, 0, 0,
    ]
    private static let householdWeights = [
        0.005, 0, 0, 0, 0, 0.01, 0.03, 0.05, 0.06, 0.06, 0.06, 0.05, 0.05, 0.05, 0.04, 0.05, 0.06, 0.07, 0.09, 0.1,
        0.08, 0.05, 0.025, 0.01,
    ]
    private static let eveningWeights = [
        0.01, 0, 0, 0, 0, 0, 0.02, 0.02, 0.01, 0.01, 0.01, 0.01, 0.01, 0.01, 0.02, 0.03, 0.08, 0.16, 0.2, 0.18, 0.12,
        0.07, 0.02, 0.01,
    ]
    private static let bathroomWeights = [
        0, 0, 0, 0, 0.01, 0.08, 0.22, 0.19, 0.06, 0.02, 0.02, 0.01, 0.01, 0.01, 0.01, 0.01, 0.02, 0.03, 0.05, 0.07,
        0.08, 0.07, 0.025, 0.005,
    ]

    /// - Parameter hour: local hour, 0...23.
    func weight(hour: Int) -> Double {
        switch self {
        case .meals: Self.mealWeights[hour]
        case .household: Self.householdWeights[hour]
        case .evening: Self.eveningWeights[hour]
        case .bathroom: Self.bathroomWeights[hour]
        }
    }
}

/// Something that people switch on now and then.
struct Appliance: Sendable {
    /// What is fixed about an appliance.
    struct Kind: Sendable {
        /// Power while its thermostat is on, W.
        let power: Double
        /// Power while its thermostat is off, W.
        let idlePower: Double
        /// Seconds the thermostat is on and off in turns; off 0 = always on.
        let cycle: (on: Int, off: Int)
        /// Shortest and longest run, s.
        let duration: ClosedRange<Int>
        /// Uses a day.
        let dailyUses: Double
        let rhythm: DailyRhythm
        /// Phase it is plugged into, 0...2.
        let phase: Int
    }

    let kind: Kind
    private(set) var secondsLeft = 0
    private var secondsRun = 0

    init(_ kind: Kind) { self.kind = kind }

    var isOn: Bool { secondsLeft > 0 }

    mutating func start(seconds: Int) {
        secondsLeft = seconds
        secondsRun = 0
    }

    /// Power at the beginning of a step, W; then the step passes.
    mutating func step(seconds: Int) -> Double {
        guard secondsLeft > 0 else { return 0 }
        let heats = kind.cycle.off == 0 || secondsRun % (kind.cycle.on + kind.cycle.off) < kind.cycle.on
        secondsLeft -= seconds
        secondsRun += seconds
        return heats ? kind.power : kind.idlePower
    }

    /// What stands in the generated house: together with the base load about 10 kWh a day.
    static let standardKinds: [Kind] = [
        // Kettle, coffee, hob, oven, microwave.
        Kind(
            power: 2000, idlePower: 0, cycle: (1, 0), duration: 120...240, dailyUses: 3, rhythm: .meals, phase: 0),
        Kind(
            power: 900, idlePower: 60, cycle: (60, 30), duration: 300...600, dailyUses: 2, rhythm: .meals, phase: 0),
        Kind(
            power: 1800, idlePower: 0, cycle: (25, 20), duration: 900...2400, dailyUses: 1.3, rhythm: .meals, phase: 1),
        Kind(
            power: 2500, idlePower: 30, cycle: (90, 140), duration: 1500...3600, dailyUses: 0.5, rhythm: .evening,
            phase: 2),
        Kind(
            power: 1200, idlePower: 0, cycle: (1, 0), duration: 90...300, dailyUses: 2, rhythm: .meals, phase: 0),
        // Dishwasher and washing machine: the heater first and once again later.
        Kind(
            power: 2000, idlePower: 70, cycle: (900, 2700), duration: 5000...6500, dailyUses: 0.7, rhythm: .evening,
            phase: 0),
        Kind(
            power: 2000, idlePower: 150, cycle: (1100, 6000), duration: 4500...7000, dailyUses: 0.5,
            rhythm: .household, phase: 2),
        Kind(
            power: 750, idlePower: 200, cycle: (1500, 120), duration: 3600...5400, dailyUses: 0.3, rhythm: .household,
            phase: 2),
        // Vacuum cleaner or iron, hair dryer.
        Kind(
            power: 1100, idlePower: 0, cycle: (1, 0), duration: 300...1200, dailyUses: 0.5, rhythm: .household,
            phase: 1),
        Kind(
            power: 1500, idlePower: 0, cycle: (1, 0), duration: 180...420, dailyUses: 0.9, rhythm: .bathroom, phase: 0),
        // Screens and light.
        Kind(
            power: 140, idlePower: 0, cycle: (1, 0), duration: 5400...12_600, dailyUses: 1.3, rhythm: .evening,
            phase: 1),
        Kind(
            power: 120, idlePower: 0, cycle: (1, 0), duration: 3600...18_000, dailyUses: 2, rhythm: .household,
            phase: 2),
        Kind(
            power: 150, idlePower: 0, cycle: (1, 0), duration: 7200...16_000, dailyUses: 1.6, rhythm: .evening,
            phase: 0),
    ]
}
