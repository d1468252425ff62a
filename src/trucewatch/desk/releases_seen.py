"""The files of a case that are meant for the public, as those see them who work on them.

Invariant: somebody is alone where nobody else who is let in could release what they propose.
"""

from __future__ import annotations

from trucewatch.archive import Archive, people, releases
from trucewatch.desk.access import ROLES, Visitor
from trucewatch.desk.exporting import FORMS
from trucewatch.desk.filters import Filters
from trucewatch.desk.pages import Seen
from trucewatch.desk.views.releases import ReleasesView, view

PROPOSED = tuple(name for name in FORMS if name != "report-markdown")
"""The formats of a file for the public: those that are one file."""


def releases_view(seen: Seen, _: Filters) -> ReleasesView:
    """What was proposed for a case, and what the visitor can do with it."""
    visitor = seen.visitor
    return view(
        releases.releases(seen.desk.archive, case=seen.slug),
        editor=visitor.may("editor"),
        alone=is_alone(seen.desk.archive, visitor),
        who=visitor.name,
        forms={name: form.title for name, form in FORMS.items() if name in PROPOSED},
    )


def is_alone(archive: Archive, visitor: Visitor) -> bool:
    """Whether nobody but the visitor could release a file."""
    editors = ROLES[ROLES.index("editor") :]
    return not any(
        one.active and one.role in editors and one.name != visitor.name for one in people.listed(archive)
    )
