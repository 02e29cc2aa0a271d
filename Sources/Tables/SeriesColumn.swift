// SPDX-License-Identifier: Apache-2.0

/// The columns a table of rows in UTC may have besides `timestamp_utc`; the name carries the unit.
///
/// Powers are means over the interval that starts at the timestamp. Files are written in this order.
public enum SeriesColumn: String, CaseIterable, Hashable, Sendable {
    /// Household load without the heat pump, kW.
    case load = "load_kw"
    /// Heat pump, kW.
    case heatPump = "heat_pump_kw"
    /// PV production, kW.
    case pv = "pv_kw"
    /// Spot price, EUR per kWh.
    case pricePerKWh = "price_eur_per_kwh"
    /// Spot price, EUR per MWh.
    case pricePerMWh = "price_eur_per_mwh"
    /// Outdoor temperature, degrees Celsius.
    case temperature = "temperature_c"
    /// Relative humidity, percent.
    case relativeHumidity = "relative_humidity_pct"
    /// Global horizontal irradiance, W/m2.
    case globalIrradiance = "ghi_w_m2"
    /// Diffuse horizontal irradiance, W/m2.
    case diffuseIrradiance = "dhi_w_m2"
    /// Direct normal irradiance, W/m2.
    case directNormalIrradiance = "dni_w_m2"
    /// Wind speed, m/s.
    case windSpeed = "wind_speed_m_s"
    /// Air pressure, hPa.
    case pressure = "pressure_hpa"
    /// Carbon intensity of electricity, g CO2 per kWh.
    case carbonIntensity = "co2_g_per_kwh"
    /// Generation of a bidding zone, MW.
    case generation = "generation_mw"
    /// Wind generation of a bidding zone, MW.
    case wind = "wind_mw"
    /// Solar generation of a bidding zone, MW.
    case solar = "solar_mw"
    /// People at home and awake.
    case personsActive = "persons_active"
    /// People at home and asleep.
    case personsResting = "persons_resting"
    /// People of the household who are out.
    case personsAway = "persons_away"
}
