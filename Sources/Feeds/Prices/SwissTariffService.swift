// SPDX-License-Identifier: Apache-2.0

import Energy

extension SwissTariff {
    /// Who is asked.
    public enum Service: Hashable, Sendable {
        /// EKZ, canton of Zurich; the tariff's name, such as `integrated_400D`.
        case ekz(tariff: String)
        /// Groupe E, cantons of Fribourg and Neuchâtel: its only dynamic tariff.
        case groupeE
        /// Groupe E by the first version of its interface.
        case groupeEVersion1(GroupeETariff)
        /// CKW, central Switzerland; the tariff's name, such as `home_dynamic`.
        case ckw(tariff: String)
        /// BKW, canton of Bern: today's prices of what is fed in, nothing else.
        case bkw
        /// Swisspower ESIT, for customers of many operators; number of the metering point and token, both shown nowhere.
        case esit(meteringCode: String, token: String)
    }

    /// A tariff in the first version of Groupe E's interface.
    public enum GroupeETariff: String, Hashable, Sendable {
        /// All that a kWh costs, by the quarter hour.
        case varioPlus = "vario_plus"
        /// The grid's part of it.
        case varioGrid = "vario_grid"
        /// All that a kWh costs at a high and a low price.
        case dtPlus = "dt_plus"
    }

    /// A part of the price of an imported kWh, by the name that the answers give it.
    public enum Component: String, CaseIterable, Hashable, Sendable {
        /// Energy.
        case electricity
        /// Use of the grid.
        case grid
        /// Fees of communes and cantons.
        case regionalFees = "regional_fees"
        /// Energy and grid in one.
        case integrated
    }
}

extension SwissTariff.Service {
    /// Name of the source.
    var name: String {
        switch self {
        case .ekz: "ekz"
        case .groupeE, .groupeEVersion1: "groupe-e"
        case .ckw: "ckw"
        case .bkw: "bkw"
        case .esit: "esit"
        }
    }

    /// What the document is about: the tariff where there are several, never the metering point.
    var place: String {
        switch self {
        case .ekz(let tariff), .ckw(let tariff): "\(name)-\(tariff)"
        case .groupeEVersion1(let tariff): "\(name)-\(tariff.rawValue)"
        case .groupeE, .bkw, .esit: name
        }
    }

    var attribution: String {
        switch self {
        case .ekz: "EKZ"
        case .groupeE, .groupeEVersion1: "Groupe E"
        case .ckw: "CKW"
        case .bkw: "BKW"
        case .esit: "Swisspower ESIT"
        }
    }

    /// Scheme and host.
    var base: String {
        switch self {
        case .ekz: "https://api.tariffs.ekz.ch"
        case .groupeE, .groupeEVersion1: "https://api.tariffs.groupe-e.ch"
        case .ckw: "https://e-ckw-public-data.de-c1.eu1.cloudhub.io"
        case .bkw: "https://api.bkw.ch"
        case .esit: "https://esit.code-fabrik.ch"
        }
    }

    var path: String {
        switch self {
        case .ekz, .groupeEVersion1: "/v1/tariffs"
        case .groupeE: "/v2/tariffs"
        case .ckw: "/api/v1/netzinformationen/energie/dynamische-preise"
        case .bkw: "/api/dyntariffs/v1/tariffs"
        case .esit: "/api/v1/metering_code"
        }
    }

    /// From when on tomorrow is looked for: EKZ by its rules, the others as was seen; BKW has today only.
    var publicationHour: Int? {
        switch self {
        case .ekz, .esit: 18
        case .groupeE, .groupeEVersion1: 15
        case .ckw: 12
        case .bkw: nil
        }
    }

    /// ESIT allows one request in five minutes, and CKW four in a quarter of an hour.
    var restSeconds: Double {
        switch self {
        case .esit: 300
        case .ckw: 250
        case .ekz, .groupeE, .groupeEVersion1, .bkw: 0
        }
    }
}
