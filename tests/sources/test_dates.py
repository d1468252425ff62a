"""A date of publication is a day, however it is written, or an error."""

from datetime import UTC, date, datetime

import pytest

from trucewatch.sources.dates import publication_day


@pytest.mark.parametrize(
    "written",
    [
        "2021-06-20",
        " 2021-06-20 ",
        "2021-06-20T23:30:00+02:00",
        "2021-06-20 08:00",
        "20210620",
        "20 June 2021",
        "20th June, 2021",
        "June 20, 2021",
        "Sunday, June 20, 2021",
        "Jun. 20, 2021 at 18:00",
        "Sun, 20 Jun 2021 10:00:00 GMT",
        date(2021, 6, 20),
        datetime(2021, 6, 20, 23, 59, tzinfo=UTC),
    ],
)
def test_a_day_is_read_as_written(written: object) -> None:
    assert publication_day(written) == "2021-06-20"


@pytest.mark.parametrize("unset", [None, "", "  ", "~", "null"])
def test_nothing_is_no_date(unset: object) -> None:
    assert publication_day(unset) is None


@pytest.mark.parametrize(
    "wrong",
    ["yesterday", "2021-02-30", "31 June 2021", "06/07/2021", "2021-06", "2021", 1624147200, ["2021-06-20"]],
)
def test_what_names_no_one_day_is_refused(wrong: object) -> None:
    with pytest.raises(ValueError):
        publication_day(wrong)
