# SPDX-License-Identifier: Apache-2.0
"""Writes error_correction.txt: weighted ridge regressions by numpy's least squares, and the part of the errors that they
leave, for the tests beside it.

    python3 error_correction.py        (numpy)

The regressions are made of stacked rows, weights and penalty as square roots in them, and not of sums of squares.
"""
import numpy as np

DAYS, SAMPLES, MEMORY, FORGETTING, RIDGE = 40, 6, 28, 0.9, 5.0
TRUE = np.array([[0.5, 0.2, -0.1], [0.1, 0.4, 0.3]])
rng = np.random.default_rng(7)
known = np.round(rng.normal(size=(DAYS, 2, SAMPLES, 3)) @ np.array([[1, 0.6, 0.3], [0, 1, 0.2], [0, 0, 0.5]]), 3)
error = np.round(np.einsum("dgsk,gk->dgs", known, TRUE) + rng.normal(size=(DAYS, 2, SAMPLES)), 3)
error[35, 1, 2] = np.nan  # a forecast that tells nothing


def fit(group, days):
    first = max(0, days - MEMORY)
    x = known[first:days, group].reshape(-1, 3)
    y = error[first:days, group].reshape(-1)
    weight = np.repeat(FORGETTING ** np.arange(days - first)[::-1], SAMPLES)
    kept = np.isfinite(y)
    root = np.sqrt(weight[kept])
    rows = np.vstack([root[:, None] * x[kept], np.sqrt(RIDGE) * np.eye(3)])
    right = np.concatenate([root * y[kept], np.zeros(3)])
    coefficients = np.linalg.lstsq(rows, right, rcond=None)[0]
    left = np.sum((root * (y[kept] - x[kept] @ coefficients)) ** 2)
    return [*coefficients, np.sqrt((left + RIDGE) / (np.sum((root * y[kept]) ** 2) + RIDGE))]


with open("error_correction.txt", "w") as file:
    file.write("# Written by error_correction.py\n")
    for name, values in [
        ("known", known), ("error", error), ("after-3", [fit(g, 3) for g in range(2)]),
        ("after-40", [fit(g, DAYS) for g in range(2)]),
    ]:
        file.write(name + " " + " ".join(f"{v:.12g}" for v in np.ravel(values)) + "\n")
