"""Calibration: stated confidence against the share that held."""

import pytest

from evaluation.reliability import bins, calibration_error, figure


def test_eight_in_ten_at_eight_tenths_is_no_error():
    assert calibration_error([(0.8, True)] * 8 + [(0.8, False)] * 2) == pytest.approx(0)


def test_always_sure_and_half_right_is_off_by_a_half():
    assert calibration_error([(1.0, True), (1.0, False)]) == pytest.approx(0.5)


def test_nothing_to_judge_is_no_error():
    assert calibration_error([]) == 0


def test_bins_keep_every_record_once():
    pairs = [(n / 20, n % 2 == 0) for n in range(21)]
    assert sum(b.size for b in bins(pairs)) == len(pairs)


def test_the_figure_has_a_row_a_bin():
    assert len(figure([(0.15, True), (0.95, True)]).splitlines()) == 3
