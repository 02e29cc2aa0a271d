// SPDX-License-Identifier: Apache-2.0

extension HearthConfiguration {
    /// A commented configuration of the simulator's house, to begin one's own with.
    ///
    /// Names the profiles `eastron-sdm630`, `sunspec-hybrid` and `thermia-genesis`.
    public static let sampleText = """
        # Configuration of Hearth. `hearth config check hearth.toml` lists everything that is wrong with it.
        # Powers are in W, energies in Wh, prices per kWh in the tariff's currency, shares between 0 and 1.

        [site]
        name = "Simulated house"
        # Clock of the house, and place: the latter is for the yield of the sun and may be left out.
        time_zone = "Europe/Stockholm"
        latitude = 59.33
        longitude = 18.07
        altitude_m = 30
        # Country, for its public holidays: SE, DK, NO, DE, CH, NL or GB; may be left out.
        country = "SE"
        # Main fuse of each phase and number of phases, 1 or 3.
        main_fuse_a = 25
        phases = 3
        nominal_voltage_v = 230
        # Peak power of the PV modules; 0 without any.
        pv_peak_w = 8000
        # Limits of the grid operator, where there are any:
        # export_limit_w = 5000
        # import_limit_w = 11000

        [tariff]
        currency = "EUR"
        # "spot" follows the day-ahead price: (spot + import_fees_per_kwh) x (1 + vat).
        # "fixed" needs import_price_per_kwh instead.
        import = "spot"
        import_fees_per_kwh = 0.08
        vat = 0.25
        # "spot" earns spot x export_share + export_bonus_per_kwh; "fixed" needs export_price_per_kwh.
        export = "spot"
        export_share = 1
        export_bonus_per_kwh = 0
        # A tax on every imported kWh, before VAT, on top of import_fees_per_kwh. Export prices are taken as they are.
        # energy_tax_per_kwh = 0.04
        # Where the highest import in a calendar month is billed, before VAT, by the mean of a quarter hour or of an "hour":
        # peak_fee_per_kw_month = 4
        # peak_average = "quarter-hour"
        # true: public holidays count as Sundays in the periods below.
        # holidays_as_sundays = true

        # Hours with values of their own, by the clock of the house. A period has import_fees_per_kwh, import_price_per_kwh
        # (where import is "fixed") or export_price_per_kwh (where export is "fixed"), in place of those above; each value is
        # that of the first period that holds and has it. Months and weekdays are names or ranges of names, hours go by
        # quarter hours and may cross midnight: what comes after it is of the next day.
        # [[tariff.period]]
        # name = "winter day"
        # months = ["nov-mar"]
        # weekdays = ["mon-fri"]
        # hours = ["06:00-22:00"]
        # import_fees_per_kwh = 0.12

        # Where the highest import is looked for at some hours alone: those of the first table that holds count, or a share
        # of their import.
        # [[tariff.peak_period]]
        # name = "winter weekdays"
        # months = ["nov-mar"]
        # weekdays = ["mon-fri"]
        # hours = ["07:00-20:00"]
        # share = 1

        # Exactly one meter, at the grid connection point. `profile` is the name of a file in the folder of the device
        # profiles, without .toml, or the absolute path of one. Port, unit and serial settings are the profile's unless
        # given here.
        [[device]]
        id = "meter"
        profile = "eastron-sdm630"
        tcp = "192.168.1.20:502"
        # On a serial line instead:
        # serial = "/dev/ttyUSB0"
        # baud = 9600
        # parity = "none"
        unit = 1

        [[device]]
        id = "inverter"
        profile = "sunspec-hybrid"
        tcp = "192.168.1.21:502"
        unit = 1

        [[device]]
        id = "heat-pump"
        profile = "thermia-genesis"
        tcp = "192.168.1.22:502"
        unit = 1

        [[battery]]
        inverter = "inverter"
        capacity_wh = 10000
        max_charge_w = 5000
        max_discharge_w = 5000
        # From AC to AC over a whole cycle.
        round_trip_efficiency = 0.90
        # Never discharged below the floor, never charged above the ceiling.
        floor = 0.10
        ceiling = 0.95
        # Kept for a grid failure, on top of the floor.
        backup_reserve = 0
        # What moving a kWh through the battery costs in wear.
        wear_per_kwh = 0.02
        # "three-phase", "L1", "L2", "L3", or "unknown", which is taken for the worst phase.
        connection = "three-phase"

        [policy]
        name = "optimiser"

        [guard]
        # Part of the main fuse that may be used continuously.
        fuse_fraction = 0.9
        # true: everything is read and decided, nothing is ever written to a device.
        dry_run = false
        # "kernel": prices count only while the kernel says that the clock is synchronised. "assumed" takes the clock for
        # right while it does not jump.
        clock = "kernel"
        # Folders of the journal and of the socket, and the user of the planner: as the service sets them up.
        # state = "/var/lib/hearth-guard"
        # runtime = "/run/hearth-guard"
        # planner_user = "hearth"

        [storage]
        path = "/var/lib/hearth/hearth.sqlite"

        [status]
        # The status page. Another address than this machine's own needs a file with a token beside it.
        listen = "127.0.0.1:8480"
        # host_names = ["hearth.lan"]
        # token_file = "/etc/hearth/status.token"

        # Prices, weather and carbon intensity from the internet, fetched by hearth-fetch. Several sources of a kind are asked
        # in their order: the next one takes over where the one before fails or leaves something out. Prices have to come in
        # the tariff's currency. `server` names another server than the source's own.
        # [feeds]
        # Sources want to be able to reach whoever asks them.
        # contact = "me@example.org"
        # Folder of what is remembered between two runs.
        # state = "/var/lib/hearth-fetch"

        # elprisetjustnu, hvakosterstrommen, entsoe, energi-data-service, awattar, energy-charts, nordpool want a zone;
        # octopus, ekz, ckw a tariff; entsoe, tibber, esit a token_file, which only the fetcher need be able to read.
        # [[feeds.price]]
        # source = "elprisetjustnu"
        # zone = "SE3"
        # [[feeds.price]]
        # source = "entsoe"
        # zone = "SE3"
        # token_file = "/etc/hearth/tokens/entsoe"

        # open-meteo, met-norway, smhi, bright-sky, or meteoswiss with the point_id of a postal code.
        # [[feeds.weather]]
        # source = "open-meteo"
        # [[feeds.weather]]
        # source = "met-norway"

        # The modules' tilt from the horizontal, and where they face: 90 is east, 180 south, 270 west.
        # [[feeds.solar]]
        # source = "forecast-solar"
        # tilt_degrees = 35
        # azimuth_degrees = 180

        # energi-data-service and electricitymaps want a zone, carbonintensity may have a region or a postcode.
        # [[feeds.carbon]]
        # source = "energi-data-service"
        # zone = "DK1"

        """
}
