"""The cases of a desk with their pictures.

Invariant: a picture is made only of what its visitor's clearance admits; it is made anew once the archive has moved,
and the old one is shown meanwhile.
"""

from __future__ import annotations

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from trucewatch.archive import Archive
from trucewatch.archive.blurs import blurs
from trucewatch.archive.gathering import narrowed, state
from trucewatch.cases import CaseFile, Picture, gathering, load, picture
from trucewatch.cases.blurring import roughly
from trucewatch.linking import Judgement
from trucewatch.linking.kept import Kept
from trucewatch.places.names import fold
from trucewatch.records import Reading

_KEPT = 64
"""Pictures held at once: of each case today's, and some of earlier days."""
_AGAIN = 1.0
"""Seconds for which the state of the archive is taken as known."""


class Gathered(NamedTuple):
    """What the archive has for a case and a clearance."""

    state: tuple[int, ...]
    readings: tuple[Reading, ...]
    judgements: tuple[Judgement, ...]
    kept: Kept


class Shown(NamedTuple):
    """A picture, and what it was made from, which tells the id of each of its records."""

    picture: Picture
    kept: Kept


@dataclass
class _Slot:
    """One picture with the state of the archive that it was made from."""

    state: tuple[int, ...]
    shown: Shown
    at: float = field(default_factory=time.monotonic)


def slug(name: str) -> str:
    """The name of a case as it stands in addresses: small letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-") or "case"


class Cases:
    """The case files of a desk, and their pictures from an archive.

    Args:
        archive: an open archive.
        paths: the case files. Raises `cases.CaseError` for one that cannot be used.
    """

    def __init__(self, archive: Archive, paths: Iterable[Path]) -> None:
        self._archive = archive
        self.files: dict[str, CaseFile] = {}
        for path in paths:
            file = load(path)
            self.files[self._free(slug(file.case.name))] = file
        self._pictures: OrderedDict[tuple[str, int, str | None], _Slot] = OrderedDict()
        self._gathered: dict[tuple[str, int], Gathered] = {}
        self._named: dict[str, set[str]] = {}
        self._locks: dict[tuple[str, int, str | None], threading.Lock] = {}
        self._guard = threading.Lock()
        self._state: tuple[float, tuple[int, ...]] | None = None

    def _free(self, wanted: str) -> str:
        number, name = 2, wanted
        while name in self.files:
            number, name = number + 1, f"{wanted}-{number}"
        return name

    def picture(
        self, slug: str, clearance: int, *, until: str | None = None, fresh: bool = False
    ) -> Picture | None:
        """The picture of a case as of the day `until`, for somebody with that clearance; None where there is no such case.

        Where the archive has moved since it was made, the old one comes out and a new one is made beside it; with
        `fresh`, or where a level or blur was given since, it is waited for: the old one may show what nobody is to see.
        """
        found = self.shown(slug, clearance, until=until, fresh=fresh)
        return None if found is None else found.picture

    def shown(
        self, slug: str, clearance: int, *, until: str | None = None, fresh: bool = False
    ) -> Shown | None:
        """As `picture`, with what the picture was made from."""
        file = self.files.get(slug)
        if file is None:
            return None
        key = (slug, clearance, until)
        state = self._known_state()
        with self._guard:
            slot = self._pictures.get(key)
            lock = self._locks.setdefault(key, threading.Lock())
            if slot is not None:
                self._pictures.move_to_end(key)
        if slot is not None and slot.state == state:
            return slot.shown
        if slot is None or fresh or narrowed(slot.state, state):
            return self._made(key, file, lock)
        if lock.acquire(blocking=False):
            lock.release()
            threading.Thread(target=self._made, args=(key, file, lock), daemon=True).start()
        return slot.shown

    def is_ready(self, slug: str, clearance: int, until: str | None = None, *, most: int) -> bool:
        """Whether a picture of at most `most` records is known to be current, without a look into the archive."""
        slot, known = self._pictures.get((slug, clearance, until)), self._state
        if slot is None or known is None or time.monotonic() - known[0] > _AGAIN:
            return False
        return slot.state == known[1] and len(slot.shown.picture.rows) <= most

    def edition(self, slug: str, clearance: int, until: str | None = None) -> str | None:
        """What stands for the state of the archive that a picture was made from; None where none is current.

        It is for this process alone: it would tell others that something moved which they may not see.
        """
        slot = self._pictures.get((slug, clearance, until))
        state = self._known_state()
        return str(state) if slot is not None and slot.state == state else None

    def moved(self) -> None:
        """Have the state of the archive looked at anew: somebody has just written to it."""
        self._state = None

    def _known_state(self) -> tuple[int, ...]:
        known = self._state
        if known is None or time.monotonic() - known[0] > _AGAIN:
            known = self._state = (time.monotonic(), state(self._archive))
        return known[1]

    def _made(self, key: tuple[str, int, str | None], file: CaseFile, lock: threading.Lock) -> Shown:
        slug, clearance, until = key
        with lock:
            now = self._known_state()
            slot = self._pictures.get(key)
            if slot is not None and slot.state == now:
                return slot.shown
            gathered = self._gather(slug, file, clearance, now)
            seen = file if clearance else roughly(file, blurs(self._archive))
            drawn = picture(seen, gathered.readings, until=until, judgements=gathered.judgements)
            made = Shown(drawn, gathered.kept)
            with self._guard:
                self._pictures[key] = _Slot(now, made)
                while len(self._pictures) > _KEPT:
                    gone, _ = self._pictures.popitem(last=False)
                    self._locks.pop(gone, None)
            return made

    def _gather(self, slug: str, file: CaseFile, clearance: int, state: tuple[int, ...]) -> Gathered:
        known = self._gathered.get((slug, clearance))
        if known is None or known.state != state:
            if slug not in self._named:
                self._named[slug] = gathering.named(file.case, file.path.parent)
            kept = gathering.kept_for(file.case, self._archive, clearance=clearance, also=self._named[slug])
            known = Gathered(state, tuple(kept.readings()), tuple(kept.judgements()), kept)
            self._gathered[slug, clearance] = known
        return known
