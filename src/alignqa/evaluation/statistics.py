"""The uncertainty of figures: bootstrap intervals, and the randomisation test for paired values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

RESAMPLES = 2_000
SEED = 20_190_605
_FLIPS = 10_000
_EXACT = 12  # with at most this many pairs, all sign flips are counted


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value with its 95% interval; all three are None if `count`, the number of things judged, is 0."""

    name: str
    value: float | None
    low: float | None = None
    high: float | None = None
    count: int = 0


def ratio(name: str, parts: Sequence[float], wholes: Sequence[float] | None = None) -> Figure:
    """Returns the sum of `parts` over the sum of `wholes` (1 each by default), with a percentile bootstrap interval.

    The bootstrap resamples whole members (questions), since the quotes of one answer are not independent
    (Efron and Tibshirani 1993, chapter 13). The seed is fixed.
    """
    top = np.asarray(parts, dtype=np.float64)
    bottom = np.ones_like(top) if wholes is None else np.asarray(wholes, dtype=np.float64)
    total = float(bottom.sum())
    if not total:
        return Figure(name, None)
    drawn = np.random.default_rng(SEED).integers(len(top), size=(RESAMPLES, len(top)))
    tops, bottoms = top[drawn].sum(axis=1), bottom[drawn].sum(axis=1)
    judged = bottoms > 0
    low, high = np.percentile(tops[judged] / bottoms[judged], [2.5, 97.5])
    return Figure(name, round(float(top.sum()) / total, 6), round(float(low), 6), round(float(high), 6), round(total))


def paired_p_value(one: Sequence[float], other: Sequence[float]) -> float:
    """Returns the two-sided p-value of the difference of means under random exchange within pairs.

    This is Fisher's randomisation test, as recommended for retrieval by Smucker, Allan and Carterette 2007.
    It is exact up to 12 pairs, else it uses 10,000 draws with a fixed seed and counts the observed one.
    """
    differences = np.asarray(one, dtype=np.float64) - np.asarray(other, dtype=np.float64)
    count = len(differences)
    observed = abs(float(differences.sum()))
    if count <= _EXACT:
        signs = np.array(list(product((1.0, -1.0), repeat=count)))
        return float(np.mean(np.abs(signs @ differences) >= observed - 1e-12))
    signs = np.random.default_rng(SEED).choice(np.array([1.0, -1.0]), size=(_FLIPS, count))
    extreme = int(np.sum(np.abs(signs @ differences) >= observed - 1e-12))
    return (extreme + 1) / (_FLIPS + 1)


@dataclass(frozen=True, slots=True)
class RiskCoverage:
    """Pairs of coverage (the share of questions answered, by falling confidence) and risk (the share of these that is wrong).

    `area` is the mean risk over all coverages.
    """

    points: tuple[tuple[float, float], ...]
    area: float | None


def risk_coverage(confidences: Sequence[float | None], right: Sequence[bool]) -> RiskCoverage:
    """Returns the curve of (coverage, risk) and its area (AURC; El-Yaniv and Wiener 2010, Geifman and El-Yaniv 2017).

    A missing confidence counts as the lowest.
    Questions of equal confidence are taken together: their errors are spread evenly over them, which is the mean over all
    their orders.
    """
    sure = [-1.0 if confidence is None else confidence for confidence in confidences]
    points: list[tuple[float, float]] = []
    taken, errors, area = 0, 0.0, 0.0
    for level in sorted(set(sure), reverse=True):
        group = [ok for confidence, ok in zip(sure, right, strict=True) if confidence == level]
        share = group.count(False) / len(group)
        for _ in group:
            taken, errors = taken + 1, errors + share
            area += errors / taken
        points.append((round(taken / len(sure), 6), round(errors / taken, 6)))
    return RiskCoverage(tuple(points), round(area / taken, 6) if taken else None)
