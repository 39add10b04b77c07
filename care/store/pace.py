"""How fast messages go out: so many a second for the bot, about one a second in a chat.

What may be sent is given out in the rows, to whichever process asks, as slots one behind another:
moments ahead, each for one message. Who got them sends at their time. What answers a tap goes at
once, and is counted afterwards. Times are microseconds since 1970 by the machine's own clock, not
the house's: it is Telegram that counts.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    bindparam,
    case,
    func,
    literal,
    select,
    text,
    update,
)
from sqlmodel import Session as Db
from sqlmodel import col

from care.models import Chat, Pace
from care.store.base import insert_new, is_server

SENDS = "sends"
SECOND = 1_000_000
# A little less than what is allowed: on their way some messages are faster than others.
MARGIN = 1.015
# Slots are given out so far ahead, and what was sent without one counts so far ahead. What lies
# behind that is another clock's.
AHEAD, DEBT = SECOND // 2, 5 * SECOND
# A chat takes a few new messages at once; then it is one a second. An edit fills nobody's chat.
A_CHAT, AT_ONCE = SECOND, 2 * SECOND
LONGEST = AT_ONCE + DEBT


@dataclass(frozen=True)
class Slots:
    """So many messages may go, the first one at `first`, the others each `step` later."""

    count: int
    first: int = 0
    step: int = 0

    def at(self, number: int) -> int:
        """When that one may go, counted from 0."""
        return self.first + number * self.step


def micro(wall: dt.datetime) -> int:
    """An instant in microseconds since 1970."""
    return round(wall.timestamp() * SECOND)


def step_of(per_second: int) -> int:
    """How far one slot is behind the other."""
    return int(SECOND * MARGIN) // per_second


def reserve(db: Db, want: int, spent: int, per_second: int, now: int) -> Slots:
    """Slots for at most `want` messages; `spent` were sent without one, or not needed if below 0.

    It is to be a short transaction of its own: every process waits for this row. Where it is lost,
    nothing else is.
    """
    if is_server(db):
        db.execute(text("SET LOCAL synchronous_commit TO OFF"))
    step = step_of(per_second)
    found = db.connection().execute(_given_out(step, now), {"want": want, "spent": spent}).first()
    if found is None:
        insert_new(db, Pace(name=SENDS, free_at=now, granted=0))
        return reserve(db, want, spent, per_second, now)
    return Slots(found.granted, found.free_at - step * found.granted, step)


def _given_out(step: int, now: int) -> Any:
    free: Any = col(Pace.free_at)
    begins = _between(free, now, now + DEBT) + step * bindparam("spent", type_=free.type)
    ends = literal(now + AHEAD)
    room = (ends - begins) // step + 1
    want = bindparam("want", type_=free.type)
    granted = case((begins > ends, literal(0)), (room < want, room), else_=want)
    return (
        update(Pace)
        .where(col(Pace.name) == SENDS)
        .values(free_at=begins + step * granted, granted=granted)
        .returning(free, col(Pace.granted))
    )


def _between(value: ColumnElement[int], least: int, most: int) -> ColumnElement[int]:
    return case((value < least, literal(least)), (value > most, literal(most)), else_=value)


def free_of(chat_id: Any) -> ColumnElement[int]:
    """Until when a chat is filled; 0 where there is none."""
    free = select(col(Chat.free_at)).where(col(Chat.id) == chat_id).scalar_subquery()
    return func.coalesce(free, 0)


def has_room(free: ColumnElement[int], now: BindParameter[int]) -> ColumnElement[bool]:
    """Whether a chat takes another message now."""
    return (free <= now + AT_ONCE) | (free > now + LONGEST)


def room(free: int, now: int) -> int:
    """How many messages a chat takes now. What is filled for longer is so by another clock."""
    return (now + AT_ONCE - (free if now < free <= now + LONGEST else now)) // A_CHAT + 1


def fill(db: Db, sent: Mapping[int, int], now: int, begins: int | None = None) -> None:
    """Count what goes into chats, by Telegram's ids: now, or from a moment not far ahead on."""
    column: Any = col(Chat.free_at)
    free = _between(column, begins or now, now + LONGEST) + A_CHAT * bindparam(
        "sent", type_=column.type
    )
    counted = (
        update(Chat.__table__)  # type: ignore[attr-defined]
        .where(col(Chat.telegram_id) == bindparam("of"))
        .values(free_at=_between(free, now, now + LONGEST))
    )
    if sent:
        rows = [{"of": chat, "sent": many} for chat, many in sorted(sent.items())]
        db.connection().execute(counted, rows)
