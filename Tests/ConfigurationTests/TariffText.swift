// SPDX-License-Identifier: Apache-2.0

/// The shortest house with a tariff: what is given begins on line 6.
func house(zone: String = "Europe/Berlin", country: String? = nil, tariff: String) -> String {
    """
    [site]
    time_zone = "\(zone)"
    main_fuse_a = 35
    \(country.map { "country = \"\($0)\"" } ?? "")
    [tariff]
    \(tariff)
    [[device]]
    id = "m"
    profile = "eastron-sdm630"
    tcp = "meter.lan"
    """
}
