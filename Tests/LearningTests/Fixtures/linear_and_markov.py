# SPDX-License-Identifier: Apache-2.0
"""Writes linear.txt and hidden_markov.txt: numbers of scikit-learn 1.9 and hmmlearn 0.3.3 for the tests beside them.

    python3 linear_and_markov.py        (numpy, scikit-learn, hmmlearn)
"""
import numpy as np
from hmmlearn.hmm import GaussianHMM
from sklearn.linear_model import Ridge, lasso_path


def write(file, **values):
    with open(file, "w") as f:
        f.write("# made by linear_and_markov.py with scikit-learn and hmmlearn\n")
        for name, value in values.items():
            f.write(name + " " + " ".join(repr(float(v)) for v in np.asarray(value, float).ravel()) + "\n")


rng = np.random.default_rng(7)
x = rng.normal(size=(60, 12)) @ rng.normal(size=(12, 12)) * 0.5 + rng.normal(size=12)
y = x[:, :3] @ [1.5, -2.0, 0.7] + 0.5 * rng.normal(size=60) + 3
x, y = np.round(x, 6), np.round(y, 6)
xc, yc = x - x.mean(0), y - y.mean()
alphas = np.array([1.0, 0.3, 0.1, 0.03, 0.01])
_, path, _ = lasso_path(xc, yc, alphas=alphas, tol=1e-12, max_iter=100000)
ridge = Ridge(alpha=0.25 * 60).fit(x, y)
write("linear.txt", x=x, y=y, alphas=alphas, path=path.T, ridge_intercept=[ridge.intercept_], ridge=ridge.coef_)

states = np.repeat([0, 1, 2, 1, 0, 2, 0, 1], 50)
obs = np.round(np.array([[0, 0], [1, 0.5], [3, -1]])[states] + rng.normal(size=(400, 2)) * [0.4, 0.6], 6)
m = GaussianHMM(3, "diag", n_iter=10, tol=-np.inf, init_params="", params="stmc")
m.startprob_ = np.full(3, 1 / 3)
m.transmat_ = np.full((3, 3), 0.1) + 0.7 * np.eye(3)
m.means_ = np.array([[0.0, 0.0], [0.5, 0.5], [1.0, 1.0]])
m.covars_ = np.full((3, 2), 0.25)
m.fit(obs)
filtered = [m.predict_proba(obs[:k])[-1] for k in range(1, 401)]
write("hidden_markov.txt", observations=obs, start=m.startprob_, transitions=m.transmat_, means=m.means_,
      variances=np.array([np.diag(c) for c in m.covars_]), log_likelihood=[m.score(obs)], viterbi=m.predict(obs),
      smoothed_last=m.predict_proba(obs)[-1], filtered=filtered)
