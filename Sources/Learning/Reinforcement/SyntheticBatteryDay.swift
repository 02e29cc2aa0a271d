// SPDX-License-Identifier: Apache-2.0

import Bits

/// Days of a battery beside a synthetic house, many at once: the workload of the benchmarks of reinforcement learning.
///
/// Equal to `BatteryVec` of the peers' `perf/p3_ppo.py`: 24 numbers are observed, action `a` in 0...20 asks for
/// `(a - 10) / 10 * 5` kW on the AC side, charging positive, cut to what the store of 10 kWh can take or give. The reward is
/// money against an idle battery; with the last of a day's 96 steps it includes what the energy left is worth. No model of a
/// real house.
public struct SyntheticBatteryDay: VectorEnvironment, Sendable {
    /// Days of the series.
    public static let dayCount = 364
    /// Steps of a day: quarter hours.
    public static let stepsPerDay = 96
    /// The days of the test: 5, 11, 17 and so on.
    public static let evaluationDays = Array(stride(from: 5, to: dayCount, by: 6))
    private static let capacity = 10.0
    private static let largestPower = 5.0
    private static let efficiency = 0.95
    private static let initialEnergy = 5.0
    private static let wear = 0.01
    private static let finalWorth = 0.25
    private static let hours = 0.25
    private static let columns = 21

    /// Load less production and price of each quarter hour, kW and money per kWh.
    private let net: [Double]
    private let price: [Double]
    /// `quarter hours x 21`: what is observed of each beside the battery.
    private let series: [Float]
    private let trainingDays: [Int]
    /// The days of an evaluation, one per environment; nil to draw training days.
    private let days: [Int]?
    private var generators: [SplitMix64]
    private var starts: [Int]
    private var quarter = 0
    private var energy: [Double]
    private var previous: [Double]

    /// Environments that draw training days.
    public init(count: Int) { self.init(count: count, days: nil) }

    /// Environments that play one day each, for evaluation.
    public init(days: [Int]) { self.init(count: days.count, days: days) }

    private init(count: Int, days: [Int]?) {
        let house = SyntheticHouse(count: Self.stepsPerDay * (Self.dayCount + 1), seed: 20_240_501)
        let production = house.irradiance.map { 6 * $0 / 1000 }
        net = zip(house.load, production).map { $0 - $1 }
        price = house.price
        series = (0..<Self.stepsPerDay * Self.dayCount).flatMap { Self.row($0, house, production) }
        trainingDays = (0..<Self.dayCount).filter { $0 % 6 != 5 }
        self.days = days
        generators = (0..<count).map { SplitMix64(seed: 600 + UInt64($0)) }
        starts = [Int](repeating: 0, count: count)
        energy = [Double](repeating: Self.initialEnergy, count: count)
        previous = [Double](repeating: 10, count: count)
    }

    private static func row(_ at: Int, _ house: SyntheticHouse, _ production: [Double]) -> [Float] {
        let quarter = house.quarter[at]
        var row = [house.load[at] - 0.8, production[at] / 3 - 0.5]
        for hour in 0...8 { row.append((house.price[at + 4 * hour] - 0.25) * 10) }
        for distance in [4, 8, 16, 24] { row.append(production[at + distance] / 3 - 0.5) }
        row.append(SyntheticNoise.periodic(quarter / 96))
        row.append(SyntheticNoise.periodic(quarter / 96 + 0.25))
        row.append(SyntheticNoise.periodic(2 * quarter / 96))
        row.append(SyntheticNoise.periodic(2 * quarter / 96 + 0.25))
        row += [house.weekend[at], quarter / 96]
        return row.map { Float($0) }
    }

    /// Numbers of one observation.
    public var observationCount: Int { 24 }
    /// 21 powers.
    public var actionSpace: ActionSpace { .discrete(21) }
    /// Environments.
    public var count: Int { starts.count }

    /// Begins a day everywhere.
    public mutating func reset(into step: inout VectorStep) {
        beginDays()
        observe(&step.observations)
    }

    private mutating func beginDays() {
        quarter = 0
        for index in starts.indices {
            if let days {
                starts[index] = Self.stepsPerDay * days[index]
            } else {
                let uniform = Double(generators[index].next() >> 40) / 16_777_216
                starts[index] = Self.stepsPerDay * trainingDays[Int(uniform * Double(trainingDays.count))]
            }
            energy[index] = Self.initialEnergy
            previous[index] = 10
        }
    }

    /// Asks every battery for a power; all days end together.
    public mutating func step(_ actions: [Float], into step: inout VectorStep) {
        let isLast = quarter == Self.stepsPerDay - 1
        for index in starts.indices {
            let action = Double(actions[index])
            let power = Self.limited((action - 10) / 10 * Self.largestPower, energy: energy[index])
            let stored = Self.hours * (power > 0 ? Self.efficiency * power : power / Self.efficiency)
            energy[index] = min(max(energy[index] + stored, 0), Self.capacity)
            let (at, idle) = (starts[index] + quarter, net[starts[index] + quarter])
            let saving = Self.cost(idle, price[at]) - Self.cost(idle + power, price[at])
            let left = isLast ? Self.finalWorth * (energy[index] - Self.initialEnergy) : 0
            step.rewards[index] = Float(Self.hours * (saving - Self.wear * abs(power)) + left)
            step.ends[index] = isLast ? .terminated : .none
            previous[index] = action
        }
        quarter += 1
        if isLast { beginDays() }
        observe(&step.observations)
    }

    /// A power cut to what the store can take or give within the step, kW.
    private static func limited(_ power: Double, energy: Double) -> Double {
        power > 0
            ? min(power, (capacity - energy) / (hours * efficiency)) : max(power, -energy * efficiency / hours)
    }

    /// Money per hour of a grid power; what is fed in earns 30 % of the price.
    private static func cost(_ grid: Double, _ price: Double) -> Double {
        grid > 0 ? price * grid : 0.3 * price * grid
    }

    private func observe(_ observations: inout [Float]) {
        for index in starts.indices {
            let (at, first) = (starts[index] + quarter, index * 24)
            observations[first] = Float(2 * energy[index] / Self.capacity - 1)
            for column in 0..<Self.columns {
                observations[first + 1 + column] = series[at * Self.columns + column]
            }
            observations[first + 22] = Float(previous[index] / 10 - 1)
            observations[first + 23] = Float(net[at])
        }
    }
}
