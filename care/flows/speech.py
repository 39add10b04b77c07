"""A tap, a command, words, a voice, a picture, a place: each to what it calls for (`calls`)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from sqlmodel import Session as Db

from care import buttons, rights, store, typed
from care.buttons import Tap
from care.flows import (
    arrivals,
    calls,
    day,
    editor,
    filled,
    firstsheet,
    joining,
    notes,
    pictures,
    planfiles,
    proxytaps,
    rests,
    setup,
    showing,
    stopping,
    today,
    whose,
    zones,
)
from care.flows import said as answered
from care.flows.arrivals import Visit
from care.models import Member, Message
from care.ports import Screen

WHICH = "which"


def tap(db: Db, visit: Visit, data: str, now: dt.datetime) -> str | None:
    """A tap, whatever its data: what we don't know gets a friendly line and does nothing."""
    found = buttons.read(data)
    if found and found.verb == WHICH:
        return _which(db, visit, found, now)
    flow = calls.TAPS.get(found.verb) if found else None
    if found is None or flow is None:
        return visit.say("toast.old")
    circle_id = whose.of_tap(db, visit, found)
    if found.verb in calls.OF_THE_DAYS and whose.at(db, visit, circle_id, stopping.over):
        return visit.say("toast.stopped")
    return whose.at(db, visit, circle_id, flow, found, now)


def command(db: Db, visit: Visit, said: str, now: dt.datetime) -> str | None:
    """A command of the menu; one we don't know is answered like words we can't read."""
    first, _, behind = said.partition(" ")
    name = first.strip().removeprefix("/").partition("@")[0].lower()
    if name not in calls.COMMANDS:
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
    return whose.at(db, visit, circle_id, calls.COMMANDS[name], now)


def _which(db: Db, visit: Visit, tapped: Tap, now: dt.datetime) -> str | None:
    """Whose circle a command was about: it is done there."""
    chosen = whose.chosen(db, visit, tapped, now)
    if chosen is None:
        return visit.say("toast.old")
    return whose.at(db, visit, chosen[1], calls.COMMANDS[chosen[0]], now)


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
    if stopping.over(db, visit) and notes.is_plain(said, visit.lang):
        joining.welcome_back(db, visit, now)
        return None
    if _step(db, visit, said, now) or answered.take(db, visit, said, now):
        return None
    return notes.take(db, visit, said, now)


def _as_tap(db: Db, visit: Visit, said: str, now: dt.datetime) -> bool:
    """Whether the words are the label of a button that lies there: they are a tap on it."""
    found = _label(db, visit, said)
    if found is None:
        return False
    row, data = found
    said_of_days = (buttons.read(data) or Tap("")).verb in calls.OF_THE_DAYS
    if said_of_days and stopping.over(db, visit):
        return False
    if toast := tap(db, visit, data, now):
        day.send(db, visit, now, lambda row: Screen(toast))
    if row.session_id is not None and not _shows_it_again(data):
        notes.again(db, visit, row.session_id, now)
    return True


def voice(db: Db, visit: Visit, said: tuple[notes.Voice, str], now: dt.datetime) -> str | None:
    """A voice message and its caption: never an answer, and never listened to."""
    message, caption = said
    if stopping.over(db, visit):
        return text(db, visit, caption, now)
    if _step(db, visit, "", now):
        return None
    return notes.take(db, visit, caption.replace("\x00", ""), now, message)


def _shows_it_again(data: str) -> bool:
    """Whether the card comes below what the button calls for, anyway."""
    found = buttons.read(data)
    return found is not None and found.verb in showing.VERBS


def picture(db: Db, visit: Visit, sent: tuple[pictures.Shot, str], now: dt.datetime) -> str | None:
    """A photo or a video and its caption, whose words are words, unless the picture is awaited."""
    shot, caption = sent
    if pictures.waits(visit):
        whose.at(db, visit, whose.of_step(db, visit), pictures.for_exercise, shot, now)
    elif filled.waits(visit):
        whose.at(db, visit, whose.of_step(db, visit), filled.photo, shot, now)
    elif not firstsheet.page(db, visit, shot, now):
        if caption.strip():
            text(db, visit, caption, now)
        if stopping.over(db, visit):
            joining.welcome_back(db, visit, now)
        elif not setup.begins(visit):
            whose.given(db, visit, pictures.out_of_the_blue, shot, now)
        elif not caption.strip():
            setup.resume(db, visit, now)
    return None


def _step_name(visit: Visit) -> str:
    """What is waited for, without what is said of it behind a colon."""
    return (visit.human.asks or "").partition(":")[0]


def document(
    db: Db, visit: Visit, said: tuple[planfiles.Sent, str], now: dt.datetime
) -> str | None:
    """A document; where it is no plan file, its caption may be meant."""
    sent, caption = said
    if caption and sent == planfiles.Sent():
        return text(db, visit, caption, now)
    whose.given(db, visit, planfiles.take, sent, now)
    return None


def _step(db: Db, visit: Visit, said: str, now: dt.datetime) -> bool:
    step = calls.STEPS.get(_step_name(visit), setup.words_for_step)
    return whose.at(db, visit, whose.of_step(db, visit), step, said, now)


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


def place(db: Db, visit: Visit, spot: tuple[float, float], now: dt.datetime) -> str | None:
    """A shared place (latitude, longitude): for a step that waits for it, or somewhere else."""
    if visit.human.asks in setup.WANTS_A_PLACE:
        return setup.place(db, visit, *spot, now)
    return zones.place(db, visit, *spot, now)


def _label(db: Db, visit: Visit, said: str) -> tuple[Message, str] | None:
    """The button with that label: on a card, or on what was sent last.

    A limit's "45 min" further up isn't meant by who answers how long it took.
    """
    # Where a time or a place is asked for, "9" isn't an answer to the card above.
    asked = _step_name(visit) in calls.WANTS_WORDS or editor.waits(db, visit) is not None
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
