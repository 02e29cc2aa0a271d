// SPDX-License-Identifier: Apache-2.0

import Energy
import HostIO
import Inbox

/// What all sources of a run share.
struct FetchDesk {
    let house: FetchHouse
    let inbox: FeedInbox
    let stateFolder: String
    /// When the run began, by the wall clock.
    let now: UTCInstant
    /// Takes a line for whoever looks after the house.
    let log: (ServiceLog.Level, String) -> Void

    var reach: FetchReach { FetchReach(now: now, marketZone: house.marketZone) }
}
