// SPDX-License-Identifier: Apache-2.0

import Configuration
import Energy
import Feeds

extension HearthConfiguration {
    /// What only the sources themselves know to be wrong with `[feeds]`, a line each: zones and tariffs they do not have.
    ///
    /// Tokens are not looked at: whoever checks a configuration need not be able to read them.
    ///
    /// - Parameter file: name of the configuration, for the lines.
    public func feedFaults(file: String) -> [String] {
        let house = FetchHouse(self)
        return feeds.sources.compactMap { settings in
            do throws(FeedFault) {
                _ = try settings.parts(house, token: settings.tokenFile.map { _ in "token" })
                return nil
            } catch {
                return "\(file):\(settings.line): \(settings.key): \(error)"
            }
        }
    }
}
