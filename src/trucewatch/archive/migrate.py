"""Bringing an archive to the newest form of its tables.

Invariant: one process migrates at a time, in one transaction; an archive made by a newer Trucewatch is refused.
"""

from __future__ import annotations

from sqlalchemy import Connection, inspect, text

NEWEST = "0005"


def revision(connection: Connection) -> str | None:
    """The revision of the archive's tables; None where there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def upgrade(connection: Connection) -> None:
    """Bring the tables up to date, within the transaction that `connection` is in.

    Raises ValueError for tables that this version of Trucewatch does not know.
    """
    found = revision(connection)
    if found == NEWEST:
        return
    if found is not None and found > NEWEST:
        raise ValueError(f"was made by a newer Trucewatch (its tables are of revision {found})")
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "trucewatch.archive:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
