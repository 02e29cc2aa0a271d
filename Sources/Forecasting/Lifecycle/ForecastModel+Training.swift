// SPDX-License-Identifier: Apache-2.0

import Energy
import Learning

/// Why no model was trained; what is in use stays.
public enum ForecastTrainingError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Of a house.
    case house(HouseModelError)
    /// Of carbon intensity.
    case carbon(CarbonTrainingError)
    /// Prices have too few whole days in a row, or never change.
    case prices(days: Int, needed: Int)
    /// The callback asked to stop.
    case stopped

    /// What was found, and what was expected.
    public var description: String {
        switch self {
        case .house(let error): error.description
        case .carbon(let error): error.description
        case .prices(let days, let needed):
            "\(days) whole days of prices that change, in a row; at least \(needed) are needed"
        case .stopped: "the training was stopped"
        }
    }
}

extension ForecastModel {
    /// Trains the model of a target; the same inputs and seed give the same bits.
    ///
    /// - Parameters:
    ///   - inputs: the whole history.
    ///   - end: what came from then on is not looked at.
    ///   - store: what an earlier training of the same key has finished, and where this one keeps what it finishes.
    ///   - progress: told how much is done, 0...1, again and again; gives whether to go on.
    public static func train(
        _ inputs: ForecastInputs, until end: UTCInstant, seed: UInt64 = 1,
        store: (any TrainingStore)? = nil, progress: (Double) -> Bool = { _ in true }
    ) throws(ForecastTrainingError) -> ForecastModel {
        switch inputs {
        case .house(let inputs): .house(try house(inputs, end, seed, store, progress))
        case .price(let inputs): try price(inputs, end, seed, store, progress)
        case .carbon(let grid, let calendar): .carbon(try carbon(grid, calendar, end, seed, store, progress))
        }
    }

    private static func house(
        _ inputs: HouseInputs, _ end: UTCInstant, _ seed: UInt64, _ store: (any TrainingStore)?,
        _ progress: (Double) -> Bool
    ) throws(ForecastTrainingError) -> HouseModel {
        var parameters = inputs.quantity.parameters
        parameters.reseed(seed)
        let known = inputs.prefix(upTo: inputs.series.step(containing: end))
        let parts =
            [parameters] + (inputs.heatPump == nil ? [] : [parameters.ofPart])
            + (inputs.quantity == .demand ? [parameters.ofTrial, parameters.ofTrial] : [])
            + (inputs.hasTemperature ? [parameters.ofTrial] : [])
        let total = Double(parts.reduce(0) { $0 + $1.treeCount(stepsPerDay: known.series.stepsPerDay) })
        var done = 0.0
        do throws(HouseModelError) {
            return try HouseModel.train(known, parameters: parameters, store: store) {
                done += 1
                return progress(min(1, done / max(1, total)))
            }
        } catch {
            throw error == .stopped ? .stopped : .house(error)
        }
    }

    private static func price(
        _ inputs: PriceInputs, _ end: UTCInstant, _ seed: UInt64, _ store: (any TrainingStore)?,
        _ progress: (Double) -> Bool
    ) throws(ForecastTrainingError) -> ForecastModel {
        let known = inputs.prefix(until: end)
        var parameters = PriceForecastParameters()
        parameters.seed(seed)
        // Asked once for each day that the bands are measured on, and around it, for prices alone and with other series.
        let trainings = known.exogenous.isEmpty ? 1 : 2
        let total = Double((PriceBand.days + 1) * trainings + 1)
        var (steps, wasStopped) = (0.0, false)
        let forecaster = PriceForecaster(
            training: known.history, exogenous: known.exogenous, zone: known.calendar.zone,
            holidays: known.calendar.holidays, parameters: parameters, store: store
        ) {
            steps += 1
            wasStopped = !progress(min(1, steps / total))
            return !wasStopped
        }
        guard !wasStopped else { throw .stopped }
        guard let forecaster else {
            let market = MarketDays(known.history, zone: known.calendar.zone)
            throw .prices(days: market?.count ?? 0, needed: PriceForecaster.fewestDays)
        }
        return .price(forecaster, training: known.history.slots.lowerBound.start..<known.history.slots.upperBound.start)
    }

    private static func carbon(
        _ grid: GridHours, _ calendar: LocalCalendar, _ end: UTCInstant, _ seed: UInt64,
        _ store: (any TrainingStore)?, _ progress: (Double) -> Bool
    ) throws(ForecastTrainingError) -> CarbonModel {
        var parameters = CarbonParameters(holidays: calendar.holidays)
        parameters.zone = calendar.zone
        parameters.training.seed = seed
        let last = min(grid.hours.upperBound, GridHours.hour(of: end))
        let hours = grid.hours.lowerBound..<max(grid.hours.lowerBound, last)
        do throws(CarbonTrainingError) {
            return try CarbonModel.train(grid, hours: hours, parameters: parameters, store: store, progress: progress)
        } catch {
            throw error == .stopped ? .stopped : .carbon(error)
        }
    }
}

extension HorizonTreesParameters {
    /// Makes every draw another one.
    mutating func reseed(_ seed: UInt64) {
        self.seed = seed
        for index in nearMembers.indices { nearMembers[index].boosting.seed = seed }
        for index in farMembers.indices { farMembers[index].boosting.seed = seed }
        nearBand.boosting.seed = seed
        farBand.boosting.seed = seed
    }

    /// Trees of a whole training: those of the members, and those of both ends of the band, trained twice.
    func treeCount(stepsPerDay: Int) -> Int {
        groups(stepsPerDay: stepsPerDay).reduce(0) { sum, horizons in
            let (members, band) = models(horizons, stepsPerDay: stepsPerDay)
            return sum + members.reduce(4 * band.boosting.treeCount) { $0 + $1.boosting.treeCount }
        }
    }
}
