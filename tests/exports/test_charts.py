"""Charts: one mark a figure, whatever words come in, and nothing that a strict page would refuse."""

from __future__ import annotations

import re
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.exports import axes, charts
from trucewatch.exports.charts import Bar, Figure, Line, Row, Share
from trucewatch.exports.svg import Svg

_NAMES = {"s": "http://www.w3.org/2000/svg"}
_WORDS = st.text(max_size=60) | st.sampled_from(
    ["</svg><script>alert(1)</script>", "\x00\x0b", "نزوح", "a&b\"'<"]
)
_DAYS = st.dates(date(1000, 1, 1), date(9998, 12, 31)).map(date.isoformat)
_VALUES = st.floats(0, 1e9)


def _drawn(svg: Svg | None) -> ElementTree.Element:
    assert svg is not None
    return ElementTree.fromstring(svg)


def _words(svg: Svg | None) -> list[str]:
    return [text.text or "" for text in _drawn(svg).iterfind(".//s:text", _NAMES)]


@given(
    name=_WORDS, note=_WORDS, title=_WORDS, days=st.lists(st.tuples(_DAYS, _VALUES), min_size=1, max_size=6)
)
def test_whatever_words_go_in_a_strip_is_well_formed_and_harmless(
    name: str, note: str, title: str, days: list[tuple[str, float]]
) -> None:
    bars = [Bar(day=day, value=value, note=note) for day, value in days]
    drawn = _drawn(charts.strip([Row(name=name, bars=bars)], title=title))
    _harmless(drawn)
    assert len(drawn.findall("s:rect", _NAMES)) == len(bars)


@given(
    name=_WORDS,
    title=_WORDS,
    days=st.lists(st.tuples(_DAYS, _VALUES, st.none() | _VALUES), min_size=1, max_size=6),
)
def test_whatever_words_go_in_figures_over_time_are_well_formed_and_harmless(
    name: str, title: str, days: list[tuple[str, float, float | None]]
) -> None:
    figures = [Figure(day=day, value=v, low=v, high=high, since="1999-01") for day, v, high in days]
    _harmless(_drawn(charts.over_time([Line(name=name, figures=figures)], title=title)))


@given(shares=st.lists(st.builds(Share, name=_WORDS, value=_VALUES), min_size=1, max_size=8), title=_WORDS)
def test_whatever_words_go_in_lying_bars_are_well_formed_and_harmless(
    shares: list[Share], title: str
) -> None:
    _harmless(_drawn(charts.bars(shares, title=title)))


def _harmless(drawn: ElementTree.Element) -> None:
    for element in drawn.iter():
        name = element.tag.rpartition("}")[2]
        assert name in {"svg", "title", "desc", "rect", "line", "path", "circle", "text"}
        assert not {"style", "href"} & set(element.attrib)
        assert not [key for key in element.attrib if key.startswith("on")]
        assert "nan" not in "".join(element.attrib.get(key, "") for key in ("x", "y", "d", "cx", "cy", "x1"))


def test_a_chart_says_what_it_shows_to_who_does_not_see_it() -> None:
    drawn = _drawn(charts.bars([Share(name="surrounded", value=3)], title="Posts"))
    assert drawn.get("role") == "img"
    assert drawn.get("aria-label") == "Posts. surrounded: 3"
    assert drawn.findtext("s:title", namespaces=_NAMES) == "Posts"


def test_a_strip_has_a_bar_for_each_day_and_none_for_the_days_between() -> None:
    bars = [Bar(day="2020-02-03", value=1), Bar(day="2020-02-10", value=4), Bar(day="2020-02", value=9)]
    svg = charts.strip([Row(name="violations", bars=bars)], title="Violations")
    tall = [float(rect.get("height", "")) for rect in _drawn(svg).iterfind("s:rect", _NAMES)]
    assert tall == [7.0, 28.0]
    assert "highest 4" in _words(svg)


def test_a_strip_shows_the_days_asked_for() -> None:
    bars = [Bar(day="2020-02-03", value=1), Bar(day="2020-03-10", value=4)]
    row = [Row(name="violations", bars=bars)]
    svg = charts.strip(row, title="Violations", since="2020-03-01", until="2020-03-31")
    assert len(_drawn(svg).findall("s:rect", _NAMES)) == 1
    assert "2020-03-01 to 2020-03-31" in _words(svg)


def test_where_nothing_is_known_nothing_is_drawn() -> None:
    assert charts.strip([Row(name="violations", bars=[])], title="Violations") is None
    assert charts.over_time([Line(name="UN", figures=[])], title="Displaced") is None
    assert charts.bars([], title="Posts") is None


@pytest.mark.parametrize(
    ("low", "high", "tip"),
    [(500.0, None, "up"), (None, 500.0, "down"), (500.0, 500.0, ""), (400.0, 600.0, "")],
)
def test_a_figure_that_is_open_has_an_arrow_where_it_is_open(
    low: float | None, high: float | None, tip: str
) -> None:
    figure = Figure(day="2020-02-03", value=500, low=low, high=high)
    drawn = _drawn(charts.over_time([Line(name="UN", figures=[figure])], title="Displaced"))
    mark = float(next(c for c in drawn.iterfind("s:circle", _NAMES)).get("cy", ""))
    tips = [
        "up" if float(re.findall(r"-?[\d.]+", path.get("d", ""))[3]) < mark else "down"
        for path in drawn.iterfind("s:path", _NAMES)
    ]
    assert tips == ([tip] if tip else [])


def test_sources_are_told_apart_by_shape_as_well_as_by_colour() -> None:
    styles = [style for style, _ in zip(charts._styles(), range(12), strict=False)]
    assert len(set(styles)) == 12


@given(high=st.floats(0, 1e12))
def test_numbers_on_an_axis_ascend_from_nothing_past_the_highest(high: float) -> None:
    marks = axes.numbers(high)
    values = [mark.at for mark in marks]
    assert values == sorted(set(values))
    assert values[0] == 0
    assert values[-1] >= high
    assert len(marks) <= 10


@given(first=st.dates(date(2, 1, 1), date(9000, 1, 1)), extent=st.integers(0, 200_000))
def test_days_on_an_axis_lie_within_it(first: date, extent: int) -> None:
    last = first + timedelta(days=extent)
    ordinals = [mark.at for mark in axes.days(first, last)]
    assert ordinals == sorted(set(ordinals))
    assert all(first.toordinal() <= at <= last.toordinal() for at in ordinals)
    assert len(ordinals) <= 10
