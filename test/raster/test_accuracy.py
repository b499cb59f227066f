"""Scores and corrected areas: a published table, and independent ways to the same numbers."""

import numpy as np
import pytest
from landweave.core.raster.accuracy import certain, clustered, score, stratified

# Olofsson et al. 2014, section 4: deforestation, forest gain, stable forest, stable non-forest; 10 million pixels of 30 m.
COUNTS = np.array([[66, 0, 5, 4], [0, 55, 8, 12], [1, 0, 153, 11], [2, 1, 9, 313]])
PIXELS = np.array([200_000, 150_000, 3_200_000, 6_450_000])
HECTARES = PIXELS.sum() * 0.09


def test_the_papers_example():
    e = stratified(COUNTS, PIXELS, 0.95)
    assert np.round(e.shares * HECTARES).tolist() == [21158, 11686, 285770, 581386]
    assert (e.shares_error * 1.96 * HECTARES) == pytest.approx([6158, 3756, 15510, 16282], abs=1)
    assert e.quantile == pytest.approx(1.96, abs=1e-4)
    assert np.round(e.users, 2).tolist() == [0.88, 0.73, 0.93, 0.96]
    assert np.round(1.96 * e.users_error, 2).tolist() == [0.07, 0.10, 0.04, 0.02]
    assert round(float(e.producers[0]), 2) == 0.75
    assert round(1.96 * float(e.producers_error[0]), 2) == 0.21
    assert (round(e.overall, 2), round(1.96 * e.overall_error, 2)) == (0.95, 0.02)


def test_the_papers_formulas_written_out():
    e = stratified(COUNTS, PIXELS, 0.95)
    weights, n = PIXELS / PIXELS.sum(), COUNTS.sum(axis=1)
    for k in range(4):
        variance = sum(weights[i] ** 2 * (COUNTS[i, k] / n[i]) * (1 - COUNTS[i, k] / n[i]) / (n[i] - 1) for i in range(4))
        assert e.shares_error[k] == pytest.approx(variance**0.5)
        true = sum(PIXELS[i] * COUNTS[i, k] / n[i] for i in range(4))
        right, user = PIXELS[k] * COUNTS[k, k] / n[k] / true, COUNTS[k, k] / n[k]
        inner = PIXELS[k] ** 2 * (1 - right) ** 2 * user * (1 - user) / (n[k] - 1)
        inner += right**2 * sum(PIXELS[i] ** 2 * COUNTS[i, k] / n[i] * (1 - COUNTS[i, k] / n[i]) / (n[i] - 1)
                                for i in range(4) if i != k)
        assert e.producers[k] == pytest.approx(right)
        assert e.producers_error[k] == pytest.approx(inner**0.5 / true)


def test_intervals_hold_what_they_promise():
    """Of many samples from a known map, 95 % have the true area in their interval."""
    rng = np.random.default_rng(5)
    inside = np.array([[0.85, 0.10, 0.05], [0.08, 0.90, 0.02], [0.10, 0.05, 0.85]])
    area = np.array([2e4, 5e4, 3e4])
    truth, hits = (area @ inside) / area.sum(), np.zeros(3)
    for _ in range(600):
        e = stratified(np.array([rng.multinomial(100, p) for p in inside]), area, 0.95)
        hits += np.abs(e.shares - truth) <= e.quantile * e.shares_error
    assert np.abs(hits / 600 - 0.95).max() < 0.035


def test_scores_against_counting_by_hand():
    rng = np.random.default_rng(2)
    mapped, true = rng.integers(0, 4, 900), rng.integers(0, 3, 900)
    matrix = np.zeros((5, 5), int)
    np.add.at(matrix, (mapped, true), 1)
    s = score(matrix)
    for k in range(3):
        both, either = np.sum((mapped == k) & (true == k)), np.sum((mapped == k) | (true == k))
        assert s.iou[k] == pytest.approx(both / either)
        assert s.precision[k] == pytest.approx(both / np.sum(mapped == k))
        assert s.recall[k] == pytest.approx(both / np.sum(true == k))
        assert s.f1[k] == pytest.approx(2 / (1 / s.precision[k] + 1 / s.recall[k]))
    assert s.iou[3] == 0  # mapped, never true
    assert np.isnan([s.iou[4], s.precision[4], s.recall[3]]).all()
    assert s.mean_iou == pytest.approx(s.iou[:4].mean())
    agreed = np.mean(mapped == true)
    chance = sum(np.mean(mapped == k) * np.mean(true == k) for k in range(4))
    assert (s.overall, s.kappa) == (pytest.approx(agreed), pytest.approx((agreed - chance) / (1 - chance)))


def test_a_class_without_points_is_left_out_of_the_whole():
    counts, area = np.array([[8, 2, 0], [1, 9, 0], [0, 0, 0]]), np.array([10.0, 30.0, 60.0])
    e, without = stratified(counts, area, 0.9), stratified(counts[:2, :2], area[:2], 0.9)
    assert e.shares == pytest.approx([*without.shares, 0])
    assert e.shares_error == pytest.approx([*without.shares_error, 0])
    assert np.isnan(e.users[2])


def test_one_point_gives_no_error():
    e = stratified(np.array([[1, 0], [3, 7]]), np.array([5.0, 5.0]), 0.95)
    assert e.shares == pytest.approx([0.65, 0.35])
    assert np.isnan([*e.shares_error, e.users_error[0], e.overall_error]).all()
    assert e.users_error[1] == pytest.approx((0.7 * 0.3 / 9) ** 0.5)


def test_clusters_of_one_point_each_are_nearly_single_points():
    """Points of a large sample as clusters: the sample in a class is then random, but the estimates and errors are near."""
    rng = np.random.default_rng(3)
    cells = np.repeat(np.arange(16), (COUNTS * 10).ravel())
    counts = np.zeros((len(cells), 16))
    counts[np.arange(len(cells)), rng.permutation(cells)] = 1
    one, other = clustered(counts.reshape(-1, 4, 4), PIXELS, 0.95), stratified(COUNTS * 10, PIXELS, 0.95)
    for name in ("overall", "users", "producers", "shares"):
        assert getattr(one, name) == pytest.approx(getattr(other, name))
        assert getattr(one, f"{name}_error") == pytest.approx(getattr(other, f"{name}_error"), rel=0.01)


def test_clusters_with_alike_pixels_are_less_certain_than_their_pixels():
    """The errors are those that repeated sampling shows, many times those of independent pixels."""
    rng = np.random.default_rng(4)

    def sample():
        share = rng.beta(2, 2, 30)[:, None]
        hits = rng.binomial(100, np.repeat(share, 2, axis=1))
        return np.stack([np.stack([hits[:, 0], 100 - hits[:, 0]], 1), np.stack([100 - hits[:, 1], hits[:, 1]], 1)], 1)

    estimates = [clustered(sample(), [1.0, 3.0], 0.95) for _ in range(400)]
    seen = np.std([e.overall for e in estimates])
    assert np.mean([e.overall_error for e in estimates]) == pytest.approx(seen, rel=0.1)
    assert seen > 3 * stratified(sample().sum(axis=0), [1.0, 3.0], 0.95).overall_error
    assert estimates[0].quantile == pytest.approx(2.0452, abs=1e-4)  # Student's t, 29 degrees of freedom


def test_one_cluster_gives_no_error():
    e = clustered(COUNTS[None], PIXELS, 0.95)
    assert e.shares == pytest.approx(stratified(COUNTS, PIXELS, 0.95).shares)
    assert np.isnan([*e.shares_error, e.overall_error, e.quantile]).all()


def test_where_all_is_known_areas_are_those_of_the_truth():
    matrix = np.array([[50, 10], [5, 35]])
    e = certain(matrix, [6.0, 4.0], whole=True)
    assert (e.shares, e.shares_error) == (pytest.approx([0.55, 0.45]), pytest.approx([0, 0]))
    assert np.isnan(certain(matrix, [6.0, 4.0], whole=False).shares_error).all()
