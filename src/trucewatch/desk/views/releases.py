"""What is meant for the public: what was proposed, by whom, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable

from trucewatch.archive.releases import Release, State
from trucewatch.desk.views.common import View


class StepView(View):
    """A step on the way of a file: what it was brought to, when, by whom, and why."""

    step: State
    at: str
    who: str
    note: str


class ReleaseView(View):
    """A file that was proposed; `may_release` where the asker is somebody who can make it public now."""

    number: int
    title: str
    file: str
    media_type: str
    sha256: str
    state: State
    steps: tuple[StepView, ...]
    may_release: bool


class ReleasesView(View):
    """The files of a case that are or were meant for the public, the latest first; `forms` are what can be proposed."""

    releases: tuple[ReleaseView, ...]
    forms: dict[str, str]
    editor: bool


def view(
    found: Iterable[Release], *, editor: bool, alone: bool, who: str, forms: dict[str, str]
) -> ReleasesView:
    """Releases as `who` sees them, who is an `editor` or not, and `alone` where nobody else could release."""
    return ReleasesView(
        releases=tuple(
            ReleaseView(
                number=one.number,
                title=one.title,
                file=one.file_name,
                media_type=one.media_type,
                sha256=one.sha256,
                state=one.state,
                steps=tuple(StepView(step=s.step, at=s.at, who=s.who, note=s.note) for s in one.steps),
                may_release=editor and one.state == "proposed" and (alone or one.who != who),
            )
            for one in found
        ),
        forms=forms,
        editor=editor,
    )
