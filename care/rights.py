"""Who may do what in a circle: one table, asked by every flow, held cell by cell by a test.

What is the person's own is theirs, or a stand-in's: the proxy of a person without a phone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from care.kinds import Role
from care.models import Circle, Member


class May(StrEnum):
    """Something that somebody does in a circle.

    OWN: what is the person's: answers, rests, invitations, a plan's yes, who sees what. PLAN: write
    on it. JOURNAL: read the days. REPORT: ask for it. ALL: export or erase everything. DIGEST and
    AWAY: one's own message, one's own hands. ZONE: somewhere else. STOP: pause or stop the circle,
    or start it again. END: that, or leave it. PROXY: the card of a day that somebody else lived.
    PEOPLE: a therapist's list.
    """

    OWN = "own"
    PLAN = "plan"
    JOURNAL = "journal"
    REPORT = "report"
    ALL = "all"
    DIGEST = "digest"
    AWAY = "away"
    ZONE = "zone"
    STOP = "stop"
    END = "end"
    PROXY = "proxy"
    PEOPLE = "people"


# What each command is about, in the order of the menus; None: everybody's, in no circle.
COMMANDS: dict[str, May | None] = {
    "today": May.OWN,
    "rest": May.OWN,
    "digest": May.DIGEST,
    "away": May.AWAY,
    "people": May.PEOPLE,
    "plan": May.PLAN,
    "journal": May.JOURNAL,
    "report": May.REPORT,
    "invite": May.OWN,
    "circle": May.OWN,
    "shared": May.OWN,
    "limits": May.OWN,
    "settings": May.OWN,
    "zone": May.ZONE,
    "help": None,
    "privacy": None,
    "export": May.ALL,
    "erase": May.ALL,
    "pause": May.STOP,
    "stop": May.END,
}


@dataclass(frozen=True)
class Who:
    """A member, the person whom the circle is about once they are in it, and the circle."""

    member: Member
    person: Member | None
    circle: Circle

    @property
    def is_person(self) -> bool:
        """Whether the circle is about them."""
        return self.member.role == Role.PATIENT

    @property
    def stands_in(self) -> bool:
        """Whether they speak for a person who has no phone."""
        no_phone = self.person is not None and self.person.human_id is None
        return self.member.proxy and no_phone

    @property
    def is_caregiver(self) -> bool:
        """Whether they help."""
        return self.member.role == Role.CAREGIVER


def _own(who: Who) -> bool:
    return who.is_person or who.stands_in


def _after_the_end(who: Who) -> bool:
    """Once everything is stopped, whom the person named to answer may keep or erase it.

    As long as the person isn't in, it is whoever set the circle up for them who has written it all.
    """
    if who.person is None:
        return who.is_caregiver
    return _own(who) or (who.member.proxy and who.circle.stopped_at is not None)


def _lets_the_therapist(who: Who) -> bool:
    """A report tells what wasn't done and why: never those who help, whatever else they read."""
    lets = who.member.gets_report or who.member.sees_journal
    return who.member.role == Role.THERAPIST and lets


_TABLE: dict[May, Callable[[Who], bool]] = {
    May.OWN: _own,
    May.PLAN: lambda who: _own(who) or who.member.may_propose,
    May.JOURNAL: lambda who: _own(who) or who.member.sees_journal,
    May.REPORT: lambda who: _own(who) or _lets_the_therapist(who),
    May.ALL: _after_the_end,
    May.DIGEST: lambda who: who.is_caregiver,
    May.AWAY: lambda who: who.is_caregiver,
    May.ZONE: lambda who: who.is_person or who.is_caregiver,
    May.STOP: lambda who: who.is_person or who.is_caregiver,
    May.END: lambda who: True,
    May.PROXY: lambda who: who.member.proxy and who.member.acts_since is not None,
    May.PEOPLE: lambda who: who.member.role == Role.THERAPIST,
}


def may(what: May, who: Who) -> bool:
    """Whether they may; nobody who has left may anything."""
    return who.member.left_at is None and _TABLE[what](who)
