"""What a button, a command or typed words call for: three tables, one way in each (`speech`)."""

import datetime as dt
from collections.abc import Callable

from sqlmodel import Session as Db

from care import fields
from care.buttons import Tap
from care.flows import (
    answers,
    belongings,
    confirming,
    day,
    digests,
    editor,
    filled,
    gone,
    inviting,
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
    reports,
    rests,
    reviewing,
    settings,
    setup,
    sheets,
    sheetwords,
    showing,
    stopping,
    today,
    yeses,
    zones,
)
from care.flows.arrivals import Visit

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
    **dict.fromkeys(reports.VERBS, reports.tap),
    **dict.fromkeys(filled.VERBS, filled.tap),
    **dict.fromkeys(members.VERBS, members.tap),
    **dict.fromkeys(people.VERBS, people.tap),
    **dict.fromkeys(people.ON_CARD, people.on_card),
    **dict.fromkeys(nophone.VERBS, nophone.tap),
    **dict.fromkeys(proxy.VERBS, proxy.tap),
    **dict.fromkeys(proxytaps.VERBS, proxytaps.tap),
    **dict.fromkeys(belongings.VERBS, belongings.tap),
    "help": day.help_tap,
}
# What is said of the days; where everything is stopped, a stray tap says nothing.
OF_THE_DAYS = {*answers.VERBS, *rests.VERBS, *today.VERBS, *proxytaps.VERBS, "wake"}

# What each is about, and whose menu has it, is care/rights.py's to say; /start has its own door.
COMMANDS: dict[str, CommandFlow] = {
    "today": today.today,
    "rest": rests.rest,
    "plan": editor.plan_,
    "journal": journals.journal,
    "report": reports.report,
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
    filled.WAITS: filled.no_words,
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
