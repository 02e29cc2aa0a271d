// SPDX-License-Identifier: Apache-2.0

import Configuration
import Energy
import Feeds
import Testing

@testable import FetchService

/// What is known to be wrong before anybody is asked.
@Suite struct FeedCheckTests {
    private func faults(_ feeds: String, currency: String = "EUR") throws -> [String] {
        let sample = HearthConfiguration.sampleText.replacing("currency = \"EUR\"", with: "currency = \"\(currency)\"")
        let configuration = try FetchedHouse.decode("\(sample)\n[feeds]\ncontact = \"me@example.org\"\n\(feeds)\n")
        for settings in configuration.feeds.sources {
            guard let parts = try? settings.parts(FetchHouse(configuration), token: "token") else { continue }
            // The planner knows them by the configuration alone.
            for part in parts { #expect(configuration.feedPlaces[settings.kind]?.contains(part.source.place) == true) }
        }
        return configuration.feedFaults(file: "hearth.toml")
    }

    @Test func zoneThatASourceHasNot_isToldWithItsLine() throws {
        let lines = HearthConfiguration.sampleText.split(separator: "\n", omittingEmptySubsequences: false).count
        #expect(
            try faults("[[feeds.price]]\nsource = \"elprisetjustnu\"\nzone = \"DK1\"") == [
                "hearth.toml:\(lines + 3): feeds.price[0]: elprisetjustnu has no prices of DK1, only of SE1, SE2, SE3, SE4"
            ])
    }

    @Test func everyFault_isListed() throws {
        let found = try faults(
            """
            [[feeds.price]]
            source = "awattar"
            zone = "DE"
            [[feeds.price]]
            source = "entsoe"
            zone = "SE3"
            token_file = "/nobody/may/read/it"
            [[feeds.carbon]]
            source = "energi-data-service"
            zone = "SE3"
            [[feeds.carbon]]
            source = "carbonintensity"
            postcode = "RG10 9NY"
            """)
        #expect(found.count == 3, "\(found)")
        #expect(found[0].hasSuffix("feeds.price[0]: awattar has no prices of DE, only of AT, DE_LU"))
        #expect(found[1].contains("feeds.carbon[0]: Energi Data Service has no carbon intensity of SE3"))
        #expect(found[2].contains("feeds.carbon[1]: carbonintensity: found the postcode RG10 9NY"))
    }

    @Test func everySource_canBeMade() throws {
        #expect(
            try faults(
                """
                [[feeds.price]]
                source = "hvakosterstrommen"
                zone = "NO5"
                [[feeds.price]]
                source = "energy-charts"
                zone = "DE_LU"
                [[feeds.price]]
                source = "energi-data-service"
                zone = "SE4"
                [[feeds.price]]
                source = "nordpool"
                zone = "FI"
                accepts_terms = true
                [[feeds.price]]
                source = "tibber"
                token_file = "/t"
                [[feeds.weather]]
                source = "open-meteo"
                [[feeds.weather]]
                source = "met-norway"
                [[feeds.weather]]
                source = "smhi"
                [[feeds.weather]]
                source = "bright-sky"
                [[feeds.weather]]
                source = "meteoswiss"
                point_id = 800100
                [[feeds.solar]]
                source = "forecast-solar"
                tilt_degrees = 35
                azimuth_degrees = 180
                [[feeds.carbon]]
                source = "electricitymaps"
                zone = "SE-SE3"
                token_file = "/t"
                """
            ).isEmpty)
        #expect(
            try faults(
                """
                [[feeds.price]]
                source = "ekz"
                tariff = "integrated_400D"
                vat_included = false
                [[feeds.price]]
                source = "ckw"
                tariff = "home_dynamic"
                vat_included = true
                [[feeds.price]]
                source = "groupe-e"
                vat_included = true
                [[feeds.price]]
                source = "groupe-e"
                tariff = "dt_plus"
                vat_included = true
                [[feeds.price]]
                source = "bkw"
                [[feeds.price]]
                source = "esit"
                metering_code = "CH1"
                token_file = "/t"
                vat_included = true
                """, currency: "CHF"
            ).isEmpty)
        #expect(
            try faults(
                "[[feeds.price]]\nsource = \"octopus\"\ntariff = \"E-1R-AGILE-24-10-01-C\"", currency: "GBP"
            ).isEmpty)
    }
}
