"""The nine kinds of record.

Invariant: a record is one claim of one report, proved by at least one span of that report's text.
It is never edited; what several records have in common is worked out elsewhere.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from trucewatch.records.values import (
    EDTF,
    Actor,
    Casualties,
    Count,
    Delegation,
    Duration,
    Place,
    Source,
    Span,
    Value,
)

Assertion = Literal["actual", "planned", "denied", "possible"]


class Acled(Value):
    """An event's code in ACLED's scheme; `event_type` is None for a sub-event type that ACLED does not have."""

    event_type: str | None = None
    sub_event_type: str


class Claim(Value):
    """What every record has.

    How the source holds it (`assertion`), who says so (`attribution`; None: the report itself) and the words that
    prove it. `confidence` is the reader's estimate that the record holds as a whole; `acled` codes an event, and
    `main` marks the one event that a report is chiefly about.
    """

    assertion: Assertion = "actual"
    attribution: Source | None = None
    evidence: tuple[Span, ...] = Field(min_length=1)
    confidence: float | None = Field(default=None, ge=0, le=1)
    acled: Acled | None = None
    main: bool = False


class Talks(Claim):
    """A meeting, call, round or conference between parties or with a mediator."""

    kind: Literal["talks"] = "talks"
    status: Literal["proposed", "scheduled", "ongoing", "held", "postponed", "cancelled"] | None = None
    date: EDTF | None = None
    duration: Duration | None = None
    place: Place | None = None
    format: Literal["meeting", "call", "summit", "conference", "delegation"] | None = None
    parties: tuple[Actor, ...] = ()
    mediators: tuple[Actor, ...] = ()
    delegations: tuple[Delegation, ...] = ()
    topics: tuple[str, ...] = ()
    outcome: str | None = None


class Agreement(Claim):
    """A ceasefire, zone, corridor, exchange, memorandum or accord; `date` is that of the act `status` names."""

    kind: Literal["agreement"] = "agreement"
    type: (
        Literal[
            "ceasefire",
            "de-escalation zone",
            "demilitarised zone",
            "humanitarian corridor",
            "withdrawal",
            "prisoner exchange",
            "memorandum",
            "peace agreement",
            "monitoring arrangement",
            "other",
        ]
        | None
    ) = None
    name: str | None = None
    parties: tuple[Actor, ...] = ()
    date: EDTF | None = None
    effective: EDTF | None = None
    place: Place | None = None
    area: Place | None = None
    status: (
        Literal[
            "proposed",
            "agreed",
            "in force",
            "extended",
            "suspended",
            "violated",
            "collapsed",
            "rejected",
            "expired",
            "ended",
            "carried out",
        ]
        | None
    ) = None


class Post(Claim):
    """An observation post, checkpoint, base, camp or crossing point, or a set of them."""

    kind: Literal["post"] = "post"
    type: str | None = None
    operator: tuple[Actor, ...] = ()
    count: Count | None = None
    place: Place | None = None
    date: EDTF | None = None
    status: (
        Literal[
            "established",
            "holding",
            "reinforced",
            "surrounded",
            "attacked",
            "in another's area",
            "captured",
            "evacuated",
            "closed",
            "destroyed",
            "dismantled",
            "reopened",
        ]
        | None
    ) = None


class Patrol(Claim):
    """A patrol, convoy escort or inspection visit of a force or mission."""

    kind: Literal["patrol"] = "patrol"
    type: Literal["joint", "unilateral", "aerial", "inspection"] | None = None
    participants: tuple[Actor, ...] = ()
    place: Place | None = None
    date: EDTF | None = None
    status: Literal["scheduled", "held", "postponed", "cancelled", "halted", "blocked", "resumed"] | None = (
        None
    )
    reason: str | None = None


IncidentType = Literal[
    "shelling",
    "air strike",
    "drone attack",
    "missile attack",
    "armed clash",
    "shooting",
    "explosion",
    "ground offensive",
    "raid",
    "abduction",
    "detention",
    "killing",
    "downing",
    "airspace violation",
    "ceasefire violation",
    "obstruction",
    "attack",
    "toll",
    "other",
]


class Incident(Claim):
    """An act of violence or a breach; `violations` is a monitor's count, `toll` a sum over a period."""

    kind: Literal["incident"] = "incident"
    type: IncidentType | None = None
    date: EDTF | None = None
    place: Place | None = None
    actors: tuple[Actor, ...] = ()
    targets: tuple[Actor, ...] = ()
    casualties: tuple[Casualties, ...] = ()
    violations: Count | None = None
    response_to: str | None = None


class Control(Claim):
    """Who holds or enters a place: `by` has it after the change (or withdrew), `from` lost it."""

    kind: Literal["control"] = "control"
    change: (
        Literal[
            "entered",
            "captured",
            "recaptured",
            "lost",
            "besieged",
            "withdrew",
            "handed over",
            "holds",
            "contested",
        ]
        | None
    ) = None
    place: Place | None = None
    by: tuple[Actor, ...] = ()
    from_: tuple[Actor, ...] = Field(default=(), alias="from")
    date: EDTF | None = None


class Displacement(Claim):
    """People on the move or hosted; `date` is the window that the figure covers."""

    kind: Literal["displacement"] = "displacement"
    measure: (
        Literal["displaced", "newly displaced", "refugees hosted", "returned", "evacuated", "confined"] | None
    ) = None
    count: Count | None = None
    unit: Literal["people", "families", "households"] | None = None
    who: str | None = None
    from_: Place | None = Field(default=None, alias="from")
    place: Place | None = None
    to: Place | None = None
    host: tuple[Actor, ...] = ()
    date: EDTF | None = None


class Deployment(Claim):
    """Forces or materiel sent, massed, reinforced or pulled back, outside a post's own status."""

    kind: Literal["deployment"] = "deployment"
    actors: tuple[Actor, ...] = ()
    what: str | None = None
    count: Count | None = None
    place: Place | None = None
    date: EDTF | None = None
    status: Literal["planned", "under way", "done", "withdrawn", "denied"] | None = None


class Statement(Claim):
    """What a person or body says that matters to the arrangement; its facts are records of their own."""

    kind: Literal["statement"] = "statement"
    speaker: Source
    mode: Literal["quoted", "reported"] | None = None
    stance: (
        Literal[
            "states",
            "denies",
            "demands",
            "warns",
            "pledges",
            "accuses",
            "condemns",
            "calls for",
            "welcomes",
            "fears",
            "proposes",
            "rejects",
        ]
        | None
    ) = None
    text: str = ""
    date: EDTF | None = None
    venue: str | None = None


Record = Annotated[
    Talks | Agreement | Post | Patrol | Incident | Control | Displacement | Deployment | Statement,
    Field(discriminator="kind"),
]
KINDS: tuple[type[Claim], ...] = (
    Talks,
    Agreement,
    Post,
    Patrol,
    Incident,
    Control,
    Displacement,
    Deployment,
    Statement,
)
