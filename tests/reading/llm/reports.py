"""Composed reports, and a model's right answer about one of them."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from trucewatch.language import analyse
from trucewatch.reading.llm.english import English
from trucewatch.reading.llm.holding import Held, hold
from trucewatch.reading.llm.quotes import Folded

PUBLISHED = date(2021, 6, 20)
TEXT = """Shelling killed eight soldiers and wounded 14 near Abu Grein on Thursday, a Libyan army spokesman said.

Envoys of Turkey and Russia met in Sirte on 18 June 2021 for three hours. They agreed on a ceasefire that has held \
since early May. “The road stays open,” General Ahmed Salem said after the talks.

More than 3,200 people have fled the town of Waddan since December 2020, the United Nations said. A battalion of \
about 400 men was sent to Gafsa last week. The army denied that it had taken Jufra airbase.

Egypt closed two of its five observation posts at Sallum on 12 June.
"""

RIGHT: list[dict[str, Any]] = [
    {
        "kind": "incident",
        "evidence": ["Shelling killed eight soldiers and wounded 14 near Abu Grein on Thursday"],
        "assertion": "actual",
        "attribution": {"name": None, "role": "spokesman", "organisation": None, "anonymous": True},
        "type": "shelling",
        "date": "2021-06-17",
        "place": "Abu Grein",
        "actors": [],
        "targets": [],
        "casualties": [
            {"outcome": "killed", "count": {"value": 8, "text": "eight"}, "who": "soldiers"},
            {"outcome": "wounded", "count": {"value": 14, "text": "14"}, "who": None},
        ],
        "violations": None,
        "response_to": None,
    },
    {
        "kind": "talks",
        "evidence": ["Envoys of Turkey and Russia met in Sirte on 18 June 2021 for three hours"],
        "assertion": "actual",
        "attribution": None,
        "status": "held",
        "date": "2021-06-18",
        "duration": "PT3H",
        "place": "Sirte",
        "format": "meeting",
        "parties": ["Turkey", "Russia"],
        "mediators": [],
        "delegations": [],
        "topics": [],
        "outcome": None,
    },
    {
        "kind": "displacement",
        "evidence": ["More than 3,200 people have fled the town of Waddan since December 2020"],
        "assertion": "actual",
        "attribution": {"name": None, "role": None, "organisation": "United Nations", "anonymous": False},
        "measure": "displaced",
        "count": {"value": 3200, "relation": "more than", "text": "More than 3,200"},
        "unit": "people",
        "who": "people",
        "from": "Waddan",
        "place": None,
        "to": None,
        "host": [],
        "date": "2020-12/..",
    },
    {
        "kind": "deployment",
        "evidence": ["A battalion of about 400 men was sent to Gafsa"],
        "assertion": "actual",
        "attribution": None,
        "actors": [],
        "what": "battalion",
        "count": {"value": 400, "relation": "about", "text": "about 400"},
        "place": "Gafsa",
        "date": "2021-06-07/2021-06-13",
        "status": "done",
    },
    {
        "kind": "post",
        "evidence": ["Egypt closed two of its five observation posts at Sallum on 12 June"],
        "assertion": "actual",
        "attribution": None,
        "type": "observation post",
        "operator": ["Egypt"],
        "count": {"value": 2, "text": "two"},
        "place": "Sallum",
        "date": "2021-06-12",
        "status": "closed",
    },
    {
        "kind": "statement",
        "evidence": ["“The road stays open,” General Ahmed Salem said after the talks"],
        "assertion": "actual",
        "speaker": {"name": "Ahmed Salem", "role": "General", "organisation": None, "anonymous": False},
        "mode": "quoted",
        "stance": "pledges",
        "text": "The road stays open",
        "date": "2021-06-18",
        "venue": None,
    },
]


@lru_cache(maxsize=1)
def _parts() -> tuple[Any, Folded]:
    return English(analyse(TEXT, published=PUBLISHED)), Folded(TEXT)


def held(*answer: dict[str, Any], withheld: tuple[tuple[int, int], ...] = ()) -> Held:
    """What is kept of an answer about TEXT."""
    english, text = _parts()
    return hold(answer, text=text, grounds=english.ground, withheld=withheld)
