"""How well copies of one wire story are recognised: rewritten, cut, re-headlined copies made from a seed.

Originals are reports composed here, and where they are given the texts of other reports. Among them are pairs that
must not be taken for copies: two outlets' own reports of one event, that share its names and a quotation, and one
outlet's daily logs, that share their form.
"""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from trucewatch.linking.copies import Copies
from trucewatch.records import Report

COPIES = 200
_DAYS = 28

_PLACES = (
    "Alderford", "Birchwick", "Cedar Bridge", "Dunmere", "Elmstead", "Fallow Hill", "Garrow", "Hazelby", "Iverton",
    "Juniper Pass", "Kelder", "Lindow", "Marsh End", "Norwell", "Oakham Quay", "Pinewater", "Quarry Hill", "Rowan Cross",
)  # fmt: skip
_SIDES = (
    "the Northern Army",
    "the Coastal Front",
    "government troops",
    "the Free Valley Brigades",
    "border guards",
)
_PEOPLE = ("Ana Orl", "Colonel Tebb", "Marek Sund", "Governor Ilse Varn", "Joss Pell", "Major Odo Krane")
_OPENINGS = (
    "Shells fell on {place} in the early hours of {day} March, killing {n} people and burning a grain store, {who} said.",
    "At least {n} people died when {side} fired rockets into {place} on {day} March, according to {who}.",
    "{side} attacked {place} on {day} March with mortars; {who} counted {n} dead and many more hurt.",
)
_PATTERNS = (
    "{Persons} at the {spot} saw {things} leave for {other} before the {person} had {done} the {object}.",
    "{who} told the {person} in {other} that {things} had been {done} near the {spot} and the {object}.",
    "No {object} was {done} at the {spot}, {who} insisted, and {persons} went on to {other} with {things}.",
    "Behind the {spot} {persons} {did} {things} that the {person} of {place} had left by the {object}.",
    "“We {did} the {object} ourselves,” said the {person}, “and {things} are still at the {spot}.”",
    "{Things} {did} the {spot} twice, a {person} from {other} recalled, though {persons} had {done} the {object}.",
    "For {n} days {persons} have {done} {things} along the {spot}; the {object} belongs to {who}.",
    "In {other} the {person} promised {persons} an {object} or two, if {things} could be {done} at the {spot}.",
    "Whether {things} ever {did} the {object} is unclear: {persons} by the {spot} blame the {person}, he blames {who}.",
    "{side} say that the {person} {did} {things}; at the {spot}, {persons} had seen another {object} {done}.",
)
_POOLS = {
    "persons": "drivers fishermen bakers widows teachers recruits nurses millers herders clerks pilgrims welders "
    "students deputies carters gravediggers electricians beekeepers grocers divers tailors porters "
    "judges scouts firemen",
    "person": "mayor imam surgeon quartermaster ferryman smuggler observer notary bishop negotiator sergeant "
    "archivist brewer geologist reporter stationmaster pharmacist captain interpreter carpenter envoy "
    "headmistress watchman treasurer",
    "spot": "quay sawmill culvert granary ridge chapel tannery reservoir cemetery brickworks orchard weir "
    "barracks depot quarry ferry signalbox silo lighthouse vineyard bazaar stadium monastery pumphouse "
    "shipyard",
    "things": "lorries mortars leaflets generators ambulances crates horses drones searchlights banners sandbags "
    "barges tractors rifles ledgers blankets boats antennas barrels cranes sirens telescopes ladders "
    "mules",
    "object": "footbridge ledger gate siren map permit engine fence archive armistice registry tunnel turbine "
    "monument roadblock bell kiln valve jetty telegraph winch flag signature camera trench",
    "did": "repaired counted buried photographed abandoned searched guarded ignored blocked painted hid seized "
    "sold inspected mended shelled crossed emptied marked borrowed traded burned flooded",
    "done": "moved struck measured cleared sealed hidden taken rebuilt surrendered forgotten unloaded "
    "dismantled lost fired demanded reported denied carried numbered lit broken patched rung cut",
}
_OTHER_WORDS = {
    "killing": "leaving dead", "people": "residents", "said": "stated", "died": "lost their lives",
    "attacked": "struck", "told": "informed", "saw": "watched", "leave": "set off",
    "insisted": "maintained", "recalled": "remembered", "blame": "accuse", "promised": "pledged",
    "unclear": "not known", "near": "close to", "behind": "beyond", "moved": "shifted", "blocked": "closed",
    "seized": "took", "guarded": "watched over", "talks": "negotiations", "truce": "ceasefire",
    "announced": "declared", "denied": "rejected", "killed": "left dead", "attack": "strike",
    "troops": "soldiers", "agreed": "decided", "town": "city", "many": "scores", "according": "as told",
    "also": "too", "against": "versus", "began": "started", "capture": "taking",
}  # fmt: skip
_FILLERS = ("meanwhile", "reportedly", "again", "on the same day", "so far", "local sources added", "for now")
_LOG = (
    "Daily log of the observer mission for the valley, {day} March. All times are local. The mission records what its teams "
    "see and hear and draws no conclusion as to who fired. Reports of the parties are marked as such."
)
_HEARD = ("explosions", "bursts", "shots", "flares")
_LOG_END = (
    "The mission's teams patrol in daylight only, and the absence of an entry does not mean that nothing happened. "
    "Earlier logs are kept on the mission's pages. Questions go to the duty officer."
)


class Made(NamedTuple):
    """A report and the story that it is of: reports of one story are copies of each other."""

    report: Report
    story: str


def made(seed: int = 1, texts: Iterable[str] = (), copies: int = COPIES) -> list[Made]:
    """Originals, `copies` copies of them, and reports that are copies of nothing, in a mixed order."""
    chance = random.Random(seed)
    originals = [*(composed(chance) for _ in range(24)), *texts]
    found = [_original(n, text, chance) for n, text in enumerate(originals)]
    for n in range(copies):
        source = chance.choice(found[: len(originals)])
        day = int((source.report.published or "0")[-2:]) + chance.randint(0, 2)
        text = changed(source.report.text, chance)
        found.append(
            Made(_report(f"copy-{n:03d}", text, f"Outlet {chance.randint(1, 40)}", day), source.story)
        )
    found += list(_strangers(chance))
    chance.shuffle(found)
    return found


def _original(number: int, text: str, chance: random.Random) -> Made:
    name = f"original-{number:02d}"
    return Made(_report(name, text, f"Wire {number % 5}", chance.randint(1, _DAYS)), name)


def _report(identifier: str, text: str, outlet: str, day: int) -> Report:
    return Report(id=identifier, text=text, outlet=outlet, published=f"2031-03-{day:02d}")


def composed(chance: random.Random) -> str:
    """A report of sentences of our own about one event."""
    facts = _facts(chance)
    return " ".join([chance.choice(_OPENINGS).format(**facts), *_told(facts, chance, chance.randint(8, 13))])


def _told(facts: dict[str, str], chance: random.Random, sentences: int) -> list[str]:
    return [_sentence(chance.choice(_PATTERNS), facts, chance) for _ in range(sentences)]


def _sentence(pattern: str, facts: dict[str, str], chance: random.Random) -> str:
    words = {slot: chance.choice(pool.split()) for slot, pool in _POOLS.items()}
    capitals = {slot.capitalize(): words[slot].capitalize() for slot in ("persons", "things")}
    sentence = pattern.format(**words, **capitals, **facts)
    return sentence[:1].upper() + sentence[1:]


def _facts(chance: random.Random) -> dict[str, str]:
    place, other = chance.sample(_PLACES, 2)
    return {
        "place": place,
        "other": other,
        "side": chance.choice(_SIDES),
        "who": chance.choice(_PEOPLE),
        "n": str(chance.randint(3, 60)),
        "day": str(chance.randint(1, _DAYS)),
    }


def changed(text: str, chance: random.Random) -> str:
    """A copy as editors make them: other words, sentences left out, moved and put in, cut short."""
    sentences = re.split(r"(?<=[.!?”])\s+", text.strip())
    if len(sentences) > 5 and chance.random() < 0.6:
        sentences = sentences[: max(4, int(len(sentences) * chance.uniform(0.4, 0.8)))]
    if len(sentences) > 5 and chance.random() < 0.5:
        del sentences[chance.randrange(1, len(sentences))]
    if len(sentences) > 3 and chance.random() < 0.5:
        n = chance.randrange(1, len(sentences) - 1)
        sentences[n], sentences[n + 1] = sentences[n + 1], sentences[n]
    rate = chance.uniform(0.0, 0.25)
    sentences = [" ".join(_words(sentence.split(), rate, chance)) for sentence in sentences]
    if chance.random() < 0.4:
        sentences.insert(chance.randint(1, len(sentences)), *_told(_facts(chance), chance, 1))
    return " ".join(sentences)


def _words(words: Sequence[str], rate: float, chance: random.Random) -> Iterable[str]:
    for word in words:
        bare = word.strip(".,;“”").casefold()
        if bare in _OTHER_WORDS and chance.random() < 0.7:
            yield word.casefold().replace(bare, _OTHER_WORDS[bare])
        elif chance.random() < rate:
            kind = chance.random()
            if kind < 0.4:
                yield f"{word} {chance.choice(_FILLERS)}"
            elif kind < 0.7:
                yield chance.choice(_FILLERS)
        else:
            yield word


def _strangers(chance: random.Random) -> Iterable[Made]:
    """Reports that share names, quotations or form, and are nobody's copies."""
    for n in range(20):
        facts = _facts(chance)
        quote = f"“The truce in {facts['place']} is dead, whoever fired,” {facts['who']} told reporters."
        for side in "ab":
            opening = _OPENINGS[0 if side == "a" else 1].format(**facts)
            text = " ".join([opening, quote, *_told(facts, chance, chance.randint(5, 8))])
            report = _report(f"event-{n:02d}-{side}", text, f"Paper {side}", int(facts["day"]))
            yield Made(report, report.id)
    for day in range(1, _DAYS + 1):
        entries = [
            f"{chance.randint(0, 23):02d}:{chance.randint(0, 59):02d} {chance.choice(_PLACES)}: {chance.randint(1, 40)} "
            f"{chance.choice(_HEARD)} {chance.choice(('north', 'south', 'east'))} of the post."
            for _ in range(8)
        ]
        text = "\n".join([_LOG.format(day=day), *entries, _LOG_END])
        report = _report(f"log-{day:02d}", text, "Observer mission", day)
        yield Made(report, report.id)


def pairwise(reports: Sequence[Made]) -> dict[str, float]:
    """Precision, recall and F1 over the pairs of reports that are of one story."""
    copies = Copies()
    for one in reports:
        copies.add(one.report)
    by_root: dict[str, list[Made]] = {}
    by_story: dict[str, list[Made]] = {}
    for one in reports:
        by_root.setdefault(copies.root(one.report.id), []).append(one)
        by_story.setdefault(one.story, []).append(one)
    found, meant = (_pairs(groups.values()) for groups in (by_root, by_story))
    right = len(found & meant)
    precision, recall = right / max(len(found), 1), right / max(len(meant), 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    return {"precision": precision, "recall": recall, "f1": f1}


def _pairs(groups: Iterable[list[Made]]) -> set[tuple[str, str]]:
    names = (sorted(one.report.id for one in group) for group in groups)
    return {pair for group in names for pair in itertools.combinations(group, 2)}
