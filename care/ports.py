"""What the rules need from outside, and the few plain values that cross the doors."""

import datetime as dt
import functools
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol


@dataclass(frozen=True)
class Button:
    """A label and what a tap on it sends back (at most 64 bytes)."""

    label: str
    data: str


@dataclass(frozen=True)
class Media:
    """A photo or a short video that Telegram has: the row of the picture, 0 where it has none yet.

    `kind` is photo or video, `file_id` what Telegram calls it.
    """

    picture: int
    kind: str
    file_id: str


@dataclass(frozen=True)
class File:
    """A text that is given as a file of that name."""

    name: str
    text: str


@dataclass(frozen=True)
class Paper:
    """A picture or a document that is made when it is sent: its recipe, never its content.

    `kind` is a `kinds.PaperKind`, `circle` the id of its row, `name` the file's name (ASCII).
    `about` is what else it is made for, as JSON has it: ISO dates, ids, never a word about anybody.
    """

    kind: str
    circle: int
    name: str
    lang: str
    about: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Made:
    """A paper as it goes out: a photo that is looked at in the chat, else a file.

    `caption` are the words under it; where there are none, they are the screen's.
    """

    data: bytes
    is_photo: bool = False
    caption: str | None = None


class NotMadeError(Exception):
    """A paper could not be made. What was wrong is in the log, without what is in the paper."""


@dataclass(frozen=True)
class Screen:
    """One message as a person sees it: plain text, rows of buttons, with or without a sound.

    `place` is the label of a button that shares a place; `clear` takes such a keyboard away; `keys`
    are the labels of the standing keyboard below the chat, drawn where there are no `rows`. With
    `media` the text stands under a picture, and a message keeps its picture through every edit.
    With a `file` the text stands under that, and it stays in every edit, too. A `paper` is made
    when the message is sent; neither it nor the words under it change afterwards.
    """

    text: str
    rows: tuple[tuple[Button, ...], ...] = ()
    silent: bool = True
    place: str | None = None
    clear: bool = False
    keys: tuple[str, ...] = ()
    media: Media | None = None
    file: File | None = None
    paper: Paper | None = None

    def to_json(self) -> str:
        """As kept in the message's row."""
        return json.dumps(vars(self), ensure_ascii=False, default=vars)

    @classmethod
    @functools.lru_cache(maxsize=32)
    def from_json(cls, raw: str) -> "Screen":
        """Back from the message's row: for one tap several times over."""
        data = json.loads(raw)
        rows = tuple(tuple(Button(**button) for button in row) for row in data.pop("rows"))
        media = Media(**found) if (found := data.pop("media", None)) else None
        file = File(**found) if (found := data.pop("file", None)) else None
        paper = Paper(**found) if (found := data.pop("paper", None)) else None
        keys = tuple(data.pop("keys", ()))
        return cls(rows=rows, keys=keys, media=media, file=file, paper=paper, **data)


@dataclass(frozen=True)
class Draft:
    """A screen on its way: a new message, or an edit where `telegram_id` is known.

    `message_id` is the row it belongs to; none for a line to somebody about whom nothing is kept.
    """

    message_id: int | None
    chat: int
    telegram_id: int | None
    screen: Screen
    revision: int = 1


class Result(StrEnum):
    """What became of a draft. UNKNOWN: no answer came, so it may have arrived or not.

    NO_PICTURE: the chat is there, but Telegram doesn't take the picture, so nothing arrived.
    """

    SENT = "sent"
    RETRY = "retry"
    GONE = "gone"
    LOST = "lost"
    NO_PICTURE = "no_picture"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Outcome:
    """A draft and what became of it.

    GONE: the chat can't be reached any more, for `reason`. LOST: the message to edit is no longer
    there, or isn't what it was. NO_PICTURE: with REFUSED as `reason`, for good. `wait` is in
    seconds, where Telegram asked for it, and 0 where nobody tried: whoever goes on sends it at
    once. `moved_to` is the chat's new id.
    """

    draft: Draft
    result: Result
    telegram_id: int | None = None
    reason: str | None = None
    wait: float | None = None
    moved_to: int | None = None


@dataclass(frozen=True)
class Arrival:
    """Who sent an update, from where, to which bot. `name` and `language` as Telegram gives them.

    `telegram_id` is the message whose button was tapped, `tapped` what the button sent back.
    """

    update_id: int
    human: int
    chat: int
    name: str
    bot: str
    language: str = "en"
    telegram_id: int | None = None
    tapped: str = ""


@dataclass(frozen=True)
class Menu:
    """The command menu that a chat should show: pairs of a command and its words.

    `key` is kept once Telegram took it; none, without commands, is everybody's menu again.
    """

    chat: int
    key: str | None
    commands: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Farewell:
    """What follows where a circle was erased: nothing of it is sent any more.

    `unsent` are the rows of messages that a sender may hold still; `chats`, by Telegram's ids, get
    everybody's menu again; `drafts` are the last words to somebody about whom nothing is kept.
    """

    unsent: frozenset[int]
    chats: tuple[int, ...]
    drafts: tuple[Draft, ...]


@dataclass(frozen=True)
class Reply:
    """What a flow hands back to its door: what to draw now, and a line for the tap itself.

    `menu`: the chat's command menu, where it should be another one. `to_stranger`: what it says is
    not said to the same chat again and again.
    """

    drafts: tuple[Draft, ...] = ()
    toast: str | None = None
    menu: Menu | None = None
    farewell: Farewell | None = None
    to_stranger: bool = False


class Clock(Protocol):
    """The time."""

    def now(self) -> dt.datetime:
        """The present instant, aware UTC."""


class Delivery(Protocol):
    """Messages out. Never raises for what the network does: that is an outcome."""

    async def draw(self, draft: Draft) -> Outcome:
        """Send or edit one message."""


class Press(Protocol):
    """Makes papers, outside any transaction."""

    async def make(self, paper: Paper) -> Made | None:
        """The paper as it is now; nothing where there is nothing any more that it is about.

        Raises NotMadeError where it should have been made and couldn't be.
        """


class Outbox(Protocol):
    """Takes drafts that a transaction has claimed, sends them, and keeps what became of them."""

    def put(self, drafts: Iterable[Draft]) -> None:
        """Send these as soon as their chat's earlier ones are through."""

    def forget(self, messages: Iterable[int]) -> None:
        """What these rows were about was erased: none of them is sent any more."""

    def wake(self) -> None:
        """Something became due."""
