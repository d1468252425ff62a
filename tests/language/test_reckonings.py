"""A figure or account that is somebody's is that one's word: "by the mission's count", "the ministry's estimate is …"."""

from __future__ import annotations

import pytest

from trucewatch import read
from trucewatch.records import Statement


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("By the army's count, 40 fighters were killed on Monday.", "army"),
        ("Seven soldiers were killed near Sirte, by the hospital's tally.", "hospital"),
        ("The hospital's toll stood at 14 dead after the shelling.", "hospital"),
        ("Some 900 people have been displaced. The U.N. figure is almost 950.", "United Nations"),
    ],
)
def test_whose_figure_it_is_says_so(text: str, who: str) -> None:
    record = read(text, published="2020-03-02").records[-1]
    assert record.attribution is not None
    assert who in (record.attribution.organisation, record.attribution.role)


def test_an_account_is_that_of_who_spoke_before() -> None:
    text = "Police moved in, the Russian ministry said. By its account the army had pulled out of Saraqib on Feb. 28."
    (record,) = [r for r in read(text, published="2020-03-02").records if r.kind == "control"]
    assert record.attribution is not None
    assert record.attribution.organisation == "Russia"


@pytest.mark.parametrize("text", ["The death toll is 14.", "On that account the troops left Sirte."])
def test_a_figure_or_account_that_is_nobodys_is_the_reports_own(text: str) -> None:
    reading = read(text, published="2020-03-02")
    assert all(record.attribution is None for record in reading.records if not isinstance(record, Statement))
    assert reading.mentions.attributions == ()
