// SPDX-License-Identifier: Apache-2.0

import Energy
import Learning

/// A trained model of any target.
public enum ForecastModel: Hashable, Sendable {
    /// Of spot prices.
    case price(PriceForecaster, training: Range<UTCInstant>)
    /// Of a house's demand or solar yield.
    case house(HouseModel)
    /// Of carbon intensity.
    case carbon(CarbonModel)

    /// What it forecasts.
    public var target: ForecastTarget {
        switch self {
        case .price: .price
        case .house(let model): model.quantity == .demand ? .demand : .solar
        case .carbon: .carbon
        }
    }

    /// Name of its kind with the version of its features, as `demand-trees-v2`.
    public var name: String {
        switch self {
        case .price: PriceForecaster.name
        case .house(let model): model.name
        case .carbon: CarbonModel.name
        }
    }

    /// What it was trained on.
    public var training: Range<UTCInstant> {
        switch self {
        case .price(_, let training): training
        case .house(let model): model.trainingRange
        case .carbon(let model):
            GridHours.start(of: model.trainingHours.lowerBound)..<GridHours.start(of: model.trainingHours.upperBound)
        }
    }

    /// Takes the model of a target out of a file.
    ///
    /// - Throws: `ModelFileError` where the file is of another target, of other features or does not make a model.
    public init(_ file: ModelFile, target: ForecastTarget) throws(ModelFileError) {
        switch target {
        case .price:
            let training =
                UTCInstant(
                    secondsSinceEpoch: Int(file.trainingRange.lowerBound))..<UTCInstant(
                    secondsSinceEpoch: Int(file.trainingRange.upperBound))
            self = .price(try PriceForecaster(file), training: training)
        case .demand: self = .house(try Self.house(file, .demand))
        case .solar: self = .house(try Self.house(file, .solar))
        case .carbon: self = .carbon(try CarbonModel(file))
        }
    }

    private static func house(_ file: ModelFile, _ quantity: HouseQuantity) throws(ModelFileError) -> HouseModel {
        do throws(HouseModelError) {
            return try HouseModel(file, quantity: quantity)
        } catch {
            guard case .file(let fault) = error else { throw .wrongValue(name: "model", reason: "\(error)") }
            throw fault
        }
    }

    /// The model as a file.
    ///
    /// - Parameters:
    ///   - metrics: errors on days it has not seen, by name.
    ///   - drift: how what it forecasts was distributed in training; see `InputDrift.init(_:)`.
    public func modelFile(seed: UInt64, metrics: [String: Double] = [:], drift: InputDrift? = nil) -> ModelFile {
        var file =
            switch self {
            case .price(let forecaster, _): forecaster.modelFile
            case .house(let model): model.modelFile()
            case .carbon(let model): model.modelFile
            }
        file.seed = seed
        file.trainingRange =
            Int64(training.lowerBound.secondsSinceEpoch)..<Int64(training.upperBound.secondsSinceEpoch)
        file.metrics = metrics
        drift?.write(to: &file)
        return file
    }
}
