"""A case file for those who are not to know where blurred places lie.

Invariant: no point of a blurred place, or of a post at one, comes out, neither of the file nor of the gazetteer; all else
does as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from trucewatch.archive.blurs import Blur
from trucewatch.archive.rows import fold
from trucewatch.cases.file import Located
from trucewatch.cases.loading import CaseFile
from trucewatch.places.grid import snap

_Located = TypeVar("_Located", bound=Located)


def roughly(file: CaseFile, standing: Mapping[str, Blur]) -> CaseFile:
    """A case file with blurred places, and the posts at them, in the middles of their squares, and told which these are.

    `standing` are the blurs that stand, as `archive.blurs.blurs` gives them.
    """
    case = file.case
    called = {name: place.names for place in case.place for name in place.names}
    places = [_moved(place, place.names, standing) for place in case.place]
    posts = [
        _moved(post, [*post.names, *called.get(post.place or "", [post.place or ""])], standing)
        for post in case.post
    ]
    blurred = {name: blur.kilometres for name, blur in standing.items()}
    return file._replace(case=case.model_copy(update={"place": places, "post": posts}), blurred=blurred)


def _moved(one: _Located, names: list[str], standing: Mapping[str, Blur]) -> _Located:
    widths = [standing[folded].kilometres for name in names if (folded := fold(name)) in standing]
    if not widths or one.point is None:
        return one
    rough = snap(*one.point, max(widths))
    return one.model_copy(update={"latitude": rough.latitude, "longitude": rough.longitude})
