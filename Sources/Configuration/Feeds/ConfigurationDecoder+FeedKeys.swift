// SPDX-License-Identifier: Apache-2.0

import Energy
import StrictTOML

/// The keys of the tables of sources.
extension ConfigurationDecoder {
    func zone(_ table: TOMLTableReader) -> String {
        table.parsed(
            "zone", expected: "a zone such as \"SE3\" or \"DE_LU\", of letters, digits, \"-\" and \"_\"",
            placeholder: ""
        ) { text in
            (1...40).contains(text.utf8.count) && text.utf8.allSatisfy(Self.isNameByte) ? text : nil
        }
    }

    func tokenFile(_ table: TOMLTableReader) -> String {
        table.parsed("token_file", expected: Self.tokenFileForm, placeholder: "", Self.absolutePath)
    }

    func tokenFileIfPresent(_ table: TOMLTableReader) -> String? {
        table.parsedIfPresent("token_file", expected: Self.tokenFileForm, placeholder: "", Self.absolutePath)
    }

    private static let tokenFileForm = "an absolute path such as \"/etc/hearth/tokens/entsoe\""

    /// Whoever has no licence must not begin by accident.
    func nordPool(_ table: TOMLTableReader) -> ConfiguredFeed {
        let zone = zone(table)
        if !table.bool("accepts_terms", default: false) {
            table.fault(
                "accepts_terms", expected: "true, by those whom Nord Pool has given a licence to fetch its data")
        }
        return .nordPool(zone: zone)
    }

    func groupeE(_ table: TOMLTableReader) -> ConfiguredFeed {
        guard let tariff = table.choiceIfPresent("tariff", as: SwissFeed.GroupeETariff.self) else {
            return swiss(.groupeE(nil), table)
        }
        return .swiss(
            SwissFeed(
                service: .groupeE(tariff), components: [.integrated], hasFeedIn: false, includesVAT: includesVAT(table))
        )
    }

    func swiss(_ service: SwissFeed.Service, _ table: TOMLTableReader) -> ConfiguredFeed {
        let components = table.choices("components", as: SwissFeed.Component.self, default: [.integrated])
        let hasFeedIn = table.bool("feed_in", default: false)
        if components.isEmpty && !hasFeedIn {
            table.fault("components", expected: "at least one of them, or feed_in = true")
        }
        if Set(components).count < components.count || components.count > 1 && components.contains(.integrated) {
            table.fault("components", expected: "each part of the price once; \"integrated\" holds the others")
        }
        return .swiss(
            SwissFeed(
                service: service, components: components, hasFeedIn: hasFeedIn,
                includesVAT: components.isEmpty || includesVAT(table)))
    }

    /// Operators differ, and answers do not tell.
    private func includesVAT(_ table: TOMLTableReader) -> Bool { table.bool("vat_included") }

    func britishArea(_ table: TOMLTableReader) -> ConfiguredFeed.BritishArea {
        let region = table.integerIfPresent("region", in: 1...17)
        let postcode = table.stringIfPresent("postcode")
        if region != nil && postcode != nil { table.fault("postcode", expected: "a region or a postcode, not both") }
        return region.map { .region($0) } ?? postcode.map { .postcode($0) } ?? .national
    }

    // MARK: Servers

    /// Another server than the source's own, as scheme, host and port.
    func readServer(_ table: TOMLTableReader) -> String? {
        table.parsedIfPresent(
            "server", expected: "\"https://\" or, for this machine, \"http://\", a host and perhaps a port, no path",
            placeholder: "", Self.server)
    }

    private static func server(_ text: String) -> String? {
        if text.hasPrefix("https://") { return NetworkAddress(String(text.dropFirst(8))).map { _ in text } }
        guard text.hasPrefix("http://"), let address = NetworkAddress(String(text.dropFirst(7))) else { return nil }
        return isThisMachine(address.host) ? text : nil
    }

    private static func isThisMachine(_ host: String) -> Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return host == "localhost" || host == "::1"
            || parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
