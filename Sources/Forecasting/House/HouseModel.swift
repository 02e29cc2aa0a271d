// SPDX-License-Identifier: Apache-2.0

import Energy
import Learning

/// A trained model of a house's demand or solar yield, from the next step to 48 hours ahead.
///
/// Boosted trees on differences from the usual level, in groups of horizons (`HorizonTrees`).
public struct HouseModel: Hashable, Sendable {
    /// Days with numbers that training asks for: four weeks of inputs and two of targets.
    public static let neededDays = 42.0

    /// What it forecasts.
    public let quantity: HouseQuantity
    /// Length of its steps, s.
    public let stepSeconds: Int
    /// Start of the first step trained on and end of the last.
    public let trainingRange: Range<UTCInstant>
    /// Seed of the training.
    public let seed: UInt64
    let trees: HorizonTrees
    /// Of demand where that made forecasts better, see `InputTrial`.
    let occupancy: DemandOccupancy?
    /// Whether it looks at the outdoor temperature: where that made forecasts better, see `InputTrial`.
    let usesTemperature: Bool
    /// Of the heat pump's part of demand where it is metered and could be learned from.
    let heatPump: HorizonTrees?

    /// Name and version, as `Forecast.model` has it.
    public var name: String { "\(quantity.rawValue)-trees-v\(quantity.schema.version)" }

    init(
        quantity: HouseQuantity, stepSeconds: Int, trainingRange: Range<UTCInstant>, seed: UInt64, trees: HorizonTrees,
        occupancy: DemandOccupancy?, usesTemperature: Bool, heatPump: HorizonTrees?
    ) {
        (self.quantity, self.stepSeconds, self.trainingRange) = (quantity, stepSeconds, trainingRange)
        (self.seed, self.trees, self.occupancy, self.heatPump) = (seed, trees, occupancy, heatPump)
        self.usesTemperature = usesTemperature
    }

    /// Without the trees of the heat pump's part: who asks for the whole demand alone need not keep them in memory.
    public var wholeAlone: HouseModel {
        HouseModel(
            quantity: quantity, stepSeconds: stepSeconds, trainingRange: trainingRange, seed: seed, trees: trees,
            occupancy: occupancy, usesTemperature: usesTemperature, heatPump: nil)
    }

    /// The features of inputs as this model looks at them.
    func features(_ inputs: HouseInputs) -> any StepFeatures { seen(inputs).features(occupancy) }

    /// The features of the heat pump's part as this model looks at them; nil where it is not metered.
    func heatPumpFeatures(_ inputs: HouseInputs) -> DemandFeatures? { seen(inputs).heatPumpFeatures(occupancy) }

    private func seen(_ inputs: HouseInputs) -> HouseInputs { usesTemperature ? inputs : inputs.withoutTemperature }

    /// Trains on a recording.
    ///
    /// A year of quarter hours takes about 30 s of processor time and 100 MiB, with a metered heat pump.
    ///
    /// - Parameters:
    ///   - inputs: all of it is learned from; see `HouseInputs.prefix`.
    ///   - parameters: hyper-parameters; nil for those of the quantity.
    ///   - store: keeps the trees of each part; nil for a training that begins anew when it was interrupted.
    ///   - shouldContinue: called after each tree; false ends the training with `HouseModelError.stopped`.
    /// - Throws: `HouseModelError` where there is too little to learn from; the naive forecast serves then.
    public static func train(
        _ inputs: HouseInputs, parameters: HorizonTreesParameters? = nil, store: (any TrainingStore)? = nil,
        shouldContinue: () -> Bool = { true }
    ) throws(HouseModelError) -> HouseModel {
        let series = inputs.series
        try check(series)
        let parameters = parameters ?? inputs.quantity.parameters
        let learned = inputs.occupancy()
        let parts = TrainingParts(store)
        let (seen, occupancy) = try withoutActuallyEscaping(shouldContinue) { shouldContinue throws(HouseModelError) in
            try InputTrial(
                inputs: inputs, occupancy: learned, parameters: parameters, parts: parts.inside("trial"),
                shouldContinue: shouldContinue
            ).winners()
        }
        let trees = try trained(seen.features(occupancy), series, parameters, parts, shouldContinue)
        let heatPump = try heatPumpTrees(
            seen, occupancy, parameters.ofPart, parts.inside("heat-pump"), shouldContinue)
        return HouseModel(
            quantity: inputs.quantity, stepSeconds: series.stepSeconds,
            trainingRange: series.start..<series.instant(series.values.count), seed: parameters.seed, trees: trees,
            occupancy: occupancy, usesTemperature: seen.hasTemperature, heatPump: heatPump)
    }

    /// Nil where no heat pump is metered, or for too short a time, or it never ran otherwise.
    private static func heatPumpTrees(
        _ inputs: HouseInputs, _ occupancy: DemandOccupancy?, _ parameters: HorizonTreesParameters,
        _ parts: TrainingParts, _ shouldContinue: () -> Bool
    ) throws(HouseModelError) -> HorizonTrees? {
        guard let part = inputs.heatPump, let features = inputs.heatPumpFeatures(occupancy) else { return nil }
        do throws(HouseModelError) {
            try check(part)
            return try trained(features, part, parameters, parts, shouldContinue)
        } catch {
            guard error != .stopped else { throw error }
            return nil
        }
    }

    private static func check(_ series: StepSeries) throws(HouseModelError) {
        let known = series.values.filter(\.isFinite)
        let knownDays = Double(known.count) / Double(series.stepsPerDay)
        guard knownDays >= neededDays, let first = known.first else {
            throw .tooLittleHistory(knownDays: knownDays, neededDays: neededDays)
        }
        let missingShare = 1 - Double(known.count) / Double(series.values.count)
        guard missingShare <= 1.0 / 3 else { throw .tooManyGaps(missingShare: missingShare) }
        guard known.contains(where: { $0 != first }) else { throw .constant(first) }
    }

    static func trained(
        _ features: some StepFeatures, _ series: StepSeries, _ parameters: HorizonTreesParameters,
        _ parts: TrainingParts, _ shouldContinue: () -> Bool
    ) throws(HouseModelError) -> HorizonTrees {
        var wasStopped = false
        let trees: HorizonTrees?
        do {
            trees = try HorizonTrees.train(
                features, target: series.values, stepsPerDay: series.stepsPerDay, parameters: parameters,
                parts: parts
            ) {
                wasStopped = wasStopped || !shouldContinue()
                return !wasStopped
            }
        } catch {
            throw .boosting(error)
        }
        if let trees { return trees }
        if wasStopped { throw .stopped }
        // Enough numbers, but scattered so that hardly a target has its inputs.
        throw .tooLittleHistory(knownDays: 0, neededDays: neededDays)
    }
}
