"""A reading with a record of every kind, for the tests of what is made of readings."""

from trucewatch.records import (
    Actor,
    Agreement,
    Casualties,
    Control,
    Count,
    Delegation,
    Deployment,
    Displacement,
    Incident,
    Patrol,
    Person,
    Place,
    Post,
    Reading,
    Record,
    Report,
    Source,
    Span,
    Statement,
    Talks,
)

TEXT = (
    "Envoys of the East and the West met in Sirte on Saturday for three hours. They agreed on a truce. "
    "A post at Abu Grein was closed. The joint patrol was put off because of a sandstorm. "
    "Shelling killed two guards, an officer said. The army denied that it had taken Waddan. "
    "More than 3,000 people have fled since May. A battalion may be sent to Gafsa. "
    "“The road stays open,” General Salem said."
)
EAST, WEST = Actor(name="East"), Actor(name="West")
SIRTE = Place(name="Sirte", id="2210554", latitude=31.2, longitude=16.6, country="Libya")
GAFSA = Place(name="Gafsa", country="Tunisia")
OFFICER = Source(role="officer", organisation="West", anonymous=True)


def _words(words: str) -> tuple[Span, ...]:
    return (Span(start=TEXT.index(words), end=TEXT.index(words) + len(words)),)


RECORDS: tuple[Record, ...] = (
    Statement(
        speaker=Source(name="Salem", role="General"),
        mode="quoted",
        stance="pledges",
        text="The road stays open",
        evidence=_words("“The road stays open,” General Salem said."),
    ),
    Talks(
        status="held",
        date="2021-06-19",
        duration="PT3H",
        place=SIRTE,
        format="meeting",
        parties=(EAST, WEST),
        mediators=(Actor(name="United Nations"),),
        delegations=(
            Delegation(
                party=EAST,
                head=Person(name="Ali Omar", role="colonel"),
                members=(Person(role="General Staff"),),
            ),
        ),
        topics=("the coastal road",),
        outcome="a truce",
        evidence=_words("met in Sirte on Saturday for three hours"),
    ),
    Agreement(
        type="ceasefire",
        status="agreed",
        parties=(EAST, WEST),
        area=SIRTE,
        effective="2021-06-20/..",
        evidence=_words("They agreed on a truce"),
    ),
    Post(
        type="observation post",
        status="closed",
        operator=(WEST,),
        count=Count(value=3),
        place=SIRTE,
        evidence=_words("A post at Abu Grein was closed"),
    ),
    Patrol(
        assertion="planned",
        type="joint",
        status="scheduled",
        participants=(EAST, WEST),
        reason="a sandstorm",
        evidence=_words("The joint patrol was put off"),
    ),
    Incident(
        type="shelling",
        date="2021-06-14/2021-06-20",
        place=SIRTE,
        actors=(EAST,),
        targets=(WEST,),
        casualties=(Casualties(outcome="killed", count=Count(value=2), who="guards"),),
        attribution=OFFICER,
        evidence=_words("Shelling killed two guards"),
    ),
    Control(
        assertion="denied",
        change="captured",
        place=Place(name="Waddan"),
        by=(EAST,),
        from_=(WEST,),
        evidence=_words("had taken Waddan"),
    ),
    Displacement(
        measure="displaced",
        count=Count(value=3000, relation="more than"),
        unit="people",
        from_=SIRTE,
        date="2021-05/..",
        evidence=_words("More than 3,000 people have fled"),
    ),
    Deployment(
        assertion="possible",
        actors=(EAST,),
        what="battalion",
        place=GAFSA,
        evidence=_words("A battalion may be sent"),
    ),
)


def reading(text: str = TEXT, records: tuple[Record, ...] = RECORDS, **known: str | None) -> Reading:
    """A reading of `text`, published on a Sunday by an outlet unless `known` says otherwise."""
    facts: dict[str, str | None] = {
        "id": "road",
        "path": "road.md",
        "title": "A road opens",
        "outlet": "Harbour Post",
        "published": "2021-06-20",
        **known,
    }
    return Reading(report=Report.model_validate({"text": text, **facts}), records=records)
