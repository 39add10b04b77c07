"""A round: settle what became of the last, claim the next, ask the policy now, render.

One road for every kind. Nothing is sent in here; the drafts are, after the commit.
"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session as Db

from care import store
from care.db import where
from care.flows import occurrences, outgoing, policies
from care.kinds import Kind, Reason, Sending
from care.models import Chat, Circle, Message
from care.ports import Draft, Outcome, Screen
from care.private import UnreadableError
from care.store import Slots

# Who helps gets one message a day: it isn't sent twice, be it lost.
A_DAY = (Kind.DIGEST, Kind.PROXY)
# What the host is told of after an outage: what somebody would have been sent.
COUNTS = (Kind.PROMPT, Kind.LATER, Kind.QUESTION, Kind.LATER_QUESTION, *A_DAY)
TOO_LATE = (Reason.BOT_DOWN, Reason.NO_NETWORK)
BROKEN_WAITS = dt.timedelta(hours=1)
# To gather for one or two rows costs more than asking one by one.
A_FEW = 2


@dataclass(frozen=True)
class Pace:
    """How many messages a second may go, and what o'clock it is by Telegram (`store.micro`)."""

    per_second: int
    wall: int


@dataclass(frozen=True)
class Look:
    """How many rows may be claimed now, in which slots, and when the next row is due."""

    most: int
    slots: Slots | None
    next_due: dt.datetime | None


@dataclass(frozen=True)
class Round:
    """What to send now, how many rows were looked at, and when the next one is due.

    `broken` says what kept a row from being prepared, without a word of what is in it. `late`
    counts what came too late to be sent.
    """

    drafts: tuple[Draft, ...] = ()
    claimed: int = 0
    broken: tuple[str, ...] = ()
    late: int = 0
    next_due: dt.datetime | None = None


def look(
    db: Db, want: int, sent: Mapping[int, int], spent: int, pace: Pace | None, now: dt.datetime
) -> Look:
    """How much is due, at most `want`, and when it may go; without a pace, all of it at once.

    `sent` messages went into these chats meanwhile, `spent` of the bot's slots were used without
    being given out: counted where something is due, else nothing is written.
    """
    due = len(store.due_rows(db, now, want, pace.wall if pace else None)) if want else 0
    slots = None
    if due and pace:
        store.fill(db, sent, pace.wall)
        slots = store.reserve(db, due, spent, pace.per_second, pace.wall)
    return Look(slots.count if slots else due, slots, store.next_due(db))


def round_(
    db: Db, outcomes: Sequence[Outcome], most: int, now: dt.datetime, wall: int | None = None
) -> Round:
    """One round, one transaction: at most `most` rows are claimed.

    With `wall`, the machine's clock (`store.micro`), only where a chat has room for more.
    """
    outgoing.settle(db, outcomes, now)
    rows, broken = _claim(db, now, most, wall) if most else ([], [])
    drafts = _prepared(db, rows, now, broken)
    db.flush()
    if wall:
        # Before anybody else can claim: whoever looks next sees what is on its way into a chat. It
        # may go as late as the last slot that is given out.
        new = (draft.chat for draft in drafts if draft.telegram_id is None)
        store.fill(db, Counter(new), wall, wall + store.AHEAD)
    return Round(drafts, len(rows), tuple(broken), sum(map(_is_late, rows)), store.next_due(db))


def _prepared(
    db: Db, rows: Sequence[Message], now: dt.datetime, broken: list[str]
) -> tuple[Draft, ...]:
    """All of them at once; where that fails, one by one.

    One circle's broken plan must not keep everybody else's prompts.
    """
    if not rows:
        return ()
    try:
        with db.begin_nested():
            if len(rows) > A_FEW:
                store.gathered.gather(db, rows)
            occurrences.begin(db, rows, now)
            found = [_prepare(db, row, now) for row in rows]
            db.flush()
            return tuple(draft for draft in found if draft)
    except policies.BROKEN as error:
        store.gathered.forget(db)
        if len(rows) > 1:
            return tuple(d for row in rows for d in _prepared(db, [row], now, broken))
        broken.append(where(error))
        rows[0].reason, rows[0].try_at = Reason.BROKEN, now + BROKEN_WAITS
        return ()


def _is_late(row: Message) -> bool:
    """Somebody would have been sent it; one that is tried again isn't too late yet."""
    return row.kind in COUNTS and row.state == Sending.SKIPPED and row.reason in TOO_LATE


def _claim(
    db: Db, now: dt.datetime, most: int, wall: int | None
) -> tuple[Sequence[Message], list[str]]:
    """The next due rows. What can't be read waits and is said: it must not keep the others."""
    try:
        with db.begin_nested():
            return store.claim(db, now, most, wall), []
    except UnreadableError as error:
        store.put_unreadable_off(db, now, now + BROKEN_WAITS)
        return store.claim(db, now, most, wall), [where(error)]


def _prepare(db: Db, row: Message, now: dt.datetime) -> Draft | None:
    chat = db.get(Chat, row.chat_id) if row.chat_id else None
    ready = _READY[Sending(row.state)](db, row, chat, now)
    if not ready or chat is None:
        if row.state != Sending.WAITING:
            row.try_at = None
        return None
    row.attempts += 1
    return outgoing.draft(row, chat)


def _edit(db: Db, row: Message, chat: Chat | None, now: dt.datetime) -> bool:
    """A card that shows less than is true; not in a chat that is gone or a circle that stopped."""
    circle = db.get(Circle, row.circle_id) if row.circle_id else None
    is_card = row.kind != Kind.REPLY or row.session_id is not None
    stopped = circle is not None and circle.stopped_at and is_card
    served = now > max(row.due + outgoing.EDITS_LAST, row.until)
    if not chat or chat.gone or stopped or served:
        return False
    return row.shown < row.revision


def _again(db: Db, row: Message, chat: Chat | None, now: dt.datetime) -> bool:
    """Sent, and no answer came: once more inside its window, the message of a day never."""
    if row.kind not in A_DAY and row.resends == 0 and not _is_passed(db, row):
        row.resends = 1
        if isinstance(policies.decide(db, row, now), Screen):
            row.claimed_at = now
            return True
    row.state = Sending.UNKNOWN
    if row.kind == Kind.DIGEST:
        outgoing.told(db, row)
    return False


def _is_passed(db: Db, row: Message) -> bool:
    """A step of the set-up that is behind them: what they say to it would answer the next."""
    return row.kind == Kind.REPLY and row.circle_id is None and store.answered_since(db, row)


def _first(db: Db, row: Message, chat: Chat | None, now: dt.datetime) -> bool:
    """A row whose time has come. What isn't sent is kept with its reason."""
    found = policies.decide(db, row, now)
    if isinstance(found, Screen) and (chat is None or chat.gone):
        found = Reason.BLOCKED
    if isinstance(found, dt.datetime):
        if found < row.until:
            # Nothing is lost by waiting: it is looked at again then.
            row.due = row.try_at = found
            return False
        found = Reason.RESTING
    if isinstance(found, Reason):
        row.state, row.reason = Sending.SKIPPED, found
        policies.not_asked(db, row, found, now)
        return False
    row.screen, row.revision = found.to_json(), row.revision + 1
    row.state, row.claimed_at = Sending.SENDING, now
    return True


def _nothing(db: Db, row: Message, chat: Chat | None, now: dt.datetime) -> bool:
    return False


_READY = {
    Sending.WAITING: _first,
    Sending.SENDING: _again,
    Sending.SENT: _edit,
    Sending.SKIPPED: _nothing,
    Sending.GONE: _nothing,
    Sending.UNKNOWN: _nothing,
}


def after_update(db: Db, chat_id: int, now: dt.datetime) -> list[Draft]:
    """What a tap's own transaction draws at once: replies and redraws in that chat."""
    chat = db.get_one(Chat, chat_id)
    if chat.gone:
        return []
    return outgoing.take(db, list(store.claim_for_chat(db, chat_id, now)), now)


def drawn_again(db: Db, update_id: int, now: dt.datetime) -> list[Draft]:
    """An update that came before: nothing is recorded, what it called for is drawn again."""
    came = store.of_update(db, update_id)
    # One that went out again already isn't sent a third time, however often the update comes.
    rows = [row for row in came if row.telegram_id is not None or row.resends == 0]
    for row in rows:
        row.try_at, row.attempts = now + store.LEASE, row.attempts + 1
        if row.telegram_id is None:
            # It may have arrived: this is the one time that it is sent again.
            row.resends = 1
    return outgoing.take(db, rows, now)
