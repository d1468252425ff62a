"""Who asks, and what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import Depends, Request

Role = Literal["reader", "analyst", "editor", "administrator"]
ROLES: tuple[Role, ...] = ("reader", "analyst", "editor", "administrator")


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Who asks: a name, a role (each has the rights of those before it) and a clearance from 0 to 2."""

    name: str
    role: Role
    clearance: int

    def may(self, role: Role) -> bool:
        """Whether the visitor has the rights of `role`."""
        return ROLES.index(self.role) >= ROLES.index(role)


def visitor(request: Request) -> Visitor:
    """Who sends this request; on a desk without people, whoever sits at the machine."""
    return Visitor(name=request.app.state.desk.archive.who, role="administrator", clearance=2)


Asking = Annotated[Visitor, Depends(visitor)]
