"""What the tests of several rooms share."""

from __future__ import annotations

import pytest

from trucewatch.places import Gazetteer, GazetteerError


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    """The gazetteer that installs with Trucewatch; without its index (a bare source tree) the test is skipped."""
    try:
        return Gazetteer.default()
    except GazetteerError as error:
        pytest.skip(str(error))
