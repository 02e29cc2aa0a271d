// SPDX-License-Identifier: Apache-2.0

import Energy
import Policies

extension Backtest {
    /// What a learned policy is trained on: what the optimiser knew in every slot of the window, under this backtest's
    /// forecasts with their errors, and what came.
    ///
    /// - Parameters:
    ///   - parameters: of the optimiser that rates the options.
    ///   - progress: as in `run`.
    /// - Returns: an episode for each run of slots that the optimiser could plan; nil when stopped early.
    public func episodes(
        parameters: RollingOptimiser.Parameters, progress: (Int) -> Bool = { _ in true }
    ) -> [PolicyEpisode]? {
        var recorder = EpisodeRecorder(parameters: parameters)
        guard run(&recorder, progress: progress) != nil else { return nil }
        return recorder.episodes(finalPrice: house.meanImportPrice) { slot in
            house.window.contains(slot) ? house.netLoads[house.window.lowerBound.distance(to: slot)] : nil
        }
    }
}
