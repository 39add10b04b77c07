"""The circle as the person sees it: who is in it, what each sees, the links that are open."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from care import fitting, words
from care.buttons import button
from care.kinds import Role
from care.ports import Button, Screen
from care.screens import marks

Row = tuple[Button, ...]
# Telegram takes a hundred buttons.
MOST_MEMBERS, MOST_LINKS = 80, 8


@dataclass(frozen=True)
class Seen:
    """Somebody in the circle, by their member's id: since which local day, and what they may."""

    member: int
    role: str
    name: str
    since: dt.date
    sees_journal: bool = False
    may_propose: bool = False
    gets_report: bool = False


@dataclass(frozen=True)
class Link:
    """A link that nobody used yet, by its id: for which role, until when on the person's clock."""

    invitation: int
    role: str
    until: dt.datetime
    withdrawn: bool = False


def line(lang: str, one: Seen) -> str:
    """What somebody is, since when, and what they see."""
    helps = "around.therapist" if one.role == Role.THERAPIST else "around.caregiver"
    since = words.short_day(lang, one.since)
    said = words.say(lang, helps, name=one.name, since=since, sees=_sees(lang, one))
    return f"{said} {words.say(lang, 'around.proposes')}" if one.may_propose else said


def _sees(lang: str, one: Seen) -> str:
    holds = (
        ("around.sees_digest", one.role == Role.CAREGIVER),
        ("around.sees_plan", one.may_propose),
        ("around.sees_journal", one.sees_journal),
        ("around.gets_report", one.gets_report),
    )
    found = [words.say(lang, key) for key, true in holds if true]
    return ", ".join(found) or words.say(lang, "around.sees_nothing")


def circle(
    lang: str, row: int, people: Sequence[Seen], links: Sequence[Link], *, invites: bool = True
) -> Screen:
    """Everybody, a button each; `invites`: with the button that makes a link, the lowest."""
    shown, open_ = people[:MOST_MEMBERS], [link for link in links if not link.withdrawn]
    text = [words.say(lang, "around.title" if people else "around.nobody")]
    text += [line(lang, one) for one in people]
    if open_:
        text.append(words.say(lang, "around.links", n=len(open_)))
    names = fitting.apart([one.name for one in shown])
    rows: list[Row] = [
        (button(name, "member", row, str(one.member)),)
        for one, name in zip(shown, names, strict=True)
    ]
    if open_:
        rows.append(_go(lang, row, "circle_links"))
    if invites:
        rows.append(_go(lang, row, "circle_invite"))
    return Screen(fitting.cut("\n".join(text), fitting.LONGEST), tuple(rows))


def _go(lang: str, row: int, verb: str) -> Row:
    return (button(words.say(lang, f"button.{verb}"), verb, row),)


# What the person decides of each: its value in the button, the two labels, the more open one first.
JOURNAL, PROPOSES, REPORT = "sees", "may", "gets"
CHOICES = {
    JOURNAL: ("button.journal_too", "button.no_journal"),
    PROPOSES: ("button.may_propose", "button.may_not_propose"),
    REPORT: ("button.report_too", "button.no_report"),
}


def choice(lang: str, row: int, member: int, what: str, *, holds: bool) -> tuple[Row, ...]:
    """Two buttons that stay where they are: a second tap sets the same."""
    return tuple(
        (
            marks.option(
                lang,
                words.say(lang, key),
                "member_set",
                row,
                f"{member}:{what}:{int(yes)}",
                chosen=holds is yes,
            ),
        )
        for key, yes in zip(CHOICES[what], (True, False), strict=True)
    )


def looks(lang: str, row: int, one: Seen) -> tuple[Row, ...]:
    """How the journal looks to somebody who may read it."""
    label = words.say(lang, "button.member_sees", name=_short(one.name))
    return ((button(label, "member_sees", row, str(one.member)),),)


def out(lang: str, row: int, one: Seen) -> tuple[Row, ...]:
    """The way out of the circle: it only asks."""
    label = words.say(lang, "button.member_out", name=_short(one.name))
    return ((button(label, "member_out", row, str(one.member)),),)


def member(lang: str, one: Seen, rows: tuple[Row, ...]) -> Screen:
    """Somebody's card, with what the person decided of them."""
    text = [line(lang, one), words.say(lang, "members.text", name=one.name)]
    if one.role == Role.THERAPIST:
        text.append(words.say(lang, "members.in_report"))
    return Screen("\n".join(text), rows)


def remove(lang: str, row: int, one: Seen) -> Screen:
    """Asked once more, the harmless answer where the finger is."""
    labels = (
        ("member_gone", words.say(lang, "button.member_gone", name=_short(one.name))),
        ("member_keep", words.say(lang, "button.member_keep", name=_short(one.name))),
    )
    rows = tuple((button(label, verb, row, str(one.member)),) for verb, label in labels)
    return Screen(words.say(lang, "members.remove", name=one.name), rows)


def _short(name: str) -> str:
    return fitting.cut(name, fitting.LONGEST_NAME)


def links(lang: str, row: int, found: Sequence[Link]) -> Screen:
    """The links, numbered; a button each, which stays where it is when its link is withdrawn."""
    text, rows = [words.say(lang, "links.title")], []
    for n, one in enumerate(found[-MOST_LINKS:], start=1):
        text.append(_link(lang, n, one))
        label = words.say(lang, "button.link_gone" if one.withdrawn else "button.link_off", n=n)
        rows.append((button(label, "link_off", row, str(one.invitation)),))
    return Screen("\n".join(text), tuple(rows))


def _link(lang: str, n: int, one: Link) -> str:
    if one.withdrawn:
        return words.say(lang, "links.withdrawn", n=n)
    until = words.say(
        lang, "links.until", day=words.day(lang, one.until), time=words.clock(lang, one.until)
    )
    return words.say(lang, f"links.{one.role}", n=n, until=until)
