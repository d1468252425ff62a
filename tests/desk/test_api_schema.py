"""The whole API under requests that nobody thought of (Schemathesis): no failure, and answers as they are described."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import hypothesis
import pytest

schemathesis = pytest.importorskip("schemathesis", reason="needs the extra dev")

from fastapi.testclient import TestClient  # noqa: E402
from schemathesis.checks import not_a_server_error  # noqa: E402
from schemathesis.specs.openapi.checks import (  # noqa: E402
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.desk.conftest import CASE  # noqa: E402
from trucewatch.archive import Archive, people, tokens  # noqa: E402
from trucewatch.desk import Settings  # noqa: E402
from trucewatch.desk.app import create_app  # noqa: E402

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = 15


@pytest.fixture(scope="module")
def desk(idlib_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, dict[str, str]]:
    """A desk on the example, and the headers of somebody who may see everything, with a token of every scope."""
    address = tmp_path_factory.mktemp("schema") / "archive.db"
    shutil.copy(idlib_archive, address)
    with Archive(address, who="tester") as archive:
        people.add(archive, "ada", role="administrator", clearance=2)
        _, made = tokens.make(archive, "ada", label="test", scopes=tokens.SCOPES)
    app = create_app(Settings(archive=str(address), cases=(CASE,), hosts=("testserver",), alerts=False))
    return app, {"Authorization": f"Bearer {made}", "Host": "testserver"}


def checked(operation: Any, headers: dict[str, str], there: dict[str, str]) -> None:
    """Ask an operation what its description says that it takes, and hold each answer to the description.

    `there` are parts of paths that lead to something.
    """

    @hypothesis.settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(case=operation.as_strategy())
    def ask(case: Any) -> None:
        for name in case.path_parameters or {}:
            if name in there and len(str(case.path_parameters[name])) % 4 != 3:
                case.path_parameters[name] = there[name]  # most requests to what is there
        case.validate_response(case.call(headers=headers), checks=CHECKS)

    ask()


def _part(operation: Any, record: dict[str, Any]) -> dict[str, str]:
    """What `part` stands for in the path of an operation."""
    return {"part": record["report"] if "/reports/" in operation.path else record["thing"] or "none"}


@pytest.mark.timeout(300)
def test_any_request_is_answered_as_the_description_says(desk: tuple[Any, dict[str, str]]) -> None:
    app, headers = desk
    api = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app, headers=headers)
    operations = [one.ok() for one in api.get_all_operations()]
    assert len(operations) > 12
    with TestClient(app, base_url="http://testserver", headers=headers) as client:
        record = client.get("/api/v1/cases/idlib/records?limit=1").json()["records"][0]
    there = {"slug": "idlib", "record": record["id"], "report": record["report"]}
    failed = {}
    for operation in operations:
        try:
            checked(operation, headers, there | _part(operation, record))
        except Exception as error:
            failed[operation.label] = f"{error}\n{'; '.join(map(str, getattr(error, 'exceptions', ())))}"
    assert not failed, "\n\n".join(f"{label}: {words}" for label, words in failed.items())
