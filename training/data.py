"""The labelled snippets that the model is trained on: written by hand, and composed from templates."""

from __future__ import annotations

import json
import random
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).with_name("data")
NONE = "NONE"

# The short labels of the data in ACLED's words.
SUB_EVENTS = {
    "ARMED_CLASH": "Armed clash",
    "GOV_REGAINS_TERIT": "Government regains territory",
    "NON_STATE_ACTOR_OVERTAKES_TER": "Non-state actor overtakes territory",
    "NON_VIOL_TERRIT_TRANSFER": "Non-violent transfer of territory",
    "FORCE_AGAINST_PROTEST": "Excessive force against protesters",
    "PROTEST_WITH_INTER": "Protest with intervention",
    "PEACE_PROTEST": "Peaceful protest",
    "VIOL_DEMONSTR": "Violent demonstration",
    "MOB_VIOL": "Mob violence",
    "CHEM_WEAP": "Chemical weapon",
    "AIR_STRIKE": "Air/drone strike",
    "SUIC_BOMB": "Suicide bomb",
    "ART_MISS_ATTACK": "Shelling/artillery/missile attack",
    "REM_EXPLOS": "Remote explosive/landmine/IED",
    "GRENADE": "Grenade",
    "SEX_VIOL": "Sexual violence",
    "ATTACK": "Attack",
    "ABDUCT_DISSAP": "Abduction/forced disappearance",
    "AGREEMENT": "Agreement",
    "ARREST": "Arrests",
    "CHANGE_TO_GROUP_ACT": "Change to group/activity",
    "DISR_WEAP": "Disrupted weapons use",
    "HQ_ESTABLISHED": "Headquarters or base established",
    "PROPERTY_DISTRUCT": "Looting/property destruction",
    "OTHER": "Other",
    "MAN_MADE_DISASTER": "Man-made disaster",
    "NATURAL_DISASTER": "Natural disaster",
    "ORG_CRIME": "Organised crime",
    "DIPLO": "Diplomatic event",
    "ATTRIB": "Attribution of responsibility",
}


class Snippet(NamedTuple):
    """A text and the short label of what it is mainly about."""

    text: str
    label: str


def written() -> list[Snippet]:
    """The snippets written by hand, in the order of the files."""
    paths = sorted(FOLDER.glob("acled-*.jsonl"))
    lines = [line for path in paths for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
    return [Snippet(row["text"], row["label"]) for row in map(json.loads, lines)]


def composed(per_label: int, seed: int) -> list[Snippet]:
    """So many snippets of each label, made from the templates by filling their slots at random."""
    tables = tomllib.loads((FOLDER / "templates.toml").read_text(encoding="utf-8"))
    fillings: dict[str, list[str]] = tables.pop("fill")
    chance = random.Random(seed)
    snippets = []
    for label, table in tables.items():
        templates = table["snippets"]
        for index in range(per_label):
            text = _fill(templates[index % len(templates)], fillings, chance)
            # Some reports come cut out of the middle of a sentence.
            snippets.append(Snippet(text[0].upper() + text[1:] if chance.random() < 0.85 else text, label))
    return snippets


def _fill(template: str, fillings: Mapping[str, list[str]], chance: random.Random) -> str:
    def filling(match: re.Match[str]) -> str:
        return _fill(chance.choice(fillings[match[1]]), fillings, chance)

    return re.sub(r"\{(\w+)\}", filling, template)
