# SPDX-License-Identifier: Apache-2.0
"""Writes carbon_ridge.txt: forecasts of scikit-learn's ridge regression of carbon intensity for the tests beside it.

    python3 carbon_ridge.py        (numpy, pandas, scikit-learn)
"""
import numpy as np
import pandas as pd
from sklearn.linear_model import Ridge

HOURS, FIT, PENALTY = 23 * 24, 20 * 24, 1e-3
rng = np.random.default_rng(4)
time = pd.date_range("2023-04-20", periods=HOURS, freq="h", tz="UTC")
clock = np.arange(HOURS) % 24
load = 50 + 10 * np.sin(2 * np.pi * (clock - 8) / 24) + rng.normal(size=HOURS)
wind = np.clip(12 + np.cumsum(rng.normal(size=HOURS)), 1, 25)
sun = np.clip(1 - np.abs(clock - 12) / 6, 0, 1) * np.repeat(rng.uniform(5, 20, HOURS // 24), 24)
carbon = 900 * (load - wind - sun) / load + rng.normal(size=HOURS)
values = np.round(np.stack([load, wind, sun, carbon], 1), 3)

low = values[:FIT].min(0)
scaled = (values - low) / (values[:FIT].max(0) - low)
local = time.tz_convert("Europe/Berlin")
weekday = np.where(local.strftime("%m-%d") == "05-01", 6, local.weekday)


def turn(part):
    return [np.sin(2 * np.pi * part), np.cos(2 * np.pi * part)]


def row(issue):
    """The inputs of one forecast: window, indicators, season, products."""
    window = scaled[issue - 24:issue]
    hour, day = time.hour[issue], weekday[issue]
    indicators = np.zeros(79)
    indicators[[hour, 24 + local.hour[issue] + (24 if day >= 5 else 0), 72 + day]] = 1
    season = turn(local.dayofyear[issue] / 365.25)
    circle = np.concatenate([turn(k * hour / 24) for k in range(1, 6)])
    last = window[-1]
    factors = np.concatenate([last, last - window[-2], season, window[:6, 2]])
    squares = [last[a] * last[b] for a in range(4) for b in range(a, 4)]
    return np.concatenate([window.ravel(), indicators, season, np.outer(factors, circle).ravel(), squares,
                           np.outer(season, last).ravel()])


carbon = values[:, 3]
issues = np.arange(24, FIT - 5)
x = np.stack([row(i) for i in issues])
y = np.stack([carbon[i:i + 6] - carbon[i - 1] for i in issues])
model = Ridge(alpha=PENALTY * len(issues), solver="cholesky").fit(x, y)
asked = np.arange(FIT, HOURS - 5, 7)
forecasts = model.predict(np.stack([row(i) for i in asked])) + carbon[asked - 1][:, None]
with open("carbon_ridge.txt", "w") as file:
    file.write("# made by carbon_ridge.py with scikit-learn\n")
    for name, numbers in [("fit", [FIT]), ("penalty", [PENALTY]), ("values", values), ("asked", asked),
                          ("forecasts", forecasts)]:
        file.write(name + " " + " ".join(repr(float(v)) for v in np.asarray(numbers, float).ravel()) + "\n")
