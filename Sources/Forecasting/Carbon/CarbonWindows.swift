// SPDX-License-Identifier: Apache-2.0

import Learning

/// The forecasts that could have been made within some hours: what goes in and what came.
struct CarbonWindows {
    /// The first hour forecast of each.
    let issues: [Int]
    /// What came, `issues x 6`, g CO2 per kWh.
    let actuals: [Double]

    /// All windows without a gap whose 24 hours before and six hours after the issue lie in a range.
    init(_ grid: GridHours, within range: Range<Int>) {
        let first = range.lowerBound + CarbonInputs.windowLength
        let last = range.upperBound - CarbonInputs.horizons
        var (issues, actuals): ([Int], [Double]) = ([], [])
        var complete = (range.lowerBound..<max(range.lowerBound, first)).reduce(0) { grid.isComplete($1) ? $0 + 1 : 0 }
        for issue in first..<max(first, last + 1) {
            if complete >= CarbonInputs.windowLength,
                let came = grid.carbonIntensity(in: issue..<issue + CarbonInputs.horizons)
            {
                issues.append(issue)
                actuals += came
            }
            complete = grid.isComplete(issue) ? complete + 1 : 0
        }
        (self.issues, self.actuals) = (issues, actuals)
    }

    /// What came as the change from the last hour known at the issue, `issues x 6`, g CO2 per kWh.
    func changes(_ grid: GridHours) -> [Double] {
        actuals.enumerated().map { $1 - grid.carbonIntensity(issues[$0 / CarbonInputs.horizons] - 1) }
    }

    /// Number of windows.
    var count: Int { issues.count }

    /// Some of the windows, as a network takes them.
    ///
    /// - Parameters:
    ///   - chosen: which, in the order of time.
    ///   - targets: `chosen x 6`, what the network is to give.
    func networkWindows(
        _ grid: GridHours, _ inputs: CarbonInputs, chosen: [Int], targets: [Float]
    ) throws(NetworkError) -> TrainingWindows {
        let first = (issues.first ?? 0) - CarbonInputs.windowLength
        return try TrainingWindows(
            rows: inputs.networkRows(grid, first..<(issues.last ?? first)),
            inputCount: CarbonInputs.schema.features.count, windowLength: CarbonInputs.windowLength,
            starts: chosen.map { issues[$0] - CarbonInputs.windowLength - first }, targets: targets,
            targetCount: CarbonInputs.horizons)
    }
}
