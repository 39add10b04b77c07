"""What a button sends back: `verb:message:argument`, short and explicit, at most 64 bytes.

The truth is a row or a button. Whatever arrives is treated as forged until the circle matches.
"""

import re
from dataclasses import dataclass

from care.ports import Button

SHAPE = re.compile(r"([a-z_]{1,20}):([0-9]{0,15}):([a-z0-9_:]{0,24})", re.ASCII)


@dataclass(frozen=True)
class Tap:
    """A button that was tapped: what it does, on which message row, with what."""

    verb: str
    message_id: int | None = None
    value: str = ""


def button(label: str, verb: str, message_id: int | None = None, value: str = "") -> Button:
    """A button with its label."""
    return Button(label, f"{verb}:{message_id or ''}:{value}")


def read(data: str) -> Tap | None:
    """The tap in a button's data; nothing where it isn't of our making."""
    found = SHAPE.fullmatch(data)
    if not found:
        return None
    verb, message_id, value = found.groups()
    return Tap(verb, int(message_id) if message_id else None, value)
