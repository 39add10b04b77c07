"""An update comes in: once, from somebody who was let in, and what it calls for goes out.

A stranger gets one polite line, and nothing about them is stored, not even the update's number.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Concatenate, ParamSpec

from sqlmodel import Session as Db

from care import buttons, rights, store, words
from care.flows import due, hush, menus
from care.kinds import Role
from care.models import Chat, Circle, Human, Member
from care.ports import Arrival, Draft, Farewell, Reply, Screen
from care.screens import belongings

P = ParamSpec("P")


@dataclass(frozen=True)
class Visit:
    """Somebody who was let in, at the door: who, where, in which language.

    `circle_id`: the circle that they speak about, where that is known (`flows.whose`); `behind`:
    the words behind a command. A flow that erases puts what follows into
    `farewells`: nobody is there afterwards to be asked.
    """

    arrival: Arrival
    human: Human
    chat: Chat
    circle_id: int | None = None
    behind: str = ""
    farewells: list[Farewell] = field(default_factory=list)

    @property
    def lang(self) -> str:
        """Their language."""
        return self.human.language

    @property
    def update_id(self) -> int:
        """The update that brought them."""
        return self.arrival.update_id

    def say(self, key: str, **values: object) -> str:
        """Words in their language."""
        return words.say(self.lang, key, **values)


Flow = Callable[Concatenate[Db, Visit, P], str | None]


def take_in(
    db: Db, arrival: Arrival, now: dt.datetime, flow: Flow[P], *args: P.args, **kwargs: P.kwargs
) -> Reply:
    """Run a flow for an update, once. The flow's answer is a line for the tap itself, or nothing.

    The first statement that writes notes the update: where it was noted before, only what it
    called for is drawn again.
    """
    if is_forged(db, arrival):
        return Reply()
    known = store.let_in(db, arrival.human, arrival.chat)
    if known is None:
        return _unknown(db, arrival)
    human, chat = known
    if not store.first_time(db, arrival.update_id, now):
        return Reply(tuple(due.drawn_again(db, arrival.update_id, now)))
    # Who writes or taps is there again, whatever made us think the chat was gone.
    _reachable(db, chat, None, now)
    hush.heard(db, human, now)
    visit = Visit(arrival, human, chat)
    toast = flow(db, visit, *args, **kwargs)
    db.flush()
    farewell = next(iter(visit.farewells), None)
    if farewell and farewell.drafts:
        return Reply(farewell.drafts, toast, farewell=farewell)
    menu = menus.due(chat, [who for _, who in mine(db, human)], human.language)
    return Reply(tuple(due.after_update(db, chat.id, now)), toast, menu, farewell)


def is_forged(db: Db, arrival: Arrival) -> bool:
    """Whether it claims to be in the private chat of somebody else whom we know.

    To Telegram both have one number.
    """
    return arrival.human != arrival.chat and store.human(db, arrival.chat) is not None


def _unknown(db: Db, arrival: Arrival) -> Reply:
    """A stranger; or somebody about whom nothing is kept any more.

    Who erased everything may tap twice, and Telegram may bring that tap, or any other update of
    those days, again: nobody is written to for that.
    """
    lang = words.language(arrival.language)
    tapped = buttons.read(arrival.tapped)
    erases = tapped is not None and tapped.verb == belongings.YES
    came_before = store.was_seen(db, arrival.update_id)
    if not erases and not came_before:
        return stranger(arrival)
    if erases and came_before:
        last = Draft(None, arrival.chat, arrival.telegram_id, belongings.erased_before(lang))
        return Reply((last,), words.say(lang, "erase.toast"))
    return Reply(toast=words.say(lang, "erase.toast" if erases else "toast.old"))


def stranger(arrival: Arrival, key: str = "stranger.line") -> Reply:
    """One polite line, and nothing kept."""
    lang = words.language(arrival.language)
    line = Draft(None, arrival.chat, None, Screen(words.say(lang, key)))
    return Reply((line,), words.say(lang, "toast.old"), to_stranger=True)


def reachable(db: Db, chat_id: int, gone: str | None, now: dt.datetime) -> None:
    """Somebody blocked the bot, for that reason, or is there again."""
    chat = store.chat(db, chat_id)
    if chat is not None:
        _reachable(db, chat, gone, now)


def _reachable(db: Db, chat: Chat, gone: str | None, now: dt.datetime) -> None:
    if chat.gone and not gone:
        # Their cards were not redrawn meanwhile: the old buttons would do nothing to be seen.
        store.hasten_chat(db, chat.id, now)
    if chat.gone != gone:
        chat.gone = gone


def mine(db: Db, human: Human) -> list[tuple[Member, rights.Who]]:
    """What somebody is, wherever they are in.

    Their own circle comes first, then where they stand in for somebody, then the oldest.
    """
    found = [(member, who(db, member)) for member in store.memberships(db, human.id)]
    return sorted(found, key=lambda one: (not one[1].is_person, not one[1].stands_in))


def who(db: Db, member: Member) -> rights.Who:
    """A member, with what it takes to know what they may."""
    own = member.role == Role.PATIENT
    person = member if own else store.patient(db, member.circle_id)
    return rights.Who(member, person, db.get_one(Circle, member.circle_id))


def may(db: Db, member: Member, what: rights.May = rights.May.OWN) -> bool:
    """Whether a member may do that; by default, what is the person's own."""
    return rights.may(what, who(db, member))


def speaks_for(db: Db, member: Member) -> int | None:
    """The person (their member's id), where this member stands in for them."""
    found = who(db, member)
    return found.person.id if found.stands_in and found.person else None


def home(db: Db, visit: Visit) -> tuple[Circle, Member] | None:
    """The circle somebody speaks about, held, with what they are in it; their own, if not said."""
    for member, _ in mine(db, visit.human):
        if visit.circle_id in (None, member.circle_id):
            return store.lock(db, member.circle_id), member
    return None
