"""/export and /erase: what is kept, as one file; and everything of it gone, for good, at once."""

import datetime as dt

from sqlmodel import Session as Db

from care import recipes, rights, store, times
from care.buttons import Tap
from care.flows import arrivals, cards, day, erasing, outgoing
from care.flows.arrivals import Visit
from care.models import Circle, Message
from care.ports import Draft, Farewell, Screen
from care.rights import May
from care.screens import belongings as show

OLD = "toast.old"
VERBS = frozenset({show.EXPORT, show.ASK, show.NO, show.YES})


def _home(db: Db, visit: Visit) -> tuple[Circle, str | None] | None:
    """Their circle, where it is theirs to take and to erase; whose it is, if not their own."""
    home = arrivals.home(db, visit)
    if home is None:
        return None
    who = arrivals.who(db, home[1])
    if not rights.may(May.ALL, who):
        return None
    return home[0], who.person.name if who.person and not who.is_person else None


def export(db: Db, visit: Visit, now: dt.datetime) -> str | None:
    """/export: what would be in the file, and a button."""
    home = _home(db, visit)
    if home is None:
        _not_yours(db, visit, now)
    else:
        day.send(db, visit, now, lambda row: show.export(visit.lang, row, home[1]))
    return None


def erase(db: Db, visit: Visit, now: dt.datetime) -> str | None:
    """/erase: what would go, asked twice."""
    home = _home(db, visit)
    if home is None:
        _not_yours(db, visit, now)
    else:
        day.send(db, visit, now, lambda row: show.ask(visit.lang, row, home[1]))
    return None


def _not_yours(db: Db, visit: Visit, now: dt.datetime) -> None:
    home = arrivals.home(db, visit)
    day.say(db, visit, now, "export.not_yours" if home else "left.line")


def tap(db: Db, visit: Visit, tapped: Tap, now: dt.datetime) -> str | None:
    """A tap on one of these cards."""
    row = outgoing.own_row(db, visit.chat, tapped, visit.arrival.telegram_id, now)
    home = _home(db, visit)
    if row is None or home is None:
        return visit.say(OLD)
    circle, name = home
    match tapped.verb:
        case show.YES:
            return _erase(db, visit, circle, row, now)
        case show.ASK:
            screen = show.sure(visit.lang, row.id, name)
        case show.NO:
            screen = Screen(visit.say("erase.kept"))
        case _:
            screen = _give(db, visit, circle, now)
    cards.redraw(row, screen, now, visit.update_id)
    return None


def _give(db: Db, visit: Visit, circle: Circle, now: dt.datetime) -> Screen:
    """The file, below; made when it is sent."""
    today = times.local(now, circle.zone).date()
    paper = recipes.export(circle.id, visit.lang, today)
    day.send(db, visit, now, lambda _: Screen(visit.say("export.given"), paper=paper))
    return Screen(visit.say("export.below"))


def _erase(db: Db, visit: Visit, circle: Circle, row: Message, now: dt.datetime) -> str | None:
    """Everything of the circle, in this transaction. The last words stand on the card itself."""
    of = erasing.around(db, circle)
    counts = show.Counts(**store.amounts(db, of))
    unsent, chats = store.under_way(db, of), store.telegram_chats(db, of.closed)
    farewell = show.erased(visit.lang, counts)
    stays = visit.chat.id not in of.closed
    last = Draft(None, visit.chat.telegram_id, row.telegram_id, farewell)
    erasing.gone(db, of, circle, now, row.id if stays else None)
    kept = store.message(db, row.id) if stays else None
    if kept is not None:
        cards.redraw(kept, farewell, now, visit.update_id)
    visit.farewells.append(Farewell(unsent - {row.id}, chats, () if stays else (last,)))
    # Who typed the button's words has no tap that waits for a line, and no chat to be sent one.
    return visit.say("erase.toast") if visit.arrival.tapped else None
