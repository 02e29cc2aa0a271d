# SPDX-License-Identifier: Apache-2.0
"""Writes holidays.txt: the public holidays of 2016 to 2040 by the package `holidays` 0.108 or later.

    python3 holidays.py        (pip install holidays)

Where the package and the rules of the product differ on purpose, this file says so: Sweden's eves of Midsummer, Christmas and
New Year are added (nobody works), Sundays as such are left out, Good Friday is no day off in the Netherlands,
and of England those on a weekend are left out, which have substitutes.
"""
import sys
sys.path.pop(0)
import holidays as h
from datetime import date, timedelta

def days(country, year):
    if country == "SE":
        d = set(h.Sweden(years=year, include_sundays=False))
        june = date(year, 6, 19)
        d |= {june + timedelta((4 - june.weekday()) % 7), date(year, 12, 24), date(year, 12, 31)}
        return d
    if country == "CH":
        return {k for k in h.Switzerland(subdiv="ZH", years=year)}
    if country == "GB":
        return {k for k in h.country_holidays("GB", subdiv="ENG", years=year) if k.weekday() < 5}
    d = set(h.country_holidays(country, years=year))
    if country == "NL":
        d = {k for k, n in h.country_holidays("NL", years=year).items() if "Vrijdag" not in n and "Good Friday" not in n}
    return d

with open("holidays.txt", "w") as f:
    f.write("# made by holidays.py\n")
    for c in ("SE", "DK", "NO", "DE", "CH", "NL", "GB"):
        for y in range(2016, 2041):
            f.write(c + " " + " ".join(str(k) for k in sorted(d for d in days(c, y) if d.year == y)) + "\n")
