"""No cell is run by a spreadsheet, whatever a report says, and what is a number stays one."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exports.claims import claim, displaced, event, killed, shelling
from trucewatch.exports import acled, ged
from trucewatch.exports import displaced as displacement
from trucewatch.exports.events import Claimed
from trucewatch.exports.sheets import defused, to_csv
from trucewatch.exports.tables import FORMATS
from trucewatch.records import Actor, Count, Place

BEGINS_A_FORMULA = tuple("=+-@\t\r\n\0＝＋－＠")
HOSTILE = st.tuples(st.sampled_from(BEGINS_A_FORMULA), st.text(max_size=20)).map("".join)
WORDS = HOSTILE | st.text(max_size=20)


def cells(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def runs(cell: str) -> bool:
    """Whether a spreadsheet may run a cell: it begins like a formula and is no number or list of them."""
    return cell.startswith(BEGINS_A_FORMULA) and not re.fullmatch(r"[-+\d., ]+", cell, re.ASCII)


@given(st.lists(WORDS, min_size=1, max_size=5))
def test_no_cell_is_run_and_none_is_lost(row: list[str]) -> None:
    columns = [f"c{n}" for n in range(len(row))]
    written = cells(to_csv(columns, [dict(zip(columns, row, strict=True))]))[1]
    assert not any(map(runs, written))
    assert [cell.removeprefix("'") for cell in written] == [cell.removeprefix("'") for cell in row]


@pytest.mark.parametrize("cell", [-3, -3.5, "-3", "+4.25", "-34.6, -58.38", "-34.6,58"])
def test_a_number_stays_a_number(cell: str | float) -> None:
    assert defused(cell) == cell


@pytest.mark.parametrize("cell", ["-1+cmd", "-3-2", "-", "+1(2)", "=1", "－3", "-٣", "-3, =1", "-3\n"])
def test_what_only_begins_like_a_number_is_defused(cell: str) -> None:
    assert defused(cell) == f"'{cell}"


def hostile(words: str) -> Claimed:
    """A claim in which a report puts `words` wherever it can."""
    actor = Actor(name=words)
    record = shelling(killed(3, words), place=Place(name=words, latitude=-31.25, longitude=-16.5))
    record = record.model_copy(update={"actors": (actor,), "targets": (actor,)})
    return Claimed(words, record, claim(record, words).report, (words,))


@given(WORDS)
def test_events_hold_nothing_that_runs_and_their_coordinates_are_numbers(words: str) -> None:
    pytest.importorskip("pycountry", reason="needs the extra exports")
    for columns, rows in ((acled.COLUMNS, acled.rows), (ged.COLUMNS, ged.rows)):
        heading, *written = cells(to_csv(columns, rows([event(hostile(words))])))
        assert written and not any(runs(cell) for row in written for cell in row)
        assert float(written[0][heading.index("latitude")]) == -31.25


@given(WORDS)
def test_displacement_holds_nothing_that_runs_and_its_coordinates_are_numbers(words: str) -> None:
    pytest.importorskip("pycountry", reason="needs the extra exports")
    place = Place(name=words, latitude=-31.25, longitude=-16.5)
    figure = displaced(Count(value=600, text=words), place=place, who=words)
    made = Claimed(words, figure, claim(figure, words).report, (words,))
    hxl, _ = FORMATS["hxl"].write([made])
    heading, _, row = cells(hxl)
    assert not any(map(runs, row)) and float(row[heading.index("Latitude")]) == -31.25
    (idmc,) = displacement.idmc_rows([made])
    assert defused(idmc["Locations coordinates"]) == "-31.25, -16.5"
    assert not any(runs(cell) for cell in cells(FORMATS["idmc"].write([made])[0])[1])
