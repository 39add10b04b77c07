"""What a message says: its text, or the caption of its media."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.entities import formatted, utf16
from sandbox.refusal import bad

if TYPE_CHECKING:
    from sandbox.store import Json

# In UTF-16 code units, after parsing.
LONGEST_TEXT, LONGEST_CAPTION = 4096, 1024
PREVIEW = frozenset(
    {"is_disabled", "url", "prefer_small_media", "prefer_large_media", "show_above_text"}
)
MEDIA = frozenset({"photo", "document", "video", "voice"})
# The fields of a Message that an edit may replace.
FIELDS = MEDIA | {"text", "entities", "caption", "caption_entities", "location"}


def text(params: Json) -> Json:
    """The text and entities of a message to send or edit."""
    if params.get("link_preview_options", {}).keys() - PREVIEW:
        raise bad("can't parse link preview options")
    plain, entities = _formatted(params, "text", "entities")
    if not plain:
        raise bad("message text is empty")
    if utf16(plain) > LONGEST_TEXT:
        raise bad("message is too long")
    return {"text": plain} | ({"entities": entities} if entities else {})


def caption(params: Json) -> Json:
    """The caption and its entities; nothing where there is none."""
    plain, entities = _formatted(params, "caption", "caption_entities")
    if utf16(plain) > LONGEST_CAPTION:
        raise bad("message caption is too long")
    if not plain:
        return {}
    return {"caption": plain} | ({"caption_entities": entities} if entities else {})


def _formatted(params: Json, words: str, marks: str) -> tuple[str, list[Json]]:
    entities = params.get(marks)
    if any({"type", "offset", "length"} - entity.keys() for entity in entities or []):
        raise bad("can't parse MessageEntity")
    return formatted(params.get(words, ""), params.get("parse_mode"), entities)
