"""Messages on their way out: written as rows, drawn by the doors, settled as what they became."""

import datetime as dt
import functools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from sqlmodel import Session as Db

from care import buttons, store, words
from care.buttons import Tap
from care.flows import cards, planner, reporting
from care.kinds import RANK, Kind, Reason, Sending, State
from care.models import Chat, Member, Message, Session
from care.ports import Draft, Outcome, Result, Screen
from care.screens import reports as show_reports

REPLY_WINDOW = dt.timedelta(hours=24)
# A refused connection, 429 and 5xx are tried again after 1, 2, 4 ... at most 60 seconds.
LONGEST_WAIT = 60.0
# An edit is tried for so long after its message was due: the card has closed long before. Where
# its window is longer (an absence, a proposal), it is tried as long as that.
EDITS_LAST = dt.timedelta(hours=48)
# What is to be drawn at this moment, by whichever process's clock, isn't in anybody's hands.
CLOCKS_APART = dt.timedelta(seconds=30)
ASKING = (Kind.LATER, Kind.NUDGE, Kind.QUESTION, Kind.LATER_QUESTION)


def reply(
    db: Db,
    chat: Chat,
    now: dt.datetime,
    build: Callable[[int], Screen],
    *,
    update_id: int | None = None,
    circle_id: int | None = None,
) -> Message:
    """A message to send now. `build` gets the row's id, for its buttons."""
    row = store.add(
        db,
        Message(
            kind=Kind.REPLY,
            rank=RANK[Kind.REPLY],
            chat_id=chat.id,
            circle_id=circle_id,
            due=now,
            until=now + REPLY_WINDOW,
            try_at=now,
            update_id=update_id,
        ),
    )
    row.screen = build(row.id).to_json()
    row.revision = 1
    db.flush()
    return row


def card_again(
    db: Db, session: Session, chat: Chat, now: dt.datetime, update_id: int | None = None
) -> Message:
    """The session's card once more, at the bottom of the chat; the older one loses its buttons."""
    empty = Screen("")
    row = reply(db, chat, now, lambda _: empty, update_id=update_id, circle_id=session.circle_id)
    row.session_id, session.card_id = session.id, row.id
    row.screen = cards.screen(db, session, row, current=True).to_json()
    cards.refresh(db, session, now, update_id)
    return row


def draft(row: Message, chat: Chat) -> Draft:
    """The row as something to send or edit."""
    screen = Screen.from_json(row.screen or "")
    return Draft(row.id, chat.telegram_id, row.telegram_id, screen, row.revision)


def take(db: Db, rows: list[Message], now: dt.datetime) -> list[Draft]:
    """Drafts of claimed rows that need no further thought: replies, and redraws of cards."""
    drafts = []
    for row in rows:
        chat = db.get_one(Chat, row.chat_id)
        if row.telegram_id is None:
            row.state, row.claimed_at = Sending.SENDING, now
        drafts.append(draft(row, chat))
    db.flush()
    return drafts


def settle(db: Db, outcomes: Sequence[Outcome], now: dt.datetime) -> None:
    """Keep what became of drafts."""
    if not outcomes:
        return
    held = store.hold_all(db, {outcome.draft.message_id or 0 for outcome in outcomes})
    prompted = []
    for outcome in outcomes:
        if row := held.get(outcome.draft.message_id or 0):
            before = row.state
            _settle(db, row, outcome, now)
            if row.kind == Kind.PROMPT and before != row.state == Sending.SENT:
                prompted.append(row)
    db.flush()
    _nudge_later(db, prompted, now)


def _settle(db: Db, row: Message, outcome: Outcome, now: dt.datetime) -> None:
    if outcome.moved_to and store.chat(db, outcome.moved_to):
        # That is somebody's own chat: nobody's day goes on in another one's.
        outcome = replace(outcome, result=Result.GONE, reason=Reason.BLOCKED, moved_to=None)
    if outcome.moved_to:
        db.get_one(Chat, row.chat_id).telegram_id = outcome.moved_to
    _SETTLERS[outcome.result](db, row, outcome, now)


def _nudge_later(db: Db, prompted: Iterable[Message], now: dt.datetime) -> None:
    """The hour before a nudge begins when the prompt has arrived."""
    at, window = now + planner.NUDGE_AFTER, planner.NUDGE_WINDOW
    store.put_off(db, [(f"{Kind.NUDGE}:{row.session_id}", at, window) for row in prompted])


def arrived(db: Db, row: Message, telegram_id: int, now: dt.datetime) -> None:
    """Telegram has the message: it said so, or somebody tapped it."""
    first = row.state != Sending.SENT
    row.telegram_id, row.state, row.reason = telegram_id, Sending.SENT, None
    row.sent_at = row.sent_at or now
    if first and row.kind in ASKING:
        _take_over(db, row, now)
    if first and row.kind == Kind.DIGEST:
        told(db, row)
    if first and row.kind == Kind.REPORT:
        _person_sees(db, row, now)


def _person_sees(db: Db, row: Message, now: dt.datetime) -> None:
    """A report went to somebody: silently, the person sees to whom, and can have the same."""
    found = reporting.sent(db, row)
    chat = db.get(Chat, found.to.chat_id) if found and found.to.chat_id else None
    if found and chat:
        told = functools.partial(show_reports.told, found.lang, name=found.name, days=found.days)
        reply(db, chat, now, told, circle_id=row.circle_id)


def own_row(
    db: Db, chat: Chat, tap: Tap, telegram_id: int | None, now: dt.datetime, *, card: bool = False
) -> Message | None:
    """The message a tap was on, if it is one of this chat: anything else may be forged.

    Of a `card`, what it still takes is its session's to say; of all else, what lies there now.
    """
    row = store.hold(db, tap.message_id or 0)
    if row is None or row.chat_id != chat.id or _was_never_out(row):
        return None
    if telegram_id is not None and (row.telegram_id, row.state) != (telegram_id, Sending.SENT):
        # Who taps a message has it, whatever we knew of its delivery.
        first = row.state != Sending.SENT
        arrived(db, row, telegram_id, now)
        row.try_at = now
        if first and row.kind == Kind.PROMPT:
            _nudge_later(db, [row], now)
    if not card and not _offers(row, tap):
        # Answered before: what lies there now is drawn again, and nothing else happens.
        row.try_at = now
        return None
    return row


def _was_never_out(row: Message) -> bool:
    """Nobody can have tapped what was not sent: such a tap is forged."""
    waits = row.state == Sending.WAITING and row.attempts == 0
    return waits or row.state == Sending.SKIPPED or row.kind == Kind.CLOSE


def _offers(row: Message, tap: Tap) -> bool:
    """Whether the message has that button now: a question that was answered asks no more."""
    rows = Screen.from_json(row.screen or "").rows
    return any(buttons.read(button.data) == tap for line in rows for button in line)


def told(db: Db, row: Message) -> None:
    """What a digest told is not told again."""
    member = db.get_one(Member, row.member_id)
    member.told_through = row.told_through or member.told_through


def _take_over(db: Db, row: Message, now: dt.datetime) -> None:
    session = db.get_one(Session, row.session_id)
    session.card_id = row.id
    cards.refresh(db, session, now)


def _sent(db: Db, row: Message, outcome: Outcome, now: dt.datetime) -> None:
    arrived(db, row, outcome.telegram_id or row.telegram_id or 0, now)
    # What was shown before by another process may have come before this older one, or after it:
    # it is drawn once more. So it is where another, older one was settled meanwhile.
    wanted = row.try_at is not None and row.try_at <= now + CLOCKS_APART
    row.shown = outcome.draft.revision if not wanted else min(row.shown, outcome.draft.revision)
    row.attempts = 0
    row.try_at = None if row.shown >= row.revision else now


def _retry(db: Db, row: Message, outcome: Outcome, now: dt.datetime) -> None:
    if row.telegram_id is None:
        row.state = Sending.WAITING
    if outcome.wait == 0:
        row.try_at = now
        return
    wait = outcome.wait or min(2.0 ** min(max(row.attempts - 1, 0), 6), LONGEST_WAIT)
    row.reason = Reason.NO_NETWORK
    row.try_at = now + dt.timedelta(seconds=0 if outcome.moved_to else wait)


def _gone(db: Db, row: Message, outcome: Outcome, now: dt.datetime) -> None:
    chat = db.get_one(Chat, row.chat_id)
    if outcome.reason == Reason.BLOCKED:
        chat.gone = outcome.reason
    row.try_at = None
    if row.telegram_id is None:
        row.state, row.reason = Sending.GONE, outcome.reason
        not_delivered(db, row)


def not_delivered(db: Db, row: Message) -> None:
    """A prompt that did not reach anybody is kept as that."""
    if row.kind == Kind.PROMPT and row.session_id is not None:
        session = db.get_one(Session, row.session_id)
        if session.state == State.OPEN and session.touched is None:
            session.state, session.asks = State.NOT_DELIVERED, None
            session.reason = row.reason


def _lost(db: Db, row: Message, outcome: Outcome, now: dt.datetime) -> None:
    """The message to edit is no longer there: a fresh one, where it still asks something."""
    row.try_at, row.state = None, Sending.GONE
    session = db.get(Session, row.session_id) if row.session_id else None
    if session is not None and session.card_id == row.id and session.asks is not None:
        card_again(db, session, db.get_one(Chat, row.chat_id), now)


def _no_picture(db: Db, row: Message, outcome: Outcome, now: dt.datetime) -> None:
    """It goes again at once without its picture, which isn't tried any more if that is for good."""
    media = outcome.draft.screen.media
    picture = store.picture(db, media.picture) if media else None
    if picture is not None and outcome.reason == Reason.REFUSED:
        picture.refused = True
    if row.telegram_id is None:
        held = Screen.from_json(row.screen or outcome.draft.screen.to_json())
        row.screen = replace(held, text=_said_why(db, row, held), media=None).to_json()
        row.state, row.try_at = Sending.WAITING, now
        row.revision += 1


def _said_why(db: Db, row: Message, held: Screen) -> str:
    """Under the words of a reply; a prompt is drawn anew by its policy."""
    if row.kind != Kind.REPLY:
        return held.text
    human = store.human(db, db.get_one(Chat, row.chat_id).telegram_id)
    lang = human.language if human else words.ENGLISH
    return "\n".join([held.text, words.say(lang, "picture.refused")])


def _unknown(db: Db, row: Message, outcome: Outcome, now: dt.datetime) -> None:
    """Nothing for a new message: its lease ends in two minutes. An edit is simply done again."""
    if row.telegram_id is not None:
        _retry(db, row, outcome, now)


_SETTLERS = {
    Result.SENT: _sent,
    Result.RETRY: _retry,
    Result.GONE: _gone,
    Result.LOST: _lost,
    Result.NO_PICTURE: _no_picture,
    Result.UNKNOWN: _unknown,
}
