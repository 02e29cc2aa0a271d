// SPDX-License-Identifier: Apache-2.0

import Bits
import Energy

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The people of a generated house and what they switch on: power by phase, and hot water.
struct Occupants: Sendable {
    /// Standby, ventilation and network, W for each phase.
    private static let basePower = Phases(60.0, 45.0, 25.0)
    /// Refrigerator (L1) and freezer (L2): power in W, seconds on and off.
    private static let refrigerator = (power: 90.0, on: 900, off: 1500)
    private static let freezer = (power: 80.0, on: 1100, off: 1400)
    /// Hot water: power at the tap in W, seconds, uses a day.
    private static let shower = (power: 20_000.0, seconds: 270, dailyUses: 2.6)
    private static let tap = (power: 9000.0, seconds: 60, dailyUses: 9.0)

    private let zone: TimeZoneRule
    private let scale: Double
    private let activityDeviation: Double
    private let weekend: HouseDescription.Weekend
    private var generator: SplitMix64
    /// Its own numbers, so that houses whose days are alike stay as they are.
    private var dailyGenerator: SplitMix64
    /// Busy and quiet days, a memory of two.
    private var mood: AutoregressiveNoise
    private var day: CivilDate?
    /// Uses today as a part of the usual ones.
    private var activity = 1.0
    private var isWeekend = false
    private var appliances: [Appliance]
    private var minute: Int
    private var secondsRun: Int
    private var showerSeconds = 0
    private var tapSeconds = 0
    /// Power by phase in the last step, W.
    private(set) var power = Phases(0.0, 0.0, 0.0)
    /// Heat drawn from the hot-water tank in the last step, W.
    private(set) var hotWaterDraw = 0.0

    init(_ description: HouseDescription, seed: UInt64, start: UTCInstant) {
        zone = description.site.timeZone
        scale = description.householdScale
        activityDeviation = description.activityDeviation
        weekend = description.weekend
        generator = .stream(.occupants, of: seed)
        dailyGenerator = .stream(.daysOfOccupants, of: seed)
        mood = AutoregressiveNoise(timeConstant: 2, using: &dailyGenerator)
        appliances = Appliance.standardKinds.map(Appliance.init)
        minute = floorMinute(start) - 1
        secondsRun = Int(generator.next() % 2400)
    }

    /// Sum over the phases, W.
    var totalPower: Double { power.l1 + power.l2 + power.l3 }

    /// Lives for one step of at most a minute.
    mutating func step(seconds: Int, now: UTCInstant) {
        while minute < floorMinute(now) {
            minute += 1
            switchOn(at: UTCInstant(secondsSinceEpoch: minute * 60))
        }
        var sum = Self.basePower
        // Electronics never draw quite the same power.
        sum.l1 += 6 * (generator.nextUniform() - 0.5)
        sum.l2 += 4 * (generator.nextUniform() - 0.5)
        sum.l1 += Self.isCooling(Self.refrigerator, secondsRun) ? Self.refrigerator.power : 0
        sum.l2 += Self.isCooling(Self.freezer, secondsRun) ? Self.freezer.power : 0
        secondsRun += seconds
        for k in appliances.indices where appliances[k].isOn {
            let phase = appliances[k].kind.phase
            let drawn = appliances[k].step(seconds: seconds)
            switch phase {
            case 0: sum.l1 += drawn
            case 1: sum.l2 += drawn
            default: sum.l3 += drawn
            }
        }
        power = Phases(sum.l1 * scale, sum.l2 * scale, sum.l3 * scale)
        drawHotWater(seconds)
    }

    private static func isCooling(_ device: (power: Double, on: Int, off: Int), _ secondsRun: Int) -> Bool {
        secondsRun % (device.on + device.off) < device.on
    }

    private mutating func drawHotWater(_ seconds: Int) {
        hotWaterDraw = (showerSeconds > 0 ? Self.shower.power : 0) + (tapSeconds > 0 ? Self.tap.power : 0)
        showerSeconds = max(0, showerSeconds - seconds)
        tapSeconds = max(0, tapSeconds - seconds)
    }

    private mutating func beginDay(_ date: CivilDate) {
        guard date != day else { return }
        day = date
        isWeekend = date.weekday >= 5
        if activityDeviation > 0 { mood.step(using: &dailyGenerator) }
        activity = exp(activityDeviation * mood.value - activityDeviation * activityDeviation / 2)
        if isWeekend { activity *= weekend.activity }
    }

    /// Once a minute each thing may be switched on; the number of random numbers drawn does not depend on the state.
    private mutating func switchOn(at instant: UTCInstant) {
        beginDay(zone.localDate(at: instant))
        let hour = (zone.localSecondOfDay(at: instant) / 3600 + (isWeekend ? 24 - weekend.delay : 0)) % 24
        for k in appliances.indices {
            let kind = appliances[k].kind
            let chance = activity * kind.dailyUses * kind.rhythm.weight(hour: hour) / 60
            let (choice, length) = (generator.nextUniform(), generator.nextUniform())
            guard choice < chance, !appliances[k].isOn else { continue }
            let span = Double(kind.duration.upperBound - kind.duration.lowerBound)
            appliances[k].start(seconds: kind.duration.lowerBound + Int(span * length))
        }
        let (shower, tap) = (generator.nextUniform(), generator.nextUniform())
        if shower < Self.shower.dailyUses * DailyRhythm.bathroom.weight(hour: hour) / 60 {
            showerSeconds = Self.shower.seconds
        }
        if tap < Self.tap.dailyUses * DailyRhythm.meals.weight(hour: hour) / 60 { tapSeconds = Self.tap.seconds }
    }
}

/// Minutes since 1970.
func floorMinute(_ instant: UTCInstant) -> Int { instant.date.dayNumber * 1440 + instant.secondOfDay / 60 }
