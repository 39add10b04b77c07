"""Text about people: kept apart from ordinary columns so that it can be encrypted at rest."""

from typing import Any

from sqlalchemy import LargeBinary
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

PLAIN = b"\x00"


class PrivateText(TypeDecorator[str]):
    """Names, plans, notes and sent text: a version byte, then UTF-8.

    Version 0 is plain. The byte is there from the first migration so that a key can be set later
    without rewriting old rows. Never used in WHERE or UNIQUE: an encrypted value can't be compared.
    """

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """Text to bytes, behind the version byte."""
        return None if value is None else PLAIN + value.encode()

    def process_result_value(self, value: Any | None, dialect: Dialect) -> str | None:
        """Bytes back to text; an unknown version is a programming error, never shown as text."""
        if value is None:
            return None
        if value[:1] != PLAIN:
            raise ValueError("unknown version of private text")
        return bytes(value[1:]).decode()
