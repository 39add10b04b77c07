"""Whom the person named to answer for them; and the card of a day that somebody else tells.

Where something is chosen, the choices stay where they are. On the card of a day the rows hang from
the bottom: what a tap brings lies so that a second one at the same place says nothing new.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from care import fitting, rules, words
from care.buttons import button
from care.ports import Button, Screen
from care.screens import marks
from care.screens.day import fit
from care.screens.record import record_line

# How it stands with somebody: named and answering, named ahead of need, not named.
NOW, WHEN_NEEDED, NO = "now", "later", "no"
WAYS = (NOW, WHEN_NEEDED, NO)
# What a tap on the card of a day says, and the outcome that it stores.
ALL, SOME, NONE, REST = "all", "some", "none", "rest"
SAYS = {ALL: rules.DONE, SOME: rules.SOME, NONE: rules.NOT_TODAY, REST: rules.REST}
MOST_LINES, MOST_MARKED = 8, 40
# A name in a label that says a whole sentence.
SHORT_NAME = 14

Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True)
class Named:
    """How it stands: whose name it is, for whom (None: the reader), since which local day."""

    way: str
    name: str
    person: str | None
    since: dt.date | None = None


def opener(lang: str, row: int, member_id: int, name: str) -> tuple[Button, ...]:
    """The person's way to say that somebody may answer for them: a row on that member's card."""
    label = words.say(lang, "button.proxy_open", name=fitting.cut(name, SHORT_NAME))
    return (button(label, "proxy_open", row, str(member_id)),)


def decide(lang: str, row: int, member_id: int, named: Named) -> Screen:
    """The person's card about one who could answer for them."""
    text = _decided(lang, named)
    name = fitting.cut(named.name, SHORT_NAME)
    labels = {way: words.say(lang, f"button.proxy_{way}", name=name) for way in WAYS}
    values = {way: f"{member_id}:{way}" for way in WAYS}
    return Screen(text, _ways(lang, row, "proxy_set", labels, values, named.way))


def _decided(lang: str, named: Named) -> str:
    since = words.day(lang, named.since) if named.since else ""
    key = f"proxy.person_{named.way}" if named.person is None else f"proxy.stand_in_{named.way}"
    return words.say(lang, key, name=named.name, person=named.person, day=since)


def mine(lang: str, row: int, named: Named, at: dt.time, *, no_phone: bool) -> Screen:
    """The card of the one who was named: what it means, and the way out."""
    since = words.day(lang, named.since) if named.since else ""
    time = words.clock(lang, at)
    text = words.say(lang, f"proxy.mine_{named.way}", person=named.person, day=since, time=time)
    if named.way == NO:
        return Screen(text)
    person = fitting.cut(named.person or "", SHORT_NAME)
    labels = {way: words.say(lang, f"button.mine_{way}", person=person) for way in WAYS}
    if no_phone:
        labels[WHEN_NEEDED] = words.say(lang, "button.mine_pause")
    return Screen(text, _ways(lang, row, "proxy_mine", labels, {w: w for w in WAYS}, named.way))


def _ways(
    lang: str, row: int, verb: str, labels: dict[str, str], values: dict[str, str], way: str
) -> Rows:
    return tuple(
        (marks.option(lang, labels[one], verb, row, values[one], chosen=one == way),)
        for one in WAYS
    )


def seen(lang: str, row: int, member_id: int, person: str) -> tuple[Button, ...]:
    """The way to that card, on the settings of one's own message."""
    label = words.say(lang, "button.proxy_see", person=fitting.cut(person, SHORT_NAME))
    return (button(label, "proxy_see", row, str(member_id)),)


# The card of a day


@dataclass(frozen=True)
class One:
    """One session of the day: its id, when it was on the person's clock, what was said of it."""

    session: int
    day: dt.date
    at: dt.time
    routine: str
    record: rules.Record


@dataclass(frozen=True)
class Day:
    """A day as its card is about it: the reader's local date, the person's name."""

    lang: str
    row: int
    day: dt.date
    person: str
    sessions: Sequence[One]

    def named(self, one: One) -> str:
        """A session by its time; of another day than the card's, with that, too."""
        at = words.clock(self.lang, one.at)
        if one.day != self.day:
            at = f"{words.weekday(self.lang, one.day)} {at}"
        return words.say(self.lang, "today.line", at=at, line=one.routine)


def ask(day: Day, *, keep: bool = False) -> Screen:
    """What was done of the day. `keep`: something was said before, and may stay."""
    lines = [words.say(day.lang, "prompt.exercise_plain", name=day.named(s)) for s in day.sessions]
    text = [words.day(day.lang, day.day), words.say(day.lang, "proxy.ask", name=day.person)]
    text += [*fit(day.lang, lines, MOST_LINES), words.say(day.lang, "proxy.fine")]
    rows = [_one(day, "button.proxy_all", ALL), _one(day, "button.some", SOME)]
    rows += [_one(day, "button.proxy_none", NONE), _one(day, "button.proxy_rest", REST)]
    return Screen("\n".join(text), (*rows, *_keep(day, keep=keep)))


def which(day: Day, *, keep: bool = False) -> Screen:
    """Which were done: what is tapped is said. Some stays where it was tapped."""
    text = f"{words.day(day.lang, day.day)}\n{words.say(day.lang, 'proxy.which', name=day.person)}"
    shown = day.sessions[:MOST_MARKED]
    names = fitting.apart([day.named(one) for one in shown])
    rows = [row for one, name in zip(shown, names, strict=True) for row in _marked(day, one, name)]
    that = button(words.say(day.lang, "button.proxy_that"), "proxy_keep", day.row)
    some = marks.option(
        day.lang, words.say(day.lang, "button.some"), "proxy_says", day.row, SOME, chosen=True
    )
    rows += [(that,), (some,)]
    rows += [_one(day, "button.proxy_none", NONE), _one(day, "button.proxy_rest", REST)]
    return Screen(text, (*rows, *_keep(day, keep=keep)))


def _marked(day: Day, one: One, name: str) -> Iterable[tuple[Button, ...]]:
    for outcome, value in ((rules.DONE, 1), (rules.NOT_TODAY, 0)):
        label = words.say(day.lang, f"button.proxy_mark_{outcome}", name=name)
        chosen = one.record.outcome == outcome
        mark = f"{one.session}:{value}"
        yield (marks.option(day.lang, label, "proxy_mark", day.row, mark, chosen=chosen),)


def _one(day: Day, key: str, says: str) -> tuple[Button, ...]:
    return (button(words.say(day.lang, key), "proxy_says", day.row, says),)


def _keep(day: Day, *, keep: bool) -> Rows:
    if not keep:
        return ()
    return ((button(words.say(day.lang, "button.keep"), "proxy_keep", day.row),),)


def said(day: Day) -> Screen:
    """What was said, in a line where one is enough, with the way to change it."""
    change = button(words.say(day.lang, "button.change"), "proxy_change", day.row)
    text = said_line(day)
    if not any(one.record.outcome for one in day.sessions):
        text = _said(day, words.say(day.lang, "outcome.none"))
    return Screen(text, ((change,),))


def _said(day: Day, outcome: str) -> str:
    date = words.day(day.lang, day.day)
    return words.say(day.lang, "proxy.said", day=date, name=day.person, outcome=outcome)


def said_line(day: Day) -> str:
    """The same without a button, once it stands."""
    date, told = words.day(day.lang, day.day), [s for s in day.sessions if s.record.outcome]
    if not told:
        return words.say(day.lang, "proxy.closed", day=date, name=day.person)
    if len({one.record.outcome for one in day.sessions}) == 1:
        return _said(day, words.say(day.lang, f"outcome.{told[0].record.outcome}"))
    head = words.say(day.lang, "proxy.said_some", day=date, name=day.person)
    lines = [record_line(day.lang, day.named(one), one.record) for one in told]
    return "\n".join([head, *fit(day.lang, lines, MOST_LINES)])


def nothing_open(day: Day) -> Screen:
    """The person has said it all themselves meanwhile, or rests."""
    date = words.day(day.lang, day.day)
    return Screen(words.say(day.lang, "proxy.nothing", day=date, name=day.person))


def ended(lang: str, person: str) -> Screen:
    """Somebody else was named, or nobody: the message comes as before."""
    return Screen(words.say(lang, "proxy.ended", person=person))


def declined(lang: str, name: str) -> Screen:
    """Who was named would rather not."""
    return Screen(words.say(lang, "proxy.declined", name=name))
