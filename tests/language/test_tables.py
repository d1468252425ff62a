"""Tables in a report's text, whatever their form."""

import pytest

from trucewatch.language.tables import find_tables

PIPES = """Arrivals so far

| Place | Families |
| --- | --- |
| North camp | 1,200 |
| South camp | about 300 |

Nothing else."""
COLUMNS = """Arrivals so far

Place         Families
North camp       1,200
South camp         300
"""
PAIRS = """Arrivals so far
North camp: 1,200
South camp: 300
"""


@pytest.mark.parametrize("text", [PIPES, COLUMNS, PAIRS])
def test_each_form_gives_the_same_rows(text):
    (table,) = find_tables(text)
    assert table.caption == "Arrivals so far"
    assert [row.cells[0].text for row in table.rows] == ["North camp", "South camp"]
    assert all(row.cells[-1].is_number for row in table.rows)


@pytest.mark.parametrize("text", [PIPES, COLUMNS])
def test_a_first_row_without_figures_is_the_header(text):
    assert find_tables(text)[0].header == ("Place", "Families")


def test_cells_keep_their_offsets():
    for row in find_tables(PIPES)[0].rows:
        for cell in row.cells:
            assert PIPES[cell.start : cell.end] == cell.text


@pytest.mark.parametrize(
    "text", ["", "A sentence. Another one.", "One line: with words\nand a second: of words", "Only one: 12"]
)
def test_running_text_is_no_table(text):
    assert find_tables(text) == []
