"""When: what reports say about time, and what it comes to on the day they were published."""

from __future__ import annotations

from calendar import month_name
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from trucewatch.language.pipeline import parse
from trucewatch.language.times import TimeExpression, calendar, date_in_force, find_times
from trucewatch.language.times.resolution import Context
from trucewatch.records import EDTF
from trucewatch.records.values import Duration

SUNDAY = date(2020, 2, 9)
MONTHS = list(month_name)[1:]


def times(text: str, published: date | None = SUNDAY) -> list[TimeExpression]:
    return find_times(parse(text), published=published)


def only(text: str, kind: str = "date", published: date | None = SUNDAY) -> TimeExpression:
    found = [time for time in times(text, published) if time.kind == kind]
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("Mortars hit the village on 3 February 2020.", "3 February 2020", "2020-02-03"),
        ("Mortars hit the village on Feb. 8, 2020, he said.", "Feb. 8, 2020", "2020-02-08"),
        ("The village was hit on Saturday, 8 February.", "Saturday, 8 February", "2020-02-08"),
        ("The village was hit on December 28.", "December 28", "2019-12-28"),
        ("The pact was signed on 2018-09-17.", "2018-09-17", "2018-09-17"),
        ("The convoy left on 17.09.2018 for the border.", "17.09.2018", "2018-09-17"),
        (
            "It rained in the first two weeks of January 2020.",
            "the first two weeks of January 2020",
            "2020-01-01/2020-01-14",
        ),
        ("Losses fell in Q2 2019.", "Q2 2019", "2019-04/2019-06"),
        ("They signed it in September 2018.", "September 2018", "2018-09"),
        ("The war began in 2011.", "2011", "2011"),
        ("The two fought in the 1990s.", "the 1990s", "1990/1999"),
        ("The front moved in winter 2019.", "winter 2019", "2019-12/2020-02"),
        ("Losses fell in the third quarter of 2019.", "the third quarter of 2019", "2019-07/2019-09"),
        ("Losses fell in the first half of 2019.", "the first half of 2019", "2019-01/2019-06"),
        ("Talks ran on January 18-19.", "January 18-19", "2020-01-18/2020-01-19"),
        ("Ministers met on 8 and 9 January.", "8 and 9 January", "2020-01-08/2020-01-09"),
        (
            "Extract from the log, 1 July – 5 September 2019.",
            "1 July – 5 September 2019",
            "2019-07-01/2019-09-05",
        ),
        ("SOCHI, September 18. The presidents met.", "September 18", "2019-09-18"),
    ],
)
def test_a_date_of_the_calendar(text: str, words: str, value: str) -> None:
    found = only(text)
    assert (found.text, found.value) == (words, value)
    assert text[found.start : found.end] == words


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Shelling killed two on Thursday.", "2020-02-06"),
        ("Shelling killed two on Sunday.", "2020-02-09"),
        ("Shelling killed two last Thursday.", "2020-02-06"),
        ("The sides will meet on Thursday.", "2020-02-13"),
        ("The sides are due to meet on Thursday.", "2020-02-13"),
        ("A new round is expected next Monday.", "2020-02-10"),
        ("The talks were postponed until Tuesday.", "2020-02-11"),
        ("Shelling killed two yesterday.", "2020-02-08"),
        ("The sides meet again tomorrow.", "2020-02-10"),
        ("Two were killed last week.", "2020-01-27/2020-02-02"),
        ("They will meet next week.", "2020-02-10/2020-02-16"),
        ("Four posts were lost this month.", "2020-02"),
        ("Four posts were lost last year.", "2019"),
        ("The pact was signed ten days ago.", "2020-01-30"),
        ("The uprising began nearly nine years ago.", "2011"),
        ("The town was taken in December.", "2019-12"),
        ("The town was taken in mid-January.", "2020-01"),
        ("The posts will close in April.", "2020-04"),
        ("The council named a new envoy, effective March 1.", "2020-03-01"),
        ("Neither of the envoys could be reached on Thursday.", "2020-02-06"),
        ("Until Thursday, they had not called him a suspect.", "2020-02-06"),
        ("The count is near its record high set on Thursday.", "2020-02-06"),
        ("Rockets from the hills hit the base Thursday.", "2020-02-06"),
        ("On Tuesday of last week the town fell.", "2020-01-28"),
    ],
)
def test_a_date_that_hangs_on_publication(text: str, value: str) -> None:
    assert only(text).value == value


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("The town fell on 28 January. A day earlier the army had entered.", ["2020-01-28", "2020-01-27"]),
        ("The town fell on 28 January. Two days later the road was cut.", ["2020-01-28", "2020-01-30"]),
        ("The town fell on 28 January. On the following day it was looted.", ["2020-01-28", "2020-01-29"]),
        ("The town fell on 28 January. The road was cut the same day.", ["2020-01-28", "2020-01-28"]),
        ("The truce began in September 1999. That October it broke.", ["1999-09", "1999-10"]),
        ("The raid was on 28 January. At 09:40 the guns opened up.", ["2020-01-28"]),
        ("They clashed in June 2018. The following February it was admitted.", ["2018-06", "2019-02"]),
        ("The truce took effect on 12 January; on the 16th it broke.", ["2020-01-12", "2020-01-16"]),
    ],
)
def test_a_date_that_hangs_on_the_story(text: str, values: list[str]) -> None:
    assert [time.value for time in times(text) if time.kind == "date"] == values


@pytest.mark.parametrize(
    ("text", "signal", "window"),
    [
        ("Half a million have fled since early December.", "since", "2019-12/.."),
        ("Heavy weapons must leave by 10 October 2018.", "by", "../2018-10-10"),
        ("The truce held until 6 January 2020.", "until", "../2020-01-06"),
        ("The zone will be in force from 15 October 2020.", "from", "2020-10-15/.."),
        ("The town was shelled in early January 2020.", "in", "2020-01-01/2020-01-10"),
        ("They withdrew at the end of January 2020.", "at", "2020-01-21/2020-01-31"),
        ("Over the past week 120,000 fled.", "over", "2020-02-02/2020-02-09"),
        ("As of 1 March 2020 the road will be closed.", "as of", "2020-03-01/.."),
        ("As of 1 February 2020 some 90,000 had fled.", "as of", None),
        ("Mediators called both sides in recent days.", "in", "2020-02-02/2020-02-09"),
    ],
)
def test_a_signal_and_a_date_make_a_window(text: str, signal: str, window: str | None) -> None:
    found = only(text)
    assert (found.signal, found.window) == (signal, window)


def test_both_ends_of_a_range_get_the_whole_as_window() -> None:
    found = times("The truce ran from 2 August 2022 to 2 October 2022.")
    assert [time.window for time in found] == ["2022-08-02/2022-10-02"] * 2


def test_a_length_up_to_a_date_covers_the_days_before_it() -> None:
    assert times("They noted 46 breaches in the 24 hours to Thursday.")[0].window == "2020-02-05/2020-02-06"


def test_a_report_from_a_day_opens_no_window() -> None:
    assert only("It confirms a report from Friday.").window is None


@pytest.mark.parametrize(
    ("text", "words", "duration", "window"),
    [
        ("The meeting lasted three hours.", "three hours", "PT3H", None),
        ("They met for almost two hours.", "two hours", "PT2H", None),
        ("After three days of talks they parted.", "three days", "P3D", None),
        ("The two-month truce was extended.", "two-month", "P2M", None),
        ("They spoke for half an hour.", "half an hour", "PT0.5H", None),
        ("Ten died in the past 24 hours.", "the past 24 hours", "PT24H", "2020-02-08/2020-02-09"),
        ("Ten died over the last two weeks.", "the last two weeks", "P2W", "2020-01-26/2020-02-09"),
    ],
)
def test_a_length_of_time(text: str, words: str, duration: str, window: str | None) -> None:
    found = only(text, "duration")
    assert (found.text, found.duration, found.window) == (words, duration, window)


def test_a_length_before_a_clause_dates_what_the_clause_tells() -> None:
    found = only("Eight died on Friday, a day after gunmen had shot eleven.", "duration")
    assert found.window == "2020-02-06"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("30 Jan, 0940 | Patrol turned back.", "2020-01-30T09:40"),
        ("It began at 06:00 on 3 February.", "2020-02-03T06:00"),
        ("It began at 17.30 on 3 February.", "2020-02-03T17:30"),
        ("It began at 2100 GMT on Saturday.", "2020-02-08T21:00"),
        ("The truce starts on 12 January 2020 at 18:00.", "2020-01-12T18:00"),
        ("The guns fall silent at 6 p.m. tomorrow.", "2020-02-10T18:00"),
    ],
)
def test_a_clock_time_is_kept_with_its_day(text: str, value: str) -> None:
    assert value in [time.value for time in times(text)]


def test_a_clock_time_is_of_the_day_the_story_stands_at() -> None:
    assert times("Observations of 7 February.\n\n09:40 Shelling heard.")[-1].value == "2020-02-07T09:40"


def test_a_sentence_without_a_date_stands_at_the_last_day_named() -> None:
    text = (
        "On 28 January it fell. It will reopen on 1 March. Its mayor was shot. In 2011 it was calm. No more."
    )
    found = times(text)
    for words in ("Its mayor", "No more"):
        standing = date_in_force(found, text.index(words), published=SUNDAY)
        assert standing is not None and standing.value == "2020-01-28"
    assert date_in_force(found, 0, published=SUNDAY) is None


@pytest.mark.parametrize("text", ["They meet daily.", "Patrols run every week."])
def test_what_recurs_is_a_set(text: str) -> None:
    assert [time.kind for time in times(text)] == ["set"]


@pytest.mark.parametrize(
    "text",
    [
        "The army may march on the town.",
        "It cited Resolution 2254.",
        "In May 12 people died there, and 2254 more were hurt.",
        "The second convoy sat in the sun.",
        "Prices fall when roads open.",
    ],
)
def test_what_only_looks_like_a_date(text: str) -> None:
    assert [time.text for time in times(text) if time.text != "May"] == []


@pytest.mark.parametrize(
    "text", ["It fell on Thursday.", "It fell last week.", "It fell on 3 February.", "Now it holds."]
)
def test_what_nothing_settles_has_no_value(text: str) -> None:
    assert only(text, published=None).value is None


def test_without_publication_full_dates_still_resolve() -> None:
    assert only("It fell on 3 February 2020.", published=None).value == "2020-02-03"


@pytest.mark.parametrize(
    "text", ["", " \n\n ", "31 February 2020", "9999999999 30/02/2020 25:99", "the the the 1 May 1 May"]
)
def test_nonsense_does_no_harm(text: str) -> None:
    for time in times(text):
        assert text[time.start : time.end] == time.text


days = st.dates(date(1950, 1, 1), date(2090, 12, 31))


@settings(max_examples=40, deadline=None)
@given(
    day=days,
    style=st.sampled_from(["{d} {month} {y}", "{month} {d}, {y}", "{iso}", "the {d}th of {month} {y}"]),
)
def test_every_day_written_out_is_read_back(day: date, style: str) -> None:
    words = style.format(d=day.day, month=MONTHS[day.month - 1], y=day.year, iso=day.isoformat())
    assert only(f"The post was closed on {words}, it said.", published=None).value == day.isoformat()


@given(day=days, days_back=st.integers(0, 6))
def test_a_weekday_in_the_past_is_within_the_last_seven_days(day: date, days_back: int) -> None:
    meant = day - timedelta(days=days_back)
    assert Context(parse(""), day).weekday(meant.isoweekday()) == meant.isoformat()


@given(
    day=days,
    unit=st.sampled_from(["day", "week", "month", "quarter", "year", "decade"]),
    steps=st.integers(-5, 5),
)
def test_every_period_is_edtf_and_holds_its_day(day: date, unit: str, steps: int) -> None:
    edtf = calendar.unit_period(day, unit, steps)
    TypeAdapter(EDTF).validate_python(edtf)
    both = calendar.bounds(edtf)
    assert both is not None and calendar.period(*both) in (edtf, calendar.period(*both))
    if steps == 0:
        assert both[0] <= day <= both[1]


WORDS = """
on in since by until the early late last next this Friday May 3 12 2019 week month year day night
ago earlier later
before after , - 1999 two several third quarter half of a to from between and 0940 GMT p.m. , . now
past 24 hours
"""


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WORDS.split()), max_size=14))
def test_any_words_give_valid_values_and_true_spans(words: list[str]) -> None:
    text, last = " ".join(words), 0
    for time in times(text):
        assert last <= time.start < time.end and text[time.start : time.end] == time.text
        last = time.end
        for value in (time.value, time.window):
            if value is not None:
                TypeAdapter(EDTF).validate_python(value)
        if time.duration is not None:
            TypeAdapter(Duration).validate_python(time.duration)
