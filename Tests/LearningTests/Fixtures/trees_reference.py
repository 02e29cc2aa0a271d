# Writes trees_reference.csv: a small table and what xgboost and scikit-learn forecast for its rows.
# Few distinct values per column, so that every program has the same bins; random targets, so that no two splits tie.
import sys
import numpy as np
import sklearn
import xgboost as xgb
from sklearn.ensemble import HistGradientBoostingRegressor as Hist

rng = np.random.default_rng(5)
n = 400
X = np.round(rng.normal(size=(n, 5)), 1).astype(np.float32)
X[:, 3] = rng.integers(0, 4, n)
y = (np.sin(2 * X[:, 0]) + 0.5 * X[:, 1] * (X[:, 3] > 1) + 0.3 * rng.standard_exponential(n)).astype(np.float32)
X[rng.random(n) < 0.15, 1] = np.nan
X[y > 1.2, 4] = np.nan

data = xgb.DMatrix(X, y)
squared = xgb.train(
    dict(objective="reg:squarederror", tree_method="hist", max_depth=4, eta=0.3, reg_lambda=1.5, min_child_weight=5,
         base_score=float(y.astype(np.float64).mean()), nthread=1), data, 20).predict(data)
# The gradients of these losses have two values, so that splits of small nodes often tie: small trees with large leaves.
common = dict(max_iter=10, max_depth=2, max_leaf_nodes=None, min_samples_leaf=40, learning_rate=0.3,
              l2_regularization=0.5, early_stopping=False)
absolute = Hist(loss="absolute_error", **common).fit(X, y).predict(X)
quantile = Hist(loss="quantile", quantile=0.9, **common).fit(X, y).predict(X)
with open("trees_reference.csv", "w") as f:
    f.write("# trees_reference.py with xgboost %s (squared), scikit-learn %s (absolute, quantile 0.9)\n"
            % (xgb.__version__, sklearn.__version__))
    f.write("x0,x1,x2,x3,x4,target,squared,absolute,quantile\n")
    for row in np.column_stack((X, y, squared, absolute, quantile)):
        f.write(",".join("%.9g" % v for v in row) + "\n")
