"""Feeds: well-formed whatever a report says, with ids that stay."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import feedparser
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.exports.changes import Change
from trucewatch.exports.feeds import Feed, atom, json_feed
from trucewatch.linking import Quote, Reference, Voice

FEED = Feed(
    case="river-line",
    title="River line: changes",
    base="https://desk.example",
    page="https://desk.example/cases/river-line/changes",
    address="https://desk.example/cases/river-line/changes.atom",
)
HOSTILE = "</entry><script>alert(1)</script> & ]]> \x00\x1b[31m \u202egnp.exe"


def change(**values: object) -> Change:
    made: dict[str, object] = {
        "id": "1" * 40,
        "what": "thing",
        "kind": "incident",
        "thing": "abcdef012345",
        "title": "Shelling at Alder",
        "sentence": "shelling, Alder; 4 killed",
        "came": "2021-05-03T09:00:00Z",
        "changed": "2021-05-04T10:00:00Z",
        "sources": ("Gazette",),
        "places": ("Alder",),
        "actors": ("South",),
        "quotes": (
            Quote(
                reference=Reference("a", 0),
                words="Shelling killed four",
                voice=Voice(name="Gazette", of="Gazette"),
                published="2021-05-02",
            ),
        ),
    }
    return Change.model_validate(made | values)


def test_a_feed_reader_finds_what_changed_with_its_words_its_source_and_where_it_is_shown() -> None:
    found = feedparser.parse(atom(FEED, [change()]))
    assert not found.bozo
    assert found.feed.title == "River line: changes"
    assert found.feed.updated == "2021-05-04T10:00:00Z"
    (entry,) = found.entries
    assert entry.title == "Shelling at Alder"
    assert (entry.published, entry.updated) == ("2021-05-03T09:00:00Z", "2021-05-04T10:00:00Z")
    assert entry.link == "https://desk.example/cases/river-line/things/abcdef012345"
    assert entry.author == "Gazette"
    assert "Shelling killed four" in entry.content[0].value
    assert {tag.term for tag in entry.tags} == {"thing", "incident"}


def test_a_change_that_is_told_more_of_keeps_its_id() -> None:
    days = ("2021-05-04T10:00:00Z", "2021-06-01T00:00:00Z")
    earlier, later = (feedparser.parse(atom(FEED, [change(changed=day)])) for day in days)
    assert earlier.entries[0].id == later.entries[0].id
    assert feedparser.parse(atom(FEED, [change(id="2" * 40)])).entries[0].id != later.entries[0].id


def test_hostile_text_stays_text() -> None:
    hostile = change(title=HOSTILE, sentence=HOSTILE, sources=(HOSTILE,))
    root = ElementTree.fromstring(atom(FEED, [hostile]))
    content = root.findtext("{*}entry/{*}content")
    assert content is not None and "<script" not in content
    assert len(root.findall("{*}entry")) == 1
    item = json.loads(json_feed(FEED, [hostile]))["items"][0]
    assert "<script" not in item["content_html"]


@given(st.text(alphabet=st.characters(codec=None), max_size=40))
def test_any_text_makes_a_well_formed_feed(text: str) -> None:
    found = [change(title=text, sentence=text, kind=text, sources=(text,))]
    root = ElementTree.fromstring(atom(FEED, found))
    assert root.find("{*}entry") is not None
    json.loads(json_feed(FEED, found))


def test_an_empty_feed_is_one() -> None:
    found = feedparser.parse(atom(FEED, []))
    assert not found.bozo
    assert found.entries == []
    assert found.feed.updated == FEED.since


def test_a_json_feed_has_what_version_1_1_asks_for_and_the_change_as_data() -> None:
    feed = json.loads(json_feed(FEED, [change()]))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"] and feed["feed_url"] == FEED.address and feed["home_page_url"] == FEED.page
    (item,) = feed["items"]
    assert isinstance(item["id"], str) and item["content_html"]
    assert item["authors"] == [{"name": "Gazette"}]
    assert Change.model_validate(item["_trucewatch"]) == change()
