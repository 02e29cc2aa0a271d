// SPDX-License-Identifier: Apache-2.0

import Configuration
import Energy
import StrictTOML
import Testing

@Suite struct FeedSettingsTests {
    /// The sample with feeds behind it.
    private func text(_ feeds: String, contact: String = "contact = \"me@example.org\"") -> String {
        "\(HearthConfiguration.sampleText)\n[feeds]\n\(contact)\n\(feeds)\n"
    }

    private func feeds(_ feeds: String) throws -> [ConfiguredFeed] {
        try decode(text(feeds)).feeds.sources.map(\.feed)
    }

    @Test func house_withoutFeeds_asksNobody() throws {
        let feeds = try decode(HearthConfiguration.sampleText).feeds
        #expect(feeds.sources.isEmpty && feeds.contact.isEmpty && feeds.stateFolder == "/var/lib/hearth-fetch")
    }

    /// What the sample shows is a configuration, but for the currency of the second source of carbon and prices.
    @Test func commentedChapterOfTheSample_isRight() throws {
        let sample = HearthConfiguration.sampleText
        let chapter = try #require(sample.firstRange(of: "# [feeds]"))
        let uncommented = sample[chapter.lowerBound...].split(separator: "\n").map { line in
            line.contains(" = ") || line.contains("[") ? String(line.dropFirst(2)) : String(line)
        }
        let text = sample[..<chapter.lowerBound] + uncommented.joined(separator: "\n")
        let feeds = try decode(String(text)).feeds
        #expect(feeds.contact == "me@example.org" && feeds.stateFolder == "/var/lib/hearth-fetch")
        #expect(
            feeds.sources.map(\.feed) == [
                .elprisetJustNu(zone: "SE3"), .entsoe(zone: "SE3", tokenFile: "/etc/hearth/tokens/entsoe"),
                .openMeteo(tokenFile: nil), .metNorway, .forecastSolar(tilt: 35, azimuth: 180, tokenFile: nil),
                .danishCarbon(zone: "DK1"),
            ])
    }

    @Test func sources_keepTheirOrder_andSayWhereTheyStand() throws {
        let text = text(
            """
            state = "/srv/fetch"
            [[feeds.price]]
            source = "energy-charts"
            zone = "SE4"
            [[feeds.price]]
            source = "elprisetjustnu"
            zone = "SE4"
            server = "http://127.0.0.1:8080"
            """)
        let feeds = try decode(text).feeds
        #expect(feeds.stateFolder == "/srv/fetch" && feeds.sources(of: .weather).isEmpty)
        let sources = feeds.sources(of: .price)
        #expect(sources.map(\.name) == ["energy-charts", "elprisetjustnu"])
        #expect(sources.map(\.server) == [nil, "http://127.0.0.1:8080"])
        #expect(sources.map(\.key) == ["feeds.price[0]", "feeds.price[1]"])
        let first = try line("[[feeds.price]]", in: text)
        #expect(sources.map(\.line) == [first, first + 3])
    }

    @Test func everySource_isReadWithWhatItNeeds() throws {
        #expect(
            try feeds(
                """
                [[feeds.price]]
                source = "awattar"
                zone = "DE_LU"
                [[feeds.price]]
                source = "energi-data-service"
                zone = "DK1"
                [[feeds.price]]
                source = "hvakosterstrommen"
                zone = "NO1"
                [[feeds.price]]
                source = "tibber"
                token_file = "/t"
                home = "abc"
                [[feeds.price]]
                source = "nordpool"
                zone = "SE3"
                accepts_terms = true
                [[feeds.weather]]
                source = "open-meteo"
                token_file = "/k"
                [[feeds.weather]]
                source = "smhi"
                [[feeds.weather]]
                source = "bright-sky"
                [[feeds.weather]]
                source = "meteoswiss"
                point_id = 800100
                [[feeds.carbon]]
                source = "carbonintensity"
                [[feeds.carbon]]
                source = "carbonintensity"
                region = 13
                [[feeds.carbon]]
                source = "carbonintensity"
                postcode = "RG10"
                [[feeds.carbon]]
                source = "electricitymaps"
                zone = "SE-SE3"
                token_file = "/t"
                series = ["latest"]
                """) == [
                    .awattar(zone: "DE_LU"), .energiDataService(zone: "DK1"), .hvaKosterStrommen(zone: "NO1"),
                    .tibber(tokenFile: "/t", home: "abc"), .nordPool(zone: "SE3"), .openMeteo(tokenFile: "/k"), .smhi,
                    .brightSky, .meteoSwiss(pointType: 2, pointID: 800_100), .britishCarbon(.national),
                    .britishCarbon(.region(13)), .britishCarbon(.postcode("RG10")),
                    .electricityMaps(zone: "SE-SE3", tokenFile: "/t", series: [.latest]),
                ])
    }

    @Test func swissTariffs_sayWhetherTheyHoldTax() throws {
        let text = text(
            """
            [[feeds.price]]
            source = "ekz"
            tariff = "integrated_400D"
            vat_included = false
            [[feeds.price]]
            source = "groupe-e"
            tariff = "vario_plus"
            vat_included = true
            [[feeds.price]]
            source = "groupe-e"
            components = ["electricity", "grid", "regional_fees"]
            feed_in = true
            vat_included = true
            [[feeds.price]]
            source = "bkw"
            [[feeds.price]]
            source = "esit"
            metering_code = "CH1"
            token_file = "/t"
            components = []
            feed_in = true
            """
        ).replacing("currency = \"EUR\"", with: "currency = \"CHF\"")
        #expect(
            try decode(text).feeds.sources.map(\.feed) == [
                swiss(.ekz(tariff: "integrated_400D"), includesVAT: false), swiss(.groupeE(.varioPlus)),
                swiss(.groupeE(nil), [.electricity, .grid, .regionalFees], feedIn: true),
                swiss(.bkw, [], feedIn: true), swiss(.esit(meteringCode: "CH1", tokenFile: "/t"), [], feedIn: true),
            ])
    }

    private func swiss(
        _ service: SwissFeed.Service, _ components: [SwissFeed.Component] = [.integrated], feedIn: Bool = false,
        includesVAT: Bool = true
    ) -> ConfiguredFeed {
        .swiss(SwissFeed(service: service, components: components, hasFeedIn: feedIn, includesVAT: includesVAT))
    }

    /// A guard that runs on need not be restarted because prices come from somebody else.
    @Test func feeds_areNoPartOfTheHash() throws {
        let plain = try decode(HearthConfiguration.sampleText)
        #expect(try decode(text("[[feeds.weather]]\nsource = \"smhi\"")).hash == plain.hash)
    }

    /// One mistake, and where and how it is told.
    struct Mistake: Sendable, CustomTestStringConvertible {
        let feeds: String
        let key: String
        let found: String
        let expected: String
        var testDescription: String { feeds }

        init(_ feeds: String, _ key: String, _ found: String, _ expected: String) {
            (self.feeds, self.key, self.found, self.expected) = (feeds, key, found, expected)
        }
    }

    private static let price = "[[feeds.price]]\nsource = "
    private static let mistakes = [
        Mistake(
            price + "\"entsoe\"\ntoken_file = \"/t\"", "feeds.price[0].zone", "nothing",
            "a zone such as \"SE3\" or \"DE_LU\", of letters, digits, \"-\" and \"_\""),
        Mistake(
            price + "\"awattar\"\nzone = \"DE LU\"", "feeds.price[0].zone", "\"DE LU\"",
            "a zone such as \"SE3\" or \"DE_LU\", of letters, digits, \"-\" and \"_\""),
        Mistake(
            price + "\"entsoe\"\nzone = \"SE3\"\ntoken_file = \"token\"", "feeds.price[0].token_file", "\"token\"",
            "an absolute path such as \"/etc/hearth/tokens/entsoe\""),
        Mistake(
            price + "\"octopus\"\ntariff = \"E-1R-AGILE-24-10-01-C\"", "feeds.price[0].source", "\"octopus\"",
            "a source of prices in EUR, the tariff's currency; this one has GBP"),
        Mistake(
            price + "\"nordpool\"\nzone = \"SE3\"", "feeds.price[0].accepts_terms", "nothing",
            "true, by those whom Nord Pool has given a licence to fetch its data"),
        Mistake(
            price + "\"awattar\"\nzone = \"AT\"\nserver = \"http://192.168.1.2\"", "feeds.price[0].server",
            "\"http://192.168.1.2\"",
            "\"https://\" or, for this machine, \"http://\", a host and perhaps a port, no path"),
        Mistake(
            price + "\"awattar\"\nzone = \"AT\"\nserver = \"https://proxy.lan/awattar\"", "feeds.price[0].server",
            "\"https://proxy.lan/awattar\"",
            "\"https://\" or, for this machine, \"http://\", a host and perhaps a port, no path"),
        Mistake(
            price + "\"awattar\"\nzone = \"AT\"\n" + price + "\"awattar\"\nzone = \"AT\"", "feeds.price[1].source",
            "\"awattar\"", "a source that is not named already"),
        Mistake(
            "[[feeds.solar]]\nsource = \"forecast-solar\"\ntilt_degrees = 95\nazimuth_degrees = 180",
            "feeds.solar[0].tilt_degrees", "95", "a number in 0...90 degrees"),
        Mistake(
            "[[feeds.carbon]]\nsource = \"carbonintensity\"\nregion = 1\npostcode = \"RG10\"",
            "feeds.carbon[0].postcode", "\"RG10\"", "a region or a postcode, not both"),
    ]

    @Test(arguments: mistakes) func oneMistake_isOneFaultWithItsPlace(mistake: Mistake) throws {
        let faults = try faults(text(mistake.feeds))
        #expect(faults.count == 1, "\(faults)")
        let fault = try #require(faults.first)
        #expect(fault.key == mistake.key && fault.found == mistake.found && fault.expected == mistake.expected)
    }

    @Test func unknownSourceAndKey_nameWhatThereIs() throws {
        let faults = try faults(text("[[feeds.weather]]\nsource = \"yr\"\nzone = \"SE3\""))
        #expect(faults.map(\.key).contains("feeds.weather[0].source"))
        #expect(faults.contains { $0.expected.contains("\"open-meteo\", \"met-norway\", \"smhi\"") }, "\(faults)")
        #expect(faults.contains { $0.key == "feeds.weather[0].zone" && $0.found == "an unknown key" }, "\(faults)")
    }

    @Test func contact_isNeededWhereThereIsASource() throws {
        for contact in ["", "contact = \"me\"", "contact = \"me (at) example.org\"", "contact = \"\""] {
            let faults = try faults(text("[[feeds.weather]]\nsource = \"smhi\"", contact: contact))
            #expect(faults.map(\.key) == ["feeds.contact"], "\(contact)")
            #expect(
                faults.first?.expected
                    == "a mail address or a page such as \"me@example.org\", for sources to reach whoever asks them")
        }
        #expect(try decode(text("", contact: "")).feeds.contact.isEmpty)
    }

    @Test func placeAndPeakPower_areOfTheSite() throws {
        let feeds = """
            [[feeds.solar]]
            source = "forecast-solar"
            tilt_degrees = 35
            azimuth_degrees = 180
            """
        let nowhere = text(feeds).replacing("latitude = 59.33\nlongitude = 18.07\naltitude_m = 30\n", with: "")
            .replacing("pv_peak_w = 8000", with: "pv_peak_w = 0")
        let faults = try faults(nowhere)
        #expect(faults.map(\.key) == ["feeds.solar[0].source", "feeds.solar[0].source"])
        #expect(
            faults.map(\.expected) == [
                "latitude and longitude in [site] beside it, as this source asks for them",
                "pv_peak_w above 0 in [site] beside it, as this source asks for it",
            ])
    }
}
