"""Formatted text: Telegram's HTML, and the commands and links it finds by itself.

Stricter than Telegram on purpose: an `&` that begins no known entity is refused too, because it
is always a name or a note that somebody forgot to escape.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sandbox.refusal import bad

if TYPE_CHECKING:
    from sandbox.store import Json

TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline",
    "ins": "underline", "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
    "tg-spoiler": "spoiler", "span": "spoiler", "a": "text_link", "code": "code", "pre": "pre",
    "blockquote": "blockquote", "tg-emoji": "custom_emoji",
}  # fmt: skip
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}

_PART = re.compile(r"[^<&]+|<|&")
_NAME = re.compile(r"<([^\s>]*)")
_ATTRIBUTE = r"""\s+([^\s=>"']+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s>"']+))?"""
_START = re.compile(rf"<[^\s>]*((?:{_ATTRIBUTE})*)\s*>")
_END = re.compile(r"</([^\s>]*)\s*>")
_CHARACTER = re.compile(r"&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|([a-zA-Z]+));")
_COMMAND = re.compile(r"(?<![\w/@])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?![\w/])")
_LINK = re.compile(r"(?<!\w)(?:https?://|t\.me/)[^\s<>\"]*[^\s<>\".,:;!?')\]]")

Formatted = tuple[str, "list[Json]"]


def utf16(text: str) -> int:
    """The length in UTF-16 code units, in which Telegram counts offsets."""
    return len(text.encode("utf-16-le")) // 2


class _Html:
    """One pass over the text; what is open waits on a stack."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.text = ""
        self.open: list[tuple[str, Json]] = []
        self.entities: list[Json] = []

    def parse(self) -> Formatted:
        while self.at < len(self.source):
            self._step()
        if self.open:
            raise self._refused(f'Can\'t find end tag corresponding to start tag "{self._last}"')
        self.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return self.text, self.entities

    def _step(self) -> None:
        match = _PART.match(self.source, self.at)
        part = match[0] if match else ""
        if part == "&":
            self._character()
        elif part == "<":
            self._end() if self.source.startswith("</", self.at) else self._start()
        else:
            self.text += part
            self.at += len(part)

    def _character(self) -> None:
        match = _CHARACTER.match(self.source, self.at)
        decoded = _decoded(match) if match else None
        if match is None or decoded is None:
            raise self._refused(f"Unknown or unescaped entity at byte offset {self._byte}")
        self.text += decoded
        self.at = match.end()

    def _start(self) -> None:
        named = _NAME.match(self.source, self.at)
        name = named[1].lower() if named else ""
        if name not in TAGS:
            raise self._refused(f'Unsupported start tag "{name}" at byte offset {self._byte}')
        match = _START.match(self.source, self.at)
        if match is None:
            raise self._refused(f"Unclosed start tag at byte offset {self._byte}")
        attributes = {
            key.lower(): value.strip("\"'") for key, value in re.findall(_ATTRIBUTE, match[1])
        }
        self.open.append((name, self._entity(name, attributes)))
        self.at = match.end()

    def _entity(self, name: str, attributes: dict[str, str]) -> Json:
        entity: Json = {"type": TAGS[name], "offset": utf16(self.text)}
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise self._refused('Tag "span" must have class "tg-spoiler"')
        if name == "blockquote" and "expandable" in attributes:
            entity["type"] = "expandable_blockquote"
        if name == "tg-emoji":
            entity["custom_emoji_id"] = attributes.get("emoji-id", "")
        if name == "a":
            entity["url"] = _unescaped(attributes.get("href", ""))
        return entity

    def _end(self) -> None:
        match = _END.match(self.source, self.at)
        if not self.open:
            raise self._refused(f"Unexpected end tag at byte offset {self._byte}")
        if match is None:
            raise self._refused(f"Unclosed end tag at byte offset {self._byte}")
        if match[1].lower() not in {"", self._last}:
            raise self._refused(
                f"Unmatched end tag at byte offset {self._byte},"
                f' expected "</{self._last}>", found "</{match[1].lower()}>"'
            )
        self._close(self.open.pop()[1])
        self.at = match.end()

    def _close(self, entity: Json) -> None:
        length = utf16(self.text) - entity["offset"]
        is_link = entity["type"] == "text_link"
        if length and (not is_link or re.match(r"(?:https?|tg)://.", entity["url"])):
            self.entities.append(entity | {"length": length})

    @property
    def _last(self) -> str:
        return self.open[-1][0]

    @property
    def _byte(self) -> int:
        return len(self.source[: self.at].encode())

    def _refused(self, why: str) -> Exception:
        return bad(f"can't parse entities: {why}")


def _decoded(match: re.Match[str]) -> str | None:
    if match[3]:
        return NAMED.get(match[3])
    code = int(match[1]) if match[1] else int(match[2], 16)
    return chr(code) if 0 < code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else None


def _unescaped(text: str) -> str:
    return _CHARACTER.sub(lambda match: _decoded(match) or match[0], text)


def formatted(text: str, parse_mode: str | None, entities: list[Json] | None) -> Formatted:
    """The text as a chat shows it, trimmed as Telegram trims it, and its entities."""
    mode = (parse_mode or "").lower()
    if mode not in {"", "html"}:
        raise bad("unsupported parse_mode")
    plain, marks = _Html(text).parse() if mode else (text, entities or [])
    return _trimmed(plain, [*marks, *_found(plain, marks)])


def _found(text: str, taken: list[Json]) -> list[Json]:
    """Commands and links nobody marked; the rest of Telegram's findings nobody needs here."""
    found: list[Json] = []
    for kind, pattern in (("bot_command", _COMMAND), ("url", _LINK)):
        for match in pattern.finditer(text):
            mark = {"type": kind, "offset": utf16(text[: match.start()]), "length": utf16(match[0])}
            if not any(_overlap(mark, other) for other in [*taken, *found]):
                found.append(mark)
    return found


def _overlap(one: Json, other: Json) -> bool:
    if other["type"] not in {"text_link", "code", "pre", "url", "bot_command"}:
        return False
    ends = one["offset"] + one["length"], other["offset"] + other["length"]
    return bool(one["offset"] < ends[1] and other["offset"] < ends[0])


def _trimmed(text: str, entities: list[Json]) -> Formatted:
    text = text.replace("\r", "") if "\r" in text else text
    left = utf16(text) - utf16(text.lstrip())
    text = text.strip()
    whole, kept = utf16(text), []
    for entity in entities:
        start = max(entity["offset"] - left, 0)
        end = min(entity["offset"] + entity["length"] - left, whole)
        if end > start:
            kept.append(entity | {"offset": start, "length": end - start})
    return text, sorted(kept, key=lambda entity: (entity["offset"], -entity["length"]))
