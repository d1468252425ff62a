"""The dossier says everything that a reading holds, in a form for people."""

import io
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.readings import RECORDS, reading
from trucewatch.exports import show, to_text
from trucewatch.records import Acled, Actor, Incident, Post, Span

FULL = """\
A road opens
Harbour Post · Sunday 20 June 2021 · road.md
────────────────────────────────────────────────────────────────────────────────

TALKS
  meeting held 19 June 2021, Sirte, 3 hours: East, West; mediated by United
    Nations; about the coastal road
    East: led by Ali Omar (colonel), with General Staff
    outcome: a truce
    “met in Sirte on Saturday for three hours”

AGREEMENT
  ceasefire agreed: East, West; covers Sirte; in effect since 20 June 2021
    “They agreed on a truce”

POSTS
  3 observation posts closed, Sirte: West
    “A post at Abu Grein was closed”

PATROLS
  PLANNED joint patrol: East, West; because of a sandstorm
    “The joint patrol was put off”

INCIDENTS
  shelling 14–20 June 2021, Sirte; by East; against West; 2 killed (guards)
    “Shelling killed two guards”  says: an officer (West), unnamed

CONTROL
  DENIED Waddan captured; by East; from West
    “had taken Waddan”

DISPLACEMENT
  more than 3,000 people displaced since May 2021; from Sirte
    “More than 3,000 people have fled”

DEPLOYMENTS
  POSSIBLE battalion, Gafsa (Tunisia): East
    “A battalion may be sent”

STATEMENTS
  Salem, General pledges, quoted
    “‘The road stays open,’ General Salem said.”

9 records. Places are in Libya where no country is named.
"""


def test_every_kind_has_its_section_values_words_and_source() -> None:
    assert to_text(reading()) == FULL


def test_evidence_is_marked_in_its_sentence() -> None:
    words = " ".join(to_text(reading(records=(RECORDS[1],)), evidence=True).split())
    assert "Envoys of the East and the West »met in Sirte on Saturday for three hours«." in words


@pytest.mark.parametrize("width", [40, 60, 80, 120])
@pytest.mark.parametrize("evidence", [False, True])
def test_no_line_is_wider_than_the_page(width: int, evidence: bool) -> None:
    lines = to_text(reading(), width=width, evidence=evidence).splitlines()
    assert max(map(len, lines)) <= width
    assert not any(line.endswith(" ") for line in lines)


def test_an_unknown_day_of_publication_is_said() -> None:
    page = to_text(reading(published=None))
    assert "date of publication not known" in page
    assert "stay unresolved" in page


def test_a_report_without_records_says_so() -> None:
    page = to_text(reading(records=()))
    assert "No record" in page
    assert "TALKS" not in page


def test_escapes_in_a_report_do_not_reach_the_page() -> None:
    text = "A post\x1b[2J was\x00 closed\u202e."
    post = Post(operator=(Actor(name="West\x1b]0;x\x07"),), evidence=(Span(start=0, end=len(text)),))
    page = to_text(reading(text, (post,), title="T\x1b[31m", path="a\x07.md"), evidence=True)
    assert not {"\x1b", "\x00", "\x07", "\u202e"} & set(page)


@given(st.text(min_size=1, max_size=60), st.text(max_size=20))
def test_any_words_fit_the_page(words: str, title: str) -> None:
    post = Post(operator=(Actor(name=words),), evidence=(Span(start=0, end=len(words)),))
    page = to_text(reading(words, (post,), title=title), width=60)
    assert all(character == "\n" or ord(character) >= 32 for character in page)


def test_a_terminal_without_the_letters_gets_plain_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    show(reading(title="Çavuşoğlu’s road"), width=80)
    sys.stdout.flush()
    page = raw.getvalue().decode("ascii")
    assert "Cavusoglu's road" in page
    assert "14-20 June 2021" in page


def test_colour_is_left_out_when_asked_or_where_there_is_no_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    show(reading())
    assert "\x1b" not in capsys.readouterr().out
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    show(reading())
    assert "\x1b[1;31mDENIED" in capsys.readouterr().out
    show(reading(), color=False)
    assert "\x1b[1;31m" not in capsys.readouterr().out


def test_an_incident_of_no_type_is_named_by_its_code() -> None:
    talked = Incident(
        type="other",
        acled=Acled(event_type=None, sub_event_type="Diplomatic event"),
        evidence=(Span(start=0, end=9),),
    )
    assert "  diplomatic event\n" in to_text(reading(records=(talked,)))
