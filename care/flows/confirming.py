"""The yes to a changed plan: what would change, its price, and nothing before the yes.

A yes is to exactly what was shown: its button names the version that was in force then and the new
one. Where either is another now, the card is drawn anew and asks again.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlmodel import Session as Db

from care import authorship, store, times
from care.buttons import Tap
from care.flows import arrivals, cards, day, outgoing, planner, plans, proposing
from care.flows.arrivals import Visit
from care.kinds import PlanState
from care.models import Chat, Circle, Human, Member, Message, PlanVersion
from care.ports import Screen
from care.rights import May
from care.screens import confirm as show
from care.screens import plan_card, zones
from care.screens.plan_card import Head

OLD = "toast.old"


@dataclass(frozen=True)
class Asked:
    """A tap on such a card by somebody who may change the plan: everything a step needs."""

    db: Db
    visit: Visit
    circle: Circle
    member: Member
    row: Message
    tap: Tap
    now: dt.datetime

    @property
    def is_person(self) -> bool:
        """Whether the plan is theirs who taps to decide on."""
        return arrivals.may(self.db, self.member)

    def number(self) -> int:
        """The version in the button, the last of those that it names."""
        return int("0" + self.tap.value.rpartition(":")[2])


def screen(
    db: Db, visit: Visit, circle: Circle, member: Member, row: int, now: dt.datetime
) -> Screen:
    """What this member's draft would change, for their yes or to be sent to the person."""
    review = _review(db, visit, (circle, member), row, now)
    return show.draft(review) if review else show.no_draft(visit.lang, row)


def _review(
    db: Db, visit: Visit, home: tuple[Circle, Member], row: int, now: dt.datetime
) -> show.Review | None:
    """A draft beside the plan in force, as it would be with the yes: with its review date."""
    circle, member = home
    held = plans.versions(db, circle, member)
    if held is None or held.draft is None:
        return None
    person = store.patient(db, circle.id)
    name = None if arrivals.may(db, member) else person.name if person else ""
    stamp = proposing.stamp(held.active, held.draft)
    sent = plans.as_sent(db, circle, member, held.plan, now)
    after = authorship.with_review_date(held.in_force, sent, plans.today(circle, now))
    return show.Review(visit.lang, row, held.in_force, after, stamp, person=name)


def tap(db: Db, visit: Visit, tapped: Tap, now: dt.datetime) -> str | None:
    """A tap on one of these cards; what it shows next never asks for a yes under the finger."""
    row = outgoing.own_row(db, visit.chat, tapped, visit.arrival.telegram_id, now)
    home = arrivals.home(db, visit)
    if row is None or home is None or not arrivals.may(db, home[1], May.PLAN):
        return visit.say(OLD)
    asked = Asked(db, visit, *home, row, tapped, now)
    shows = _STEPS[tapped.verb](asked)
    if shows is None:
        return visit.say(OLD)
    cards.redraw(row, cards.forgiving(row, tapped, shows, visit.lang), now, visit.update_id)
    return None


def _look(asked: Asked) -> Screen | None:
    return screen(asked.db, asked.visit, asked.circle, asked.member, asked.row.id, asked.now)


def _exact(asked: Asked) -> tuple[show.Review | None, bool]:
    """The draft as it is now, and whether it is what the button was about."""
    home = (asked.circle, asked.member)
    review = _review(asked.db, asked.visit, home, asked.row.id, asked.now)
    return review, review is not None and review.stamp == asked.tap.value


def _of_draft(step: Callable[[Asked, show.Review], Screen | None]) -> "Step":
    """A step with the draft that was shown; another one is shown first."""

    def made(asked: Asked) -> Screen | None:
        review, exact = _exact(asked)
        if review is None:
            return show.no_draft(asked.visit.lang, asked.row.id)
        if not exact:
            return show.changed_meanwhile(review, show.draft(review))
        return step(asked, review)

    return made


def _use(asked: Asked, review: show.Review) -> Screen | None:
    version = store.draft(asked.db, asked.member.id)
    if version is None or not asked.is_person:
        return None
    return _in_force(asked, version)


def _in_force(asked: Asked, version: PlanVersion) -> Screen:
    """In use; what still comes at its old time today, as its new one has passed, is said."""
    plans.use(asked.db, asked.circle, asked.member, version, asked.now)
    shows, lang = show.used(asked.visit.lang, asked.row.id, version.id), asked.visit.lang
    still = zones.still(lang, planner.today_still(asked.db, asked.circle, asked.now))
    return replace(shows, text="\n".join([shows.text, *still]))


def _send(asked: Asked, review: show.Review) -> Screen | None:
    if asked.is_person:
        return None
    plans.propose(asked.db, asked.circle, asked.member, asked.now)
    return show.sent(asked.visit.lang, review.person)


def _undo(asked: Asked, review: show.Review) -> Screen | None:
    plans.undo(asked.db, asked.circle, asked.member)
    return _look(asked)


def _drop(asked: Asked, review: show.Review) -> Screen | None:
    plans.drop(asked.db, asked.member)
    return show.dropped(asked.visit.lang, asked.row.id)


def _restore(asked: Asked) -> Screen | None:
    """As it was before; or, after that, as it was meant. Only where nothing came since."""
    if not asked.is_person:
        return None
    made = plans.restore(asked.db, asked.circle, asked.member, asked.number(), asked.now)
    if made is None:
        return None
    shows = show.used if asked.tap.value.startswith(show.AGAIN) else show.restored
    return shows(asked.visit.lang, asked.row.id, made.id)


# Proposals, for the person


def _proposed(asked: Asked) -> tuple[PlanVersion, show.Review] | None:
    """The proposal in the button, where it waits."""
    version = proposing.waiting(asked.db, asked.circle, asked.number())
    if version is None or not asked.is_person:
        return None
    found = proposing.view(asked.db, asked.circle, asked.visit.lang, version, asked.row.id)
    return (version, found[0]) if found else None


def _of_proposal(step: Callable[[Asked, PlanVersion, show.Review], Screen | None]) -> "Step":
    def made(asked: Asked) -> Screen | None:
        if not asked.is_person:
            return None
        found = _proposed(asked)
        return step(asked, *found) if found else show.over(asked.visit.lang)

    return made


def _see(asked: Asked, version: PlanVersion, review: show.Review) -> Screen | None:
    return show.proposal(review)


def _use_proposal(asked: Asked, version: PlanVersion, review: show.Review) -> Screen | None:
    if review.stamp != asked.tap.value:
        return show.changed_meanwhile(review, show.proposal(review))
    shows = _in_force(asked, version)
    _tell(asked, version)
    return shows


def _tell(asked: Asked, version: PlanVersion) -> None:
    """Who proposed it hears that it is used, without a sound; that it isn't, nobody hears."""
    author = asked.db.get_one(Member, version.author_id)
    if author.chat_id is None or author.left_at is not None:
        return
    human = asked.db.get(Human, author.human_id) if author.human_id else None
    chat = asked.db.get_one(Chat, author.chat_id)
    shows = show.told(human.language if human else asked.visit.lang, asked.member.name)
    outgoing.reply(asked.db, chat, asked.now, lambda row: shows, circle_id=asked.circle.id)


def _not_now(asked: Asked, version: PlanVersion, review: show.Review) -> Screen | None:
    return show.not_now(review)


def _put_away(asked: Asked, version: PlanVersion, review: show.Review) -> Screen | None:
    version.state = PlanState.DECLINED
    asked.db.flush()
    return show.put_away(asked.visit.lang)


def _whole(asked: Asked, version: PlanVersion, review: show.Review) -> Screen | None:
    """In a message of its own; the question stays where it is."""
    written = times.local(version.created_at, asked.circle.zone).date()
    head = Head(None, review.author or "", written, None, None, proposed=True)
    today = plans.today(asked.circle, asked.now)
    shows = Screen(plan_card.text(asked.visit.lang, head, review.after, today))
    visit = asked.visit
    day.send(asked.db, visit, asked.now, lambda row: shows)
    return Screen.from_json(asked.row.screen or "")


Step = Callable[[Asked], Screen | None]
_STEPS: dict[str, Step] = {
    "plan_review_changes": _look,
    "plan_use": _of_draft(_use),
    "plan_send": _of_draft(_send),
    "plan_undo": _of_draft(_undo),
    "plan_drop": _of_draft(lambda asked, review: show.drop(review)),
    "plan_drop_yes": _of_draft(_drop),
    "plan_restore": _restore,
    "plan_proposal": _of_proposal(_see),
    "prop_use": _of_proposal(_use_proposal),
    "prop_not": _of_proposal(_not_now),
    "prop_away": _of_proposal(_put_away),
    "prop_whole": _of_proposal(_whole),
}
VERBS = frozenset(_STEPS)
