"""A request turned down, in the words the other side knows."""

from __future__ import annotations

from typing import Any


class Refused(Exception):  # noqa: N818 - a refusal is an answer here, not a fault
    """Answered with this HTTP status and this description."""

    def __init__(
        self, code: int, description: str, parameters: dict[str, Any] | None = None
    ) -> None:
        """`parameters` is Telegram's ResponseParameters, for those who can act on it."""
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


def bad(description: str) -> Refused:
    """Telegram's 400."""
    return Refused(400, f"Bad Request: {description}")


def forbidden(description: str) -> Refused:
    """Telegram's 403."""
    return Refused(403, f"Forbidden: {description}")
