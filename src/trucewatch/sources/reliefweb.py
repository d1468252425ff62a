"""ReliefWeb's API (version 2) to the reports that it lists.

Invariant: the application name, which ReliefWeb gives to who asks for one, is sent and neither shown nor kept.
The parameters are those of ReliefWeb's API documentation, at apidoc.reliefweb.int.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from trucewatch.records import Report
from trucewatch.sources import contents, pages
from trucewatch.sources.problems import SourceError
from trucewatch.sources.snapshots import Retrieved, snapshot
from trucewatch.sources.text import report
from trucewatch.sources.web.problems import FetchError

if TYPE_CHECKING:
    from trucewatch.sources.web.fetching import Fetcher

PREFIX = "reliefweb:"
"""What a source begins with that is a query to ReliefWeb: `reliefweb:ceasefire AND country.iso3:SYR`."""

SERVICE = "https://api.reliefweb.int/v2"
_FIELDS = (
    "title", "body", "body-html", "url", "url_alias", "date.original", "date.created", "source.name", "file"
)  # fmt: skip
_AT_ONCE = 100


def is_query(source: str) -> bool:
    """Whether `source`, as a person names it, is a query to ReliefWeb."""
    return source.startswith(PREFIX)


def reports(
    fetcher: Fetcher,
    source: str,
    *,
    name: str | None,
    service: str = SERVICE,
    most: int = 100,
    since: str | None = None,
) -> Iterator[Retrieved | SourceError]:
    """The reports in English that fit the query `source`, the latest first, at most `most` of them.

    The query is in ReliefWeb's own language, as its search box takes it. `name` is the approved application
    name; `since` leaves out what ReliefWeb took in before that moment. A report without text is that of its
    first PDF. What cannot be had comes out as SourceError; nothing is raised.
    """
    if not name:
        yield SourceError(
            "needs the application name that ReliefWeb has approved for you: --reliefweb-name or"
            " TRUCEWATCH_RELIEFWEB_NAME",
            path=source,
        )
        return
    offset = 0
    while offset < most:
        count = min(_AT_ONCE, most - offset)
        address = f"{service.rstrip('/')}/reports?{_parameters(source, count, offset, since)}"
        try:
            fetched = fetcher.get(
                address, private={"appname": name}, robots=False, headers={"Accept": "application/json"}
            )
            listed = _listed(fetched.body)
        except SourceError as problem:
            yield _advised(problem).at(source)
            return
        kept = snapshot(fetched)
        for one in listed:
            yield from _one(fetcher, one, source, kept)
        if len(listed) < count:
            return
        offset += count


def _parameters(source: str, count: int, offset: int, since: str | None) -> str:
    conditions = [("language.code", "value", "en")]
    if since:
        conditions.append(("date.created", "value][from", since.replace("Z", "+00:00")))
    parts = [("query[value]", source.removeprefix(PREFIX).strip()), ("query[operator]", "AND")]
    parts += [("filter[operator]", "AND")]
    for number, (field, key, value) in enumerate(conditions):
        parts += [
            (f"filter[conditions][{number}][field]", field),
            (f"filter[conditions][{number}][{key}]", value),
        ]
    parts += [("fields[include][]", field) for field in _FIELDS]
    parts += [("sort[]", "date.created:desc"), ("limit", str(count)), ("offset", str(offset))]
    return urlencode(parts, safe="[]:")


def _listed(body: bytes) -> list[Any]:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        raise SourceError("ReliefWeb's answer is no JSON") from None
    data = answer.get("data") if isinstance(answer, dict) else None
    if not isinstance(data, list):
        raise SourceError("ReliefWeb's answer has no list of reports")
    return data


def _one(fetcher: Fetcher, one: Any, source: str, listed: Any) -> Iterator[Retrieved | SourceError]:
    """The report of one item of the list."""
    fields = one.get("fields") if isinstance(one, dict) else None
    if not isinstance(fields, dict):
        yield SourceError("ReliefWeb's answer has an item that is no report", path=source)
        return
    address = str(fields.get("url_alias") or fields.get("url") or "") or None
    try:
        text = pages.words(fields["body-html"]) if fields.get("body-html") else fields.get("body") or ""
        if text.strip():
            yield Retrieved(report=_report(one, fields, text, address, source), snapshot=listed)
        else:
            yield _attached(fetcher, fields, address)
    except SourceError as problem:
        yield problem.at(problem.path or address or source)


def _report(one: Any, fields: dict[str, Any], text: str, address: str | None, source: str) -> Report:
    sources = fields.get("source")
    names = [str(s.get("name")) for s in sources if s.get("name")] if isinstance(sources, list) else []
    return report(
        text,
        id=address or f"reliefweb:{one.get('id')}",
        path=source,
        title=fields.get("title"),
        outlet="; ".join(names) or None,
        published=_day(fields),
        url=address,
    )


def _attached(fetcher: Fetcher, fields: dict[str, Any], address: str | None) -> Retrieved:
    """The report that is in a PDF only."""
    files = fields.get("file") if isinstance(fields.get("file"), list) else []
    wanted = [f["url"] for f in files or () if isinstance(f, dict) and f.get("mimetype") == "application/pdf"]
    if not wanted:
        raise SourceError("has no text and no PDF")
    fetched = fetcher.get(str(wanted[0]))
    found = contents.report_of(fetched, title=fields.get("title"), published=_day(fields))
    known = {"url": address or found.url, "title": fields.get("title") or found.title}
    return Retrieved(report=found.model_copy(update=known), snapshot=snapshot(fetched))


def _day(fields: dict[str, Any]) -> str | None:
    dates = fields.get("date")
    value = (dates.get("original") or dates.get("created")) if isinstance(dates, dict) else None
    return str(value)[:10] if value else None


def _advised(problem: SourceError) -> SourceError:
    if "answered 403" not in problem.cause:
        return problem
    return FetchError(f"{problem.cause}: is the application name the one that ReliefWeb approved?")
