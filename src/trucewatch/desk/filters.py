"""What a page can be asked for in its address, and the bounds of what forms send.

Invariant: an empty field of a form is no condition; a value that means nothing is refused by name.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Form
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

LARGEST = 2**31 - 1
"""The largest number that anything in an archive can have."""
Typed = Annotated[str, Form(max_length=4000)]
"""What somebody typed into a field; whether it will do, the archive says."""


def given(value: object) -> object:
    """What a field of a form says; None for an empty one."""
    return None if isinstance(value, str) and not value.strip() else value


_Day = Annotated[
    str,
    Field(
        pattern=r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$",
        description="A day, month or year: 2020-02-08, 2020-02 or 2020.",
    ),
]
_Text = Annotated[str, Field(max_length=400)]
Day = Annotated[_Day | None, BeforeValidator(given)]
Text = Annotated[_Text | None, BeforeValidator(given)]

_Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Share = Annotated[_Share | None, BeforeValidator(given)]


class Filters(BaseModel):
    """What every page of a case can be asked for; `until` shows the case as of that day, month or year."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    until: Day = None
