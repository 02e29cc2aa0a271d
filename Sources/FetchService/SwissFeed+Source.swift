// SPDX-License-Identifier: Apache-2.0

import Configuration
import Feeds

extension SwissFeed {
    /// The source that asks the operator.
    func source(token: String, base: String?) throws(FeedFault) -> SwissTariff {
        try SwissTariff(
            asked(token: token), components: components.map(\.asked), feedIn: hasFeedIn,
            addedVAT: includesVAT ? 0 : SwissTariff.valueAddedTax, base: base)
    }

    private func asked(token: String) -> SwissTariff.Service {
        switch service {
        case .ekz(let tariff): .ekz(tariff: tariff)
        case .groupeE(nil): .groupeE
        case .groupeE(let tariff?): .groupeEVersion1(tariff.asked)
        case .ckw(let tariff): .ckw(tariff: tariff)
        case .bkw: .bkw
        case .esit(let meteringCode, _): .esit(meteringCode: meteringCode, token: token)
        }
    }
}

extension SwissFeed.GroupeETariff {
    fileprivate var asked: SwissTariff.GroupeETariff {
        switch self {
        case .varioPlus: .varioPlus
        case .varioGrid: .varioGrid
        case .dtPlus: .dtPlus
        }
    }
}

extension SwissFeed.Component {
    fileprivate var asked: SwissTariff.Component {
        switch self {
        case .electricity: .electricity
        case .grid: .grid
        case .regionalFees: .regionalFees
        case .integrated: .integrated
        }
    }
}
