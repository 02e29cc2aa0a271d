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

    /// The same house with prices and weather from a server of this machine in place of its own sources.
    ///
    /// - Parameters:
    ///   - zone: bidding zone whose prices elprisetjustnu is asked for there.
    ///   - position: the house's from now on.
    ///   - server: as `http://127.0.0.1:8080`.
    public func fetching(
        pricesOf zone: String, weatherAt position: GeographicPosition, from server: String
    ) -> HearthConfiguration {
        var copy = self
        copy.position = position
        func source(_ kind: FeedKind, _ name: String, _ feed: ConfiguredFeed) -> FeedSourceSettings {
            FeedSourceSettings(
                kind: kind, name: name, feed: feed, server: server, key: "feeds.\(kind.rawValue)[0]", line: 0)
        }
        copy.feeds = FeedSettings(
            contact: feeds.contact, stateFolder: feeds.stateFolder,
            sources: [
                source(.price, "elprisetjustnu", .elprisetJustNu(zone: zone)),
                source(.weather, "open-meteo", .openMeteo(tokenFile: nil)),
            ])
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
