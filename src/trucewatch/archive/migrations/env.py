"""Alembic's entry: the connection is given by `trucewatch.archive.migrate`, and the transaction is its own."""

from alembic import context

from trucewatch.archive.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
