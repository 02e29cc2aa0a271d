// SPDX-License-Identifier: Apache-2.0

import Energy
import Forecasting
import Glibc
import HostIO
import Learning
import ModelIO
import Testing

/// A real folder for models that goes away with the test.
final class ModelHome {
    /// The days that models are tried on.
    static let trialWindow = trialStart..<trialStart.advanced(bySeconds: ModelTrial.days * 86_400)
    private static let trialStart = UTCInstant(secondsSinceEpoch: 1_700_000_000)

    let folder: ModelFolder
    private let path: String

    init() throws {
        var template = Array("/tmp/hearth-models-XXXXXX".utf8CString)
        path = String(cString: try #require(mkdtemp(&template)))
        folder = ModelFolder(besideDatabase: "\(path)/hearth.sqlite")
        try folder.make()
    }

    deinit {
        for part in ["\(folder.path)/incoming", folder.path] {
            for name in DataFolder.names(in: part, suffix: "") { remove("\(part)/\(name)") }
            rmdir(part)
        }
        rmdir(path)
    }

    /// A small model, each with a seed of its own.
    func put(_ seed: UInt64) throws -> String {
        let start = UTCInstant(secondsSinceEpoch: 1_475_452_800)
        let shift = Int(seed)
        let values = (0..<24 * 50).map { step -> Double in
            let ofDay = Double((step + shift) % 24)
            return 300 + 100 * ofDay
        }
        let series = try #require(StepSeries(start: start, stepSeconds: 3600, values: values))
        var parameters = HouseQuantity.demand.parameters
        for keyPath in [\HorizonTreesParameters.nearBand, \.farBand] {
            parameters[keyPath: keyPath].boosting.treeCount = 2
        }
        (parameters.nearMembers, parameters.farMembers) = ([parameters.nearBand], [parameters.farBand])
        (parameters.rowLimit, parameters.seed) = (1000, seed)
        let inputs = HouseInputs.demand(series, heatPump: nil, calendar: .utc)
        let model = try HouseModel.train(inputs, parameters: parameters)
        let file = ForecastModel.house(model).modelFile(
            seed: seed, drift: InputDrift(training: ForecastInputs.house(inputs).targetValues(model.trainingRange)))
        let id = file.id(.demand)
        try folder.write(file, id: id)
        return id
    }
}
