"""How right a map is: confusion matrix, scores by class, and areas that are corrected for the map's mistakes.

Matrices have the map's classes in their rows and the true classes in their columns. Estimators and notation follow Olofsson et
al. 2014, "Good practices for estimating area and assessing accuracy of land change", Remote Sensing of Environment 148, 42-57:
the map's classes are strata with the weights W (shares of the mapped area), n the sample's counts, p the estimated shares of
the whole. Where neighbouring pixels were looked at together (areas, polygons), these clusters are the sample's units and the
variances are those of ratios between cluster totals (Taylor linearisation; Särndal, Swensson & Wretman 1992, "Model assisted
survey sampling", section 5.5), with Student's t for their small number.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Scores:
    """Scores of a confusion matrix; NaN where they have no meaning, e.g. precision of a class that the map does not have.

    `precision` is the user's accuracy, `recall` the producer's. `mean_iou` over the classes that are in the map or in truth.
    """

    overall: float
    kappa: float
    mean_iou: float
    precision: Floats
    recall: Floats
    f1: Floats
    iou: Floats


@dataclass(frozen=True)
class Estimates:
    """Estimates with their standard errors, NaN where the sample does not tell. `shares`: of the true classes in the mapped area.

    `quantile`: how many standard errors half of the confidence interval is.
    """

    overall: float
    overall_error: float
    users: Floats
    users_error: Floats
    producers: Floats
    producers_error: Floats
    shares: Floats
    shares_error: Floats
    quantile: float


def score(matrix: npt.ArrayLike) -> Scores:
    """Scores of a square matrix of counts or shares."""
    m = np.asarray(matrix, float)
    total, hits, mapped, true = m.sum(), np.diag(m), m.sum(axis=1), m.sum(axis=0)
    iou = _ratio(hits, mapped + true - hits)
    overall = float(_ratio(hits.sum(), total))
    by_chance = float(_ratio((mapped * true).sum(), total**2))
    return Scores(overall, float(_ratio(overall - by_chance, 1 - by_chance)),
                  float(_ratio(np.nansum(iou), np.isfinite(iou).sum())), _ratio(hits, mapped), _ratio(hits, true),
                  _ratio(2 * hits, mapped + true), iou)


def stratified(counts: npt.ArrayLike, mapped_area: npt.ArrayLike, level: float) -> Estimates:
    """Estimates from single points that were drawn by chance in each mapped class (equations 1, 2, 4-7 and 9-11 of the paper).

    `counts` (K, K) points; `mapped_area` (K,) in any unit. Classes without points are left out of the whole, so shares are
    those of the remaining area. A class with one point has no standard error, and what depends on it has none.
    """
    n, weights = np.asarray(counts, float), _weights(counts, mapped_area)
    per_class = n.sum(axis=1)
    p = weights[:, None] * np.nan_to_num(_ratio(n, per_class[:, None]))
    inside = np.nan_to_num(_ratio(n, per_class[:, None]))
    # of a share within each mapped class; a class that is not mapped adds nothing, one with a single point nothing known
    spread = _ratio(inside * (1 - inside), per_class[:, None] - 1)
    spread[weights == 0] = 0.0
    users = _ratio(np.diag(n), per_class)
    point = _point(p)
    own = np.diag(spread)
    users_error = np.sqrt(np.where(np.isfinite(users), own, np.nan))
    others = (weights**2) @ spread - weights**2 * own
    producers_error = np.sqrt(weights**2 * (1 - point.producers)**2 * own + point.producers**2 * others)
    return Estimates(point.overall, float(np.sqrt((weights**2 * own).sum())), users, users_error, point.producers,
                     _ratio(producers_error, p.sum(axis=0)), point.shares, np.sqrt((weights**2) @ spread),
                     NormalDist().inv_cdf((1 + level) / 2))


def clustered(counts: npt.ArrayLike, mapped_area: npt.ArrayLike, level: float) -> Estimates:
    """The same estimates from clusters of pixels: `counts` (clusters, K, K). One cluster alone gives no standard errors."""
    y = np.asarray(counts, float)
    clusters, total = len(y), y.sum(axis=0)
    weights = _weights(total, mapped_area)
    per_class = total.sum(axis=1)
    inside = np.nan_to_num(_ratio(total, per_class[:, None]))
    point = _point(weights[:, None] * inside)
    # what each cluster adds to the estimated shares p beyond its part: (clusters, K, K)
    excess = y - y.sum(axis=2, keepdims=True) * inside
    excess = excess * np.nan_to_num(_ratio(weights, per_class))[:, None]

    def error(influence: Floats) -> Floats:
        if clusters < 2:
            return np.full(influence.shape[1:], np.nan)
        return np.asarray(np.sqrt(clusters / (clusters - 1) * (influence**2).sum(axis=0)))

    hits, columns = np.diagonal(excess, axis1=1, axis2=2), excess.sum(axis=1)
    return Estimates(
        point.overall, float(error(hits.sum(axis=1))), point.users, _ratio(error(hits), weights),
        point.producers, error(_ratio(hits - point.producers * columns, point.shares)), point.shares, error(columns),
        float(stdtrit(clusters - 1, (1 + level) / 2)) if clusters > 1 else float("nan"))


def certain(matrix: npt.ArrayLike, mapped_area: npt.ArrayLike, whole: bool) -> Estimates:
    """Where truth is known for every pixel of the `whole` map there is nothing to estimate: no error. Of a part of it, which
    nobody drew by chance, errors are not known.
    """
    n, weights = np.asarray(matrix, float), _weights(matrix, mapped_area)
    point = _point(weights[:, None] * np.nan_to_num(_ratio(n, n.sum(axis=1)[:, None])))
    error = 0.0 if whole else float("nan")
    none = np.full(len(n), error)
    return Estimates(point.overall, error, point.users, none, point.producers, none, point.shares, none, 0.0)


@dataclass(frozen=True)
class _Point:
    overall: float
    users: Floats
    producers: Floats
    shares: Floats


def _point(p: Floats) -> _Point:
    """The point estimates of a matrix of shares."""
    hits = np.diag(p)
    return _Point(float(hits.sum()), _ratio(hits, p.sum(axis=1)), _ratio(hits, p.sum(axis=0)), p.sum(axis=0))


def _weights(counts: npt.ArrayLike, mapped_area: npt.ArrayLike) -> Floats:
    """Shares of the mapped area of the classes that were looked at."""
    area = np.where(np.asarray(counts).sum(axis=1) > 0, np.asarray(mapped_area, float), 0.0)
    return np.nan_to_num(_ratio(area, area.sum()))


def _ratio(above: npt.ArrayLike, below: npt.ArrayLike) -> Floats:
    """A quotient, NaN where there is nothing to divide by."""
    above, below = np.broadcast_arrays(np.asarray(above, float), np.asarray(below, float))
    result: Floats = np.divide(above, below, out=np.full(above.shape, np.nan), where=below > 0)
    return result
