"""Values in words, as an analyst would write them."""

import pytest

from trucewatch.exports.wording import (
    count_words,
    date_words,
    duration_words,
    place_words,
    plural,
    plural_verb,
    source_words,
    weekday_words,
    who_words,
)
from trucewatch.records import Count, Place, Source


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("2021-06-20", "20 June 2021"),
        ("2021-06", "June 2021"),
        ("2021", "2021"),
        ("2021-06-20T14:30", "20 June 2021, 14:30"),
        ("2021-06-14/2021-06-20", "14–20 June 2021"),
        ("2021-05-31/2021-06-02", "31 May – 2 June 2021"),
        ("2020-12-31/2021-01-02", "31 December 2020 – 2 January 2021"),
        ("2021-05/2021-06", "May – June 2021"),
        ("2020/2021", "2020 – 2021"),
        ("2020/2021-06", "2020 – June 2021"),
        ("2021-06/2021-06", "June 2021"),
        ("2019-12/..", "since December 2019"),
        ("../2021-06-20", "until 20 June 2021"),
        ("2021-13", "2021-13"),
    ],
)
def test_dates(edtf: str, words: str) -> None:
    assert date_words(edtf) == words


def test_a_day_is_named() -> None:
    assert weekday_words("2021-06-20") == "Sunday 20 June 2021"
    assert weekday_words("2021-06") == "June 2021"


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (Count(value=8), "8"),
        (Count(value=500_000, relation="more than"), "more than 500,000"),
        (Count(value=3_600_000.0), "3,600,000"),
        (Count(value=2.5), "2.5"),
        (Count(relation="between", low=30, high=40), "30 to 40"),
        (Count(relation="up to", high=40), "up to 40"),
        (Count(low=24, text="dozens"), "dozens (24 or more)"),
        (Count(low=24), "24 or more"),
        (Count(text="many"), "many"),
    ],
)
def test_counts(count: Count, words: str) -> None:
    assert count_words(count) == words


@pytest.mark.parametrize(
    ("duration", "words"),
    [
        ("PT3H", "3 hours"),
        ("PT1H", "1 hour"),
        ("P1DT6H", "1 day 6 hours"),
        ("P2M", "2 months"),
        ("PT2M", "2 minutes"),
    ],
)
def test_durations(duration: str, words: str) -> None:
    assert duration_words(duration) == words


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (
            Source(name="Jane Doe", role="envoy", organisation="UN"),
            "Jane Doe, envoy (UN)",
        ),
        (
            Source(role="security source", organisation="East", anonymous=True),
            "a security source (East), unnamed",
        ),
        (Source(role="officer", anonymous=True), "an officer, unnamed"),
        (Source(role="diplomats", anonymous=True), "diplomats, unnamed"),
        (Source(organisation="Kremlin"), "Kremlin"),
        (Source(name="UNHCR", organisation="UNHCR"), "UNHCR"),
        (Source(name="residents", role="residents"), "residents"),
        (Source(anonymous=True), "an unnamed source"),
    ],
)
def test_sources(source: Source, words: str) -> None:
    assert source_words(source) == words


@pytest.mark.parametrize(
    ("role", "words"),
    [
        ("union leader", "a union leader"),
        ("unidentified officer", "an unidentified officer"),
        ("envoy", "an envoy"),
        ("honorary consul", "an honorary consul"),
        ("hospital staff", "hospital staff"),
        ("servicemen", "servicemen"),
        ("police", "police"),
        ("officials", "officials"),
    ],
)
def test_somebody_unnamed_has_an_article_by_sound_and_number(role: str, words: str) -> None:
    assert source_words(Source(role=role, anonymous=True)) == f"{words}, unnamed"


def test_a_place_abroad_is_given_with_its_country() -> None:
    sirte = Place(name="Sirte", country="Libya")
    assert place_words(sirte, home="Libya") == "Sirte"
    assert place_words(sirte, home="Tunisia") == "Sirte (Libya)"
    assert place_words(Place(name="western Libya", country="Libya")) == "western Libya"


@pytest.mark.parametrize(
    ("who", "number", "words"),
    [
        ("three soldiers", "three", "soldiers"),
        ("soldiers", "three", "soldiers"),
        ("11 people", "at least 11", None),
        ("Three", "three", None),
        ("men", "", "men"),
        (None, "3", None),
    ],
)
def test_a_number_is_not_said_twice(who: str | None, number: str, words: str | None) -> None:
    assert who_words(who, Count(value=3, text=number)) == words


def test_grammar_follows_number() -> None:
    assert plural("observation post", Count(value=12)) == "observation posts"
    assert plural("observation post", Count(value=1)) == "observation post"
    assert plural("army", Count(value=2)) == "armies"
    assert plural("convoy", Count(value=2)) == "convoys"
    assert [plural_verb(verb) for verb in ("denies", "states", "calls for")] == ["deny", "state", "call for"]
