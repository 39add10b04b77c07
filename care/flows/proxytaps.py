"""What whoever answers for the person says on the card of a day: by a tap, or typed right under it.

Only what a tap says is stored, marked as theirs: no pain, no recovery, no clock.
"""

import datetime as dt
from dataclasses import dataclass

from sqlmodel import Session as Db

from care import rules, spoken, store, typed
from care.buttons import Tap, read
from care.flows import cards, day, occurrences, outgoing, planner, whose
from care.flows.arrivals import Visit
from care.flows.proxydays import OfDay
from care.flows.touch import Touch, advance, say
from care.kinds import Ask, Kind, State
from care.models import Message, Session
from care.ports import Button, Screen
from care.rights import May
from care.screens import proxy as show

OLD = "toast.old"
VERBS = frozenset({"proxy_says", "proxy_mark", "proxy_change", "proxy_keep"})
# What in words means the same as a button.
IN_WORDS = {rules.DONE: show.ALL, rules.NOT_TODAY: show.NONE, rules.REST: show.REST}


def tap(db: Db, visit: Visit, tapped: Tap, now: dt.datetime) -> str | None:
    """A tap on the card: by who answers for the person still, until the next day's card."""
    return _tap(db, visit, tapped, now)


def _tap(
    db: Db, visit: Visit, tapped: Tap, now: dt.datetime, words: str | None = None
) -> str | None:
    mine = day.own_tap(db, visit, tapped, now, May.PROXY)
    if mine is None or mine[0].kind != Kind.PROXY:
        return visit.say(OLD)
    row, circle, member = mine
    if circle.stopped_at or now >= row.due + planner.ANSWER_COUNTS:
        return visit.say("toast.closed")
    on = _On(OfDay(db, row, circle, member, visit.lang), visit, tapped, now, words)
    cards.redraw(row, _act(on), now, visit.update_id)
    return None


@dataclass(frozen=True)
class _On:
    """A tap on the card, with all it needs; `words` where it was typed."""

    of_day: OfDay
    visit: Visit
    tap: Tap
    now: dt.datetime
    words: str | None

    @property
    def day(self) -> show.Day:
        """The day as it is now."""
        return self.of_day.shown()

    @property
    def was_changed(self) -> bool:
        """Whether something was said before, and the bottom row keeps it."""
        rows = _buttons(self.of_day.row)
        return bool(rows) and rows[-1].data.startswith("proxy_keep:")

    def say(self, session: Session, outcome: str) -> None:
        """For the person, marked; their own card shows it, and their own answer outranks it."""
        db, circle, member = self.of_day.db, self.of_day.circle, self.of_day.member
        touch = Touch(db, self.visit, self.tap, circle, member, session, self.now, self.words)
        session.state = State.FINISHED
        if self.now < session.closes_at:
            occurrences.reopen(db, session)
        say(touch, "outcome", outcome)
        advance(touch)
        cards.refresh(db, session, self.now, self.visit.update_id)


def _act(on: _On) -> Screen:
    found, value = on.of_day.sessions(), on.tap.value
    if not found:
        return show.nothing_open(on.day)
    if on.tap.verb == "proxy_change":
        return show.ask(on.day, keep=True)
    if on.tap.verb == "proxy_mark":
        return _marked(on, found)
    if on.tap.verb == "proxy_says" and value == show.SOME and len(found) > 1:
        return show.which(on.day, keep=on.was_changed)
    if on.tap.verb == "proxy_says" and value in show.SAYS:
        for session in found:
            on.say(session, show.SAYS[value])
    return show.said(on.day)


def _marked(on: _On, found: list[Session]) -> Screen:
    """One session of the day: done, or not."""
    session_id, _, done = on.tap.value.partition(":")
    for session in found:
        if str(session.id) == session_id:
            on.say(session, rules.DONE if done == "1" else rules.NOT_TODAY)
    return show.which(on.day, keep=on.was_changed)


def _buttons(row: Message) -> list[Button]:
    return [one for line in Screen.from_json(row.screen or "").rows for one in line]


# Typed


def take(db: Db, visit: Visit, text: str, now: dt.datetime) -> bool:
    """Words right under the card, where they mean one of its buttons; what was said is echoed."""
    row = _right_above(db, visit)
    tapped = _meant(row, text, visit.lang) if row else None
    if row is None or tapped is None:
        return False
    if toast := whose.at(db, visit, row.circle_id, _tap, tapped, now, text):
        day.send(db, visit, now, lambda _: Screen(toast))
        return True
    echo = Screen(Screen.from_json(row.screen or "").text)
    outgoing.reply(
        db, visit.chat, now, lambda _: echo, update_id=visit.update_id, circle_id=row.circle_id
    )
    return True


def _right_above(db: Db, visit: Visit) -> Message | None:
    """The card of a day, where it is what they were sent last."""
    found = [row for row in store.latest_in_chat(db, visit.chat.id) if row.kind == Kind.PROXY]
    return found[0] if found and store.is_newest(db, visit.chat.id, found[0].id) else None


def _meant(row: Message, text: str, lang: str) -> Tap | None:
    """The button that the words mean: by its label, or by what they say."""
    said = spoken.read(text, Ask.START, lang)
    value = IN_WORDS.get(said[0].value) if said and len(said) == 1 else None
    for one in _buttons(row):
        tapped = read(one.data)
        if typed.same(text, one.label) or (value and tapped == Tap("proxy_says", row.id, value)):
            return tapped
    return None
