"""What the tables have in common: names of constraints, ids, columns that came later."""

from typing import Any

from sqlalchemy import BigInteger, Integer, MetaData
from sqlmodel import Field, SQLModel

SQLModel.metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# 64 bits; SQLite numbers its rows by itself only where the type is called INTEGER. An id is an
# int from the first flush on; None only says "the database gives it".
ID: Any = BigInteger().with_variant(Integer(), "sqlite")
KEEPS_IDS: dict[str, Any] = {"sqlite_autoincrement": True}


def added(default: Any, at_server: Any) -> Any:
    """A column that came after the first version: rows that were there before get the default."""
    return Field(default=default, sa_column_kwargs={"server_default": at_server})
