"""How things stand: every row, and what everybody sees; and how two days differ in that."""

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import SQLModel

from care import models, words
from care.kinds import Kind, Role, Sending
from tests.endtoend.script import ALEX, SAM
from tests.endtoend.wire import Sent
from tests.endtoend.world import World
from tests.family import labels, words_of

Row = dict[str, Any]
# How often and when something was tried, and what Telegram calls it: a crash may change that.
DELIVERY = {"try_at", "attempts", "resends", "claimed_at", "sent_at", "telegram_id", "revision",
            "shown"}  # fmt: skip
# What a rollback takes back in SQLite only, and what is made of it.
NUMBERED = {"asks_in", "paused_by", "stopped_by", "agreed_by", "confirmed_by", "used_by", "made_by",
            "key", "document", "screen"}  # fmt: skip
LINK = re.compile(r"start=[\w-]+")
# Where the tap that erases comes again, nobody knows any more how much it was.
ERASED = re.compile(r"\nRemoved: .*")
SURE_OF, SURE = (words.say(words.ENGLISH, key) for key in ("erase.text", "erase.sure"))
# What hangs on when its message arrived, and may be two minutes later.
AFTER_ARRIVAL = (Kind.NUDGE,)


TABLES: tuple[type[SQLModel], ...] = (
    models.Human, models.Chat, models.Circle, models.Member, models.PlanVersion, models.Routine,
    models.Slot, models.Exercise, models.Session, models.Answer, models.Invitation, models.Message,
    models.Seen,
)  # fmt: skip


@dataclass
class State:
    """Tables of rows, and of each chat the messages with their steps."""

    rows: dict[str, list[Row]]
    chats: dict[int, list["Seen"]]
    keyboards: dict[int, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Seen:
    """A message in a chat: as it is now, and what it said when it was sent."""

    step: int
    said: str
    words: str
    buttons: tuple[str, ...]
    media: str
    silent: bool
    kind: str = field(default="", compare=False)


async def look(world: World) -> State:
    """How things stand now."""
    found = {t.__name__: [_row(r) for r in world.rows.every(t) if _counts(r)] for t in TABLES}
    kinds = {(r.chat_id, r.telegram_id): r.kind for r in world.rows.every(models.Message)}
    chat_ids = {chat.telegram_id: chat.id for chat in world.rows.every(models.Chat)}
    state = State(found, {})
    for who in (ALEX, SAM):
        chat = await world.ask(f"/people/{who}/messages")
        heard = [m for m in chat["messages"] if m["from_bot"]]
        state.chats[who] = [
            _seen(
                m,
                world.wire.sent[who, m["message_id"]],
                kinds.get((chat_ids.get(who), m["message_id"]), ""),
            )
            for m in heard
        ]
        state.keyboards[who] = (chat["reply_keyboard"], chat["commands"])
    return state


def _counts(row: SQLModel) -> bool:
    """Each start of a bot that nobody has set up yet makes one more link for the host."""
    return not (isinstance(row, models.Invitation) and row.role == Role.SETUP)


def _row(row: SQLModel) -> Row:
    """Without what a crash may change."""
    left = {"hash", "id"} if isinstance(row, models.Invitation) else {"free_at"}
    if isinstance(row, models.Message):
        left = left | DELIVERY | ({"due", "until"} if row.kind in AFTER_ARRIVAL else set())
    values = {name: value for name, value in row.model_dump().items() if name not in left}
    if values.get("screen"):
        values["screen"] = json.loads(LINK.sub("start=", values["screen"]))
    return values


def _seen(message: Row, sent: Sent, kind: str) -> Seen:
    return Seen(
        sent.step,
        LINK.sub("start=", sent.words),
        ERASED.sub("", LINK.sub("start=", words_of(message))),
        tuple(labels(message)),
        (message["media"] or {}).get("kind", ""),
        message["silent"],
        kind,
    )


@dataclass
class Difference:
    """What a disturbed day has otherwise: what may be so, and what may not."""

    lost: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    in_doubt: list[str] = field(default_factory=list)
    unsaid: list[str] = field(default_factory=list)


def compare(calm: State, other: State, killed: set[int], *, ids: bool = True) -> Difference:
    """`killed`: the steps in which the bot died. `ids`: they must be the same, too."""
    found = Difference()
    for name, rows in calm.rows.items():
        _rows(
            found,
            name,
            [_told(row, ids) for row in rows],
            [_told(row, ids) for row in other.rows[name]],
        )
    for who, messages in calm.chats.items():
        _chat(found, (messages, other.chats[who]), killed)
    unknown = sum(row["state"] == Sending.UNKNOWN for row in other.rows["Message"])
    # Once all is erased nobody can say any more what was in doubt: it was looked at before.
    if other.rows["Message"] and len(found.in_doubt) > unknown:
        found.wrong.append(f"never arrived, and nobody is in doubt: {found.in_doubt}")
    return found


def below(calm: State, other: State) -> list[str]:
    """What stands below a chat otherwise: the keys, and the menu of commands."""
    return [f"below {who}: {other.keyboards[who]}" for who in calm.keyboards
            if calm.keyboards[who] != other.keyboards[who]]  # fmt: skip


def _rows(found: Difference, name: str, calm: list[str], other: list[str]) -> None:
    before, now = Counter(calm), Counter(other)
    gone, new = list((before - now).elements()), list((now - before).elements())
    if name == "Answer":
        found.lost += [f"{name}: {row}" for row in gone]
    else:
        found.wrong += [f"gone from {name}: {row}" for row in gone]
    found.wrong += [f"new in {name}: {row}" for row in new]


def _told(row: Row, ids: bool) -> str:
    """A row to compare. Of a digest in doubt it is enough that it isn't sent again."""
    is_digest = row.get("kind") == Kind.DIGEST and row.get("state") == Sending.UNKNOWN
    row = row | {"state": Sending.SENT.value} if is_digest else row
    return str(sorted(one for one in row.items() if ids or not _is_id(one[0])))


def _is_id(column: str) -> bool:
    return column.endswith("id") or column in NUMBERED


def _chat(found: Difference, chats: tuple[list[Seen], list[Seen]], killed: set[int]) -> None:
    calm, other = chats
    for step in sorted({seen.step for seen in (*calm, *other)}):
        before, now = ([seen for seen in chat if seen.step == step] for chat in (calm, other))
        if step in killed:
            _killed_step(found, before, now)
        elif before != now and not _only_unsaid(found, before, now):
            found.wrong.append(f"seen of step {step}: {now}, and not {before}")


def _only_unsaid(found: Difference, before: list[Seen], now: list[Seen]) -> bool:
    """Whether nothing is otherwise but the last words of an erase, on a card of an earlier step."""
    missing = list((Counter(before) - Counter(now)).elements())
    extra = list((Counter(now) - Counter(before)).elements())
    _last_words(found, missing, extra)
    return Counter(before) != Counter(now) and not missing and not extra


def _killed_step(found: Difference, before: list[Seen], now: list[Seen]) -> None:
    """Each message is there; beside it at most one more that said the same. A digest never."""
    missing = list((Counter(before) - Counter(now)).elements())
    extra = list((Counter(now) - Counter(before)).elements())
    _last_words(found, missing, extra)
    digests = [seen for seen in missing if _is_digest(seen)]
    found.in_doubt += [seen.said for seen in digests]
    found.wrong += [f"isn't there: {seen}" for seen in missing if seen not in digests]
    may_come = Counter(seen.said for seen in before if not _is_digest(seen))
    for seen in extra:
        if may_come[seen.said] > 0:
            may_come[seen.said] -= 1
            found.twice.append(seen.said)
        else:
            found.wrong.append(f"shouldn't be there: {seen}")


def _last_words(found: Difference, missing: list[Seen], extra: list[Seen]) -> None:
    """Who died between an erase and its last words knows of nobody to say them to.

    The card asks still, and whoever taps it hears that everything was erased.
    """
    asks = [seen for seen in extra if seen.words.startswith(SURE)]
    for seen, told in zip(asks, [one for one in missing if one.said == SURE_OF], strict=False):
        extra.remove(seen)
        missing.remove(told)
        found.unsaid.append(told.said)


def _is_digest(seen: Seen) -> bool:
    return "Nothing here needs an answer." in seen.said
