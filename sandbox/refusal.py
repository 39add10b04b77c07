"""A request turned down, in the words the other side knows."""

from __future__ import annotations


class Refused(Exception):  # noqa: N818 - a refusal is an answer here, not a fault
    """Answered with this HTTP status and this description."""

    def __init__(self, code: int, description: str) -> None:
        super().__init__(description)
        self.code = code
        self.description = description


def bad(description: str) -> Refused:
    """Telegram's 400."""
    return Refused(400, f"Bad Request: {description}")


def forbidden(description: str) -> Refused:
    """Telegram's 403."""
    return Refused(403, f"Forbidden: {description}")
