"""Alembic's entry: migrates the engine that the caller put into the configuration."""

from alembic import context
from sqlalchemy import Connection
from sqlmodel import SQLModel

from care import models  # noqa: F401  the tables


def migrate(connection: Connection) -> None:
    # Altering a table in batch drops and remakes it: with foreign keys on that would delete every
    # child row (libraries.md), or fail. Past SQLAlchemy, which would begin a transaction first:
    # inside one the pragma does nothing.
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        connection.rollback()
        connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
        if sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
            raise RuntimeError("the migration broke a reference between rows")


migrate(context.config.attributes["connection"])
