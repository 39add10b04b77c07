"""What a button, a command or typed words call for: three tables, one way in each."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace

from sqlmodel import Session as Db

from care import buttons, fields, rights, store, typed
from care.buttons import Tap
from care.flows import (
    answers,
    arrivals,
    belongings,
    confirming,
    day,
    digests,
    editor,
    gone,
    inviting,
    joining,
    journals,
    limits,
    members,
    nophone,
    notes,
    people,
    pictures,
    planfiles,
    proxy,
    proxytaps,
    rests,
    reviewing,
    settings,
    setup,
    sheets,
    sheetwords,
    showing,
    stopping,
    today,
    whose,
    yeses,
    zones,
)
from care.flows import said as answered
from care.flows.arrivals import Visit
from care.models import Member, Message
from care.ports import Screen

TapFlow = Callable[[Db, Visit, Tap, dt.datetime], str | None]
CommandFlow = Callable[[Db, Visit, dt.datetime], str | None]

TAPS: dict[str, TapFlow] = {
    **dict.fromkeys(answers.VERBS, answers.on_card),
    **dict.fromkeys(setup.VERBS, setup.step),
    **dict.fromkeys(digests.VERBS, digests.tap),
    **dict.fromkeys(inviting.VERBS, inviting.tap),
    **dict.fromkeys(stopping.VERBS, stopping.tap),
    **dict.fromkeys(today.VERBS, today.tap),
    "wake": today.wake,
    **dict.fromkeys(notes.VERBS, notes.undo),
    **dict.fromkeys(rests.VERBS, rests.tap),
    **dict.fromkeys(settings.VERBS, settings.tap),
    **dict.fromkeys(limits.VERBS, limits.tap),
    **dict.fromkeys(editor.VERBS, editor.tap),
    **dict.fromkeys(gone.VERBS, gone.tap),
    **dict.fromkeys(yeses.VERBS, yeses.tap),
    **dict.fromkeys(sheets.VERBS, sheets.tap),
    "sheet_undo": sheets.undo,
    **dict.fromkeys(showing.VERBS, showing.tap),
    **dict.fromkeys(confirming.VERBS, confirming.tap),
    **dict.fromkeys(planfiles.VERBS, planfiles.tap),
    **dict.fromkeys(reviewing.VERBS, reviewing.tap),
    **dict.fromkeys(zones.VERBS, zones.tap),
    **dict.fromkeys(journals.VERBS, journals.tap),
    **dict.fromkeys(members.VERBS, members.tap),
    **dict.fromkeys(people.VERBS, people.tap),
    **dict.fromkeys(people.ON_CARD, people.on_card),
    **dict.fromkeys(nophone.VERBS, nophone.tap),
    **dict.fromkeys(proxy.VERBS, proxy.tap),
    **dict.fromkeys(proxytaps.VERBS, proxytaps.tap),
    **dict.fromkeys(belongings.VERBS, belongings.tap),
    "help": day.help_tap,
}
WHICH = "which"
# What is said of the days; where everything is stopped, a stray tap says nothing.
OF_THE_DAYS = {*answers.VERBS, *rests.VERBS, *today.VERBS, *proxytaps.VERBS, "wake"}

# What each is about, and whose menu has it, is care/rights.py's to say; /start has its own door.
COMMANDS: dict[str, CommandFlow] = {
    "today": today.today,
    "rest": rests.rest,
    "plan": editor.plan_,
    "journal": journals.journal,
    "invite": inviting.invite,
    "circle": members.circle_,
    "shared": day.shared,
    "digest": digests.settings,
    "people": people.people,
    "limits": limits.limits,
    "settings": settings.settings,
    "zone": zones.zone,
    "help": day.help_,
    "privacy": day.privacy,
    "export": belongings.export,
    "erase": belongings.erase,
    "pause": stopping.pause,
    "stop": stopping.stop,
}

# What typed words are for where a step waits for them; whether they were for it. Behind a colon a
# step may say more.
STEPS: dict[str, Callable[[Db, Visit, str, dt.datetime], bool]] = {
    "digest_time": digests.typed_time,
    rests.ASKS: rests.typed_date,
    fields.WORDS: editor.typed,
    fields.PICTURE: pictures.no_words,
    pictures.TAKEN: pictures.no_words,
    "sheet_name": sheetwords.name,
    "sheet_minutes": sheetwords.minutes,
    "sheet_time": sheetwords.time,
    reviewing.ASKS_NAME: reviewing.typed_name,
    reviewing.ASKS_DAY: reviewing.typed_day,
    zones.ASKS: zones.typed,
    nophone.ASKS: nophone.typed_name,
}

# At these, what is typed isn't the label of a button on the card above.
WANTS_WORDS = {*setup.WANTS_WORDS, *sheets.TYPED.values()}


def tap(db: Db, visit: Visit, data: str, now: dt.datetime) -> str | None:
    """A tap, whatever its data: what we don't know gets a friendly line and does nothing."""
    found = buttons.read(data)
    if found and found.verb == WHICH:
        return _which(db, visit, found, now)
    flow = TAPS.get(found.verb) if found else None
    if found is None or flow is None:
        return visit.say("toast.old")
    circle_id = whose.of_tap(db, visit, found)
    if found.verb in OF_THE_DAYS and whose.at(db, visit, circle_id, stopping.over):
        return visit.say("toast.stopped")
    return whose.at(db, visit, circle_id, flow, found, now)


def command(db: Db, visit: Visit, said: str, now: dt.datetime) -> str | None:
    """A command of the menu; one we don't know is answered like words we can't read."""
    first, _, behind = said.partition(" ")
    name = first.strip().removeprefix("/").partition("@")[0].lower()
    if name not in COMMANDS:
        return text(db, visit, said, now)
    found = whose.of_command(db, visit, rights.COMMANDS[name])
    if len(found) > 1:
        whose.ask(db, visit, name, found, now)
        return None
    toast = _command(db, replace(visit, behind=behind.strip()), name, found, now)
    _step_again(db, visit, now)
    return toast


def _command(
    db: Db, visit: Visit, name: str, found: Sequence[Member], now: dt.datetime
) -> str | None:
    """In the one circle that it can be about, else where they are at home."""
    circle_id = found[0].circle_id if found else visit.circle_id
    return whose.at(db, visit, circle_id, COMMANDS[name], now)


def _which(db: Db, visit: Visit, tapped: Tap, now: dt.datetime) -> str | None:
    """Whose circle a command was about: it is done there."""
    chosen = whose.chosen(db, visit, tapped, now)
    if chosen is None:
        return visit.say("toast.old")
    return whose.at(db, visit, chosen[1], COMMANDS[chosen[0]], now)


def _step_again(db: Db, visit: Visit, now: dt.datetime) -> None:
    """Who asked something in the middle of the set-up finds its open step below the answer."""
    if visit.human.asks in setup.FIRST_STEPS:
        setup.resume(db, visit, now)


def text(db: Db, visit: Visit, said: str, now: dt.datetime) -> str | None:
    """Typed or dictated words: a button's label, the answer to a step, else a note."""
    said = said.replace("\x00", "")
    if _standing(db, visit, said, now) or proxytaps.take(db, visit, said, now):
        return None
    if _as_tap(db, visit, said, now):
        return None
    if stopping.over(db, visit):
        joining.welcome_back(db, visit, now)
        return None
    if step(db, visit, said, now) or answered.take(db, visit, said, now):
        return None
    return notes.take(db, visit, said, now)


def _as_tap(db: Db, visit: Visit, said: str, now: dt.datetime) -> bool:
    """Whether the words are the label of a button that lies there: they are a tap on it."""
    found = _label(db, visit, said)
    if found is None:
        return False
    row, data = found
    said_of_days = (buttons.read(data) or Tap("")).verb in OF_THE_DAYS
    if said_of_days and stopping.over(db, visit):
        return False
    if toast := tap(db, visit, data, now):
        day.send(db, visit, now, lambda row: Screen(toast))
    if row.session_id is not None and not _shows_it_again(data):
        notes.again(db, visit, row.session_id, now)
    return True


def _shows_it_again(data: str) -> bool:
    """Whether the card comes below what the button calls for, anyway."""
    found = buttons.read(data)
    return found is not None and found.verb in showing.VERBS


def _step_name(visit: Visit) -> str:
    """What is waited for, without what is said of it behind a colon."""
    return (visit.human.asks or "").partition(":")[0]


def step(db: Db, visit: Visit, said: str, now: dt.datetime) -> bool:
    """Words for what waits for them, in the circle where it was asked; whether they were for it."""
    flow = STEPS.get(_step_name(visit), setup.words_for_step)
    return whose.at(db, visit, whose.of_step(db, visit), flow, said, now)


def _standing(db: Db, visit: Visit, said: str, now: dt.datetime) -> bool:
    """The keyboard below the chat, and its words typed: they mean the same at any moment."""
    if typed.same(said, visit.say("button.help")):
        day.help_(db, visit, now)
        _step_again(db, visit, now)
        return True
    home = arrivals.home(db, visit)
    if home is None or not arrivals.may(db, home[1]):
        return False
    if typed.same(said, visit.say("button.today")):
        return today.today(db, visit, now) is None
    return typed.same(said, visit.say("button.rest")) and rests.rests_now(db, visit, now)


def _label(db: Db, visit: Visit, said: str) -> tuple[Message, str] | None:
    """The button with that label: on a card, or on what was sent last.

    A limit's "45 min" further up isn't meant by who answers how long it took.
    """
    # Where a time or a place is asked for, "9" isn't an answer to the card above.
    asked = _step_name(visit) in WANTS_WORDS or editor.waits(db, visit) is not None
    with_buttons = 0
    for row in store.latest_in_chat(db, visit.chat.id):
        found = [one for line in Screen.from_json(row.screen or "").rows for one in line]
        with_buttons += bool(found)
        if (asked and row.session_id is not None) or (row.session_id is None and with_buttons > 1):
            continue
        for button in found:
            if typed.same(said, button.label):
                return row, button.data
    return None
