// SPDX-License-Identifier: Apache-2.0

import Energy

extension HearthConfiguration {
    /// The same house with another grid connection and other batteries, as a simulated neighbour has.
    ///
    /// - Parameter batteries: in the order of the configuration; where there are fewer, the others stay as they are.
    public func with(site: Site, batteries: [BatteryDescription]) -> HearthConfiguration {
        var copy = self
        copy.site = site
        for (place, description) in batteries.enumerated().prefix(copy.batteries.count) {
            copy.batteries[place] = ConfiguredBattery(
                device: copy.batteries[place].device, description: description)
        }
        return copy
    }

    /// The same house with database, journal and lock in one folder, so that nothing of the service is touched.
    ///
    /// - Parameters:
    ///   - folder: absolute path of a folder that exists.
    ///   - isDryRun: true for a run that writes nothing; a configuration that says so itself stays a dry run.
    public func keepingState(in folder: String, isDryRun: Bool) -> HearthConfiguration {
        var copy = self
        copy.guardSettings.stateFolder = folder
        copy.guardSettings.runtimeFolder = folder
        copy.guardSettings.isDryRun = guardSettings.isDryRun || isDryRun
        copy.databasePath = folder + "/hearth.sqlite"
        copy.feeds.stateFolder = folder + "/fetch"
        return copy
    }
}
