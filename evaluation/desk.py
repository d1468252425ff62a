"""How fast the desk answers with a large archive and many users at once (`make bench-desk`).

The archive has generated reports (see evaluation.archive) and those of the worked case. The users are threads, each
with a connection of its own; every one asks for the next page as soon as it has read the last, or after a pause.
"""

from __future__ import annotations

import argparse
import http.client
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from evaluation.archive import World
from trucewatch.archive import Archive

CASE = Path(__file__).parents[1] / "examples" / "idlib" / "case.toml"
_RUN = "from trucewatch.cli import main; main()"
_WARM = 3  # seconds of asking before anything is measured
_PAGES = (
    "", "/map", "/timeline", "/things", "/displacement", "/statements", "/contradictions", "/commitments", "/reports"
)  # fmt: skip
_SEED = 1


def fill(path: Path, records: int) -> World:
    """An archive with so many generated records; one that is there already is filled up."""
    world = World(_SEED)
    made = world.reports()
    with Archive(path) as archive:
        there = sum(archive.stats()["records"].values())
        while there < records:
            there += archive.add(list(islice(made, 1000))).records
    return world


@contextmanager
def opened(archive: Path) -> Iterator[str]:
    """A desk on the archive and the worked case, in a process of its own; gives its address."""
    command = [
        sys.executable,
        "-c",
        _RUN,
        "desk",
        str(CASE),
        "--archive",
        str(archive),
        "--no-open",
        "--port",
        "0",
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        found = re.search(r"http://\S+", process.stdout.readline())
        if found is None:
            raise SystemExit("the desk did not open")
        yield found[0]
    finally:
        process.terminate()
        process.wait()


def addresses(url: str, world: World) -> dict[str, list[str]]:
    """What users ask for, by the name of the page: each page of the case, things, reports, searches."""
    found = {page.strip("/") or "overview": [f"/cases/idlib{page}"] for page in _PAGES}
    listed = _get(http.client.HTTPConnection(urlsplit(url).netloc), "/cases/idlib/things")[1]
    found["thing"] = sorted(set(re.findall(r'"(/cases/idlib/things/[0-9a-f]+)"', listed)))
    listed = _get(http.client.HTTPConnection(urlsplit(url).netloc), "/cases/idlib/reports")[1]
    found["report"] = sorted(set(re.findall(r'"(/cases/idlib/reports/[0-9a-f]{8,})"', listed)))
    asked: list[dict[str, str]] = [
        {"text": world.words[0]},
        {"text": world.words[900], "kind": "incident"},
        {"actor": world.actors[0].name},
        {"place": world.places[0].name, "since": "2021", "until": "2021"},
        {"source": world.outlets[3], "kind": "talks"},
        {"text": f"{world.words[2]} {world.words[40]}"},
    ]
    found["search"] = [f"/search?{urlencode(one)}" for one in asked]
    return {name: paths for name, paths in found.items() if paths}


def _get(connection: http.client.HTTPConnection, path: str) -> tuple[int, str]:
    connection.request("GET", path)
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def ask(
    url: str, pages: dict[str, list[str]], *, users: int, seconds: float, pause: float
) -> dict[str, list[float]]:
    """Milliseconds that each answer took, by page; pages that were refused are under their status."""
    taken: dict[str, list[float]] = defaultdict(list)
    begin = time.monotonic() + _WARM
    end = begin + seconds

    def user(number: int) -> None:
        chance = random.Random(number)
        connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
        time.sleep(chance.random() * max(pause, 0.05))
        while (now := time.monotonic()) < end:
            name = chance.choice(sorted(pages))
            start = time.perf_counter()
            status, _ = _get(connection, chance.choice(pages[name]))
            if now > begin:
                taken[name if status == 200 else f"{name}: {status}"].append(
                    (time.perf_counter() - start) * 1000
                )
            if pause:
                time.sleep(chance.uniform(0.5, 1.5) * pause)

    threads = [threading.Thread(target=user, args=(number,)) for number in range(users)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return taken


def table(taken: dict[str, list[float]], seconds: float) -> Iterator[str]:
    """The figures as lines of Markdown."""
    yield "| page | answers | median, ms | 95 %, ms |"
    yield "| --- | --- | --- | --- |"
    every = [one for times in taken.values() for one in times]
    for name, times in [*sorted(taken.items()), ("all", every)]:
        high = statistics.quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
        yield f"| {name} | {len(times):,} | {statistics.median(times):.0f} | {high:.0f} |"
    yield f"\n{len(every) / seconds:.0f} answers a second"


def main() -> None:
    """Fill an archive, open the desk, ask."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--archive", type=Path, help="filled and kept here; else made anew and thrown away")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.archive or Path(folder) / "archive.db"
        world = fill(path, options.records)
        with opened(path) as url:
            pages = addresses(url, world)
            for pause in (1.0, 0.0):
                how = f"a pause of {pause:.0f} s between pages" if pause else "no pause between pages"
                print(f"\n{options.records:,} records, {options.users} users at once, {how}\n")
                taken = ask(url, pages, users=options.users, seconds=options.seconds, pause=pause)
                print("\n".join(table(taken, options.seconds)), flush=True)


if __name__ == "__main__":
    main()
