"""Who may do what, through every door: each role, each command, each button.

Two circles are set up once each (`tests/roles.py`), and everybody tries everything in them: the
command; the button where it lies in their own chat; the same button's data, forged, of a message
that is in somebody else's. What a new command or button may do to whom is written down here.
"""

import shutil
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from care import db, words
from care.flows import calls, speech
from tests import roles
from tests.authority import PHOTO, Found, Outcome, Trials

PERSON, STANDS_IN = "person", "stands in"
THERAPIST, REPORTED = "therapist", "therapist with the report"
HELPS, READS, WRITES, ANSWERS = "helps", "reads", "writes", "answers"
REMOVED, STRANGER = "removed", "stranger"
ELSEWHERE = {"another's person", "another's helper"}

OWN = {PERSON, STANDS_IN}
THERAPISTS = {THERAPIST, REPORTED}
HELPERS = {HELPS, READS, WRITES, ANSWERS, STANDS_IN}
PLAN = {*OWN, WRITES, *THERAPISTS}
STOP = {PERSON, *HELPERS}
IN = {*OWN, *HELPERS, *THERAPISTS}
READERS = {*OWN, READS, REPORTED}
REPORT = {*OWN, REPORTED}
PROXY = {ANSWERS, STANDS_IN}
NOBODY: set[str] = set()

# Who is answered by anything but a refusal.
COMMANDS: dict[str, set[str]] = {
    "today": OWN,
    "rest": OWN,
    "digest": HELPERS,
    "away": HELPERS,
    "people": THERAPISTS,
    "plan": PLAN,
    "journal": READERS,
    "report": REPORT,
    "invite": OWN,
    "circle": OWN,
    "shared": OWN,
    "limits": OWN,
    "settings": {*OWN, *HELPERS},
    "zone": IN,
    "help": {*IN, REMOVED, *ELSEWHERE},
    "privacy": {*IN, REMOVED, *ELSEWHERE},
    "export": OWN,
    "erase": OWN,
    "pause": STOP,
    "stop": IN,
}
# In their own circle, those of another may what they are there.
ELSEWHERE_TOO: dict[str, set[str]] = {
    **{name: {"another's person"} for name, may in COMMANDS.items() if PERSON in may},
    "away": {"another's helper"},
    "digest": {"another's helper"},
    **dict.fromkeys(("help", "pause", "privacy", "settings", "stop", "zone"), ELSEWHERE),
}


def _of(may: set[str], *verbs: str) -> dict[str, set[str]]:
    return dict.fromkeys(verbs, may)


# Whose tap on it, in their own chat, does or shows anything; all others get the one line.
BUTTONS: dict[str, set[str]] = {
    # The card of a session, and the day
    **_of(OWN, "done", "stopped", "not_today", "why", "pain", "recovery", "change", "fix", "keep"),
    **_of(OWN, "today_done", "today_earlier", "rest_day", "rest_days", "rest_open", "rest_date"),
    **_of(OWN, "rest_keep", "rest_undo", "rest_end"),
    **_of(OWN, "later", "undo", "rest", "as_before", "earlier", "wake", "show_how", "show_next"),
    **_of(OWN, "settings", "limit_pain", "limit_recovery", "journal_full", "journal_picture"),
    # Those around the person
    **_of(OWN, "circle", "circle_invite", "circle_links", "link_off", "invite_therapist"),
    **_of({STANDS_IN}, "invite_person"),
    **_of(OWN, "member", "member_set", "member_sees", "member_keep", "member_out", "member_gone"),
    **_of(OWN, "proxy_open", "proxy_set"),
    **_of(PROXY, "proxy_see", "proxy_mine", "proxy_says", "proxy_mark", "proxy_change"),
    **_of(PROXY, "proxy_keep"),
    **_of(THERAPISTS, "person", "person_plan", "person_leave", "stop_leave"),
    **_of({REPORTED}, "person_report"),
    **_of({*STOP, *THERAPISTS}, "stop_no"),
    **_of(STOP, "pause_all", "stop_all", "start_again", "start_yes", "start_no"),
    **_of(HELPERS, "stop_mine"),
    # The report
    **_of(REPORT, "report_days", "report_brief", "report_filled"),
    **_of(OWN, "report_page", "page_limits", "page_recovery", "page_pain"),
    # One's own message
    **_of(HELPERS, "digest_choices", "digest_kind", "digest_day", "digest_sound", "digest_time"),
    **_of(HELPERS, "digest_place", "digest_keep", "digest_speak", "digest_quiet", "digest_at"),
    **_of(HELPERS, "digest_mute", "digest_muted", "digest_undo", "digest_offer"),
    **_of(HELPERS, "away", "away_days", "away_open", "back", "may_be_asked"),
    # Asked by the person or by who is away, of somebody who agreed: nobody has, these two days.
    **_of(NOBODY, "ask_helper", "helps"),
    **_of(IN, "zone_pick", "zone_undo"),
    # The plan
    **_of(PLAN, "plan", "plan_back", "plan_set", "plan_step", "plan_undo", "plan_drop"),
    **_of(PLAN, "plan_drop_yes", "plan_review_changes", "plan_use", "plan_send", "plan_proposal"),
    **_of(PLAN, "plan_cant", "plan_again", "yes_ask", "yes_said", "yes_no"),
    **_of(PLAN, "sheet_yes", "sheet_no", "sheet_by", "sheet_minutes", "sheet_time"),
    **_of(OWN, "sheet_undo", "sheet_where", "plan_restore", "version"),
    **_of(OWN, "prop_use", "prop_not", "prop_away", "prop_whole"),
    **_of(OWN, "review_ask", "review_done", "review_keep", "review_not_yet", "review_on"),
    **_of(OWN, "review_undo", "review_with"),
    # Words, and what is kept. What somebody else wrote is theirs: a copy of its line only writes
    # down what is said by whoever taps it.
    **_of({*IN, *ELSEWHERE}, "not_fall", "unask"),
    **_of({*IN, REMOVED, *ELSEWHERE}, "help"),
    **_of(PLAN, "plan_file"),
    # The stranger has erased everything, as far as we know: a line says so, and no more.
    **_of({*OWN, STRANGER}, "erase_yes"),
    **_of(OWN, "erase", "erase_no", "export"),
    # Which circle a command is about: nobody here is in two.
    **_of(NOBODY, speech.WHICH),
    # On the way in: nobody of those who are in is shown these.
    **_of(NOBODY, "agree", "whose", "person_yes", "zone", "template", "minutes", "time"),
    **_of(NOBODY, "no_phone", "no_phone_skip", "no_phone_yes", "no_phone_not"),
}

# What they say before they look which buttons there are.
WAYS = [
    *((f"/{name}",) for name in COMMANDS),
    ("I fell in the kitchen",),
    ("question for the visit: pedals",),
    ("/zone", "Springfield"),
    ("Bad day: rest", "/rest"),
    (PHOTO,),
]
# Who looks in each circle; the others try what these found.
LOOKS = ((PERSON, HELPS, ANSWERS, THERAPIST), (STANDS_IN,))
# What these may do, without a button for it within a few taps of those two days: it is tried all
# the same, on a message of another kind.
SELDOM: dict[str, set[str]] = {
    PERSON: {
        *("plan_drop_yes", "plan_proposal", "plan_restore", "prop_away", "prop_not", "prop_use"),
        *("prop_whole", "sheet_where", "show_next", "version", "wake", "yes_ask"),
        *("page_limits", "page_pain", "page_recovery", "report_filled"),
    },
    STANDS_IN: {
        *("plan_drop_yes", "plan_proposal", "plan_restore", "prop_away", "prop_not", "prop_use"),
        *("prop_whole", "sheet_where", "show_next", "version", "wake", "yes_ask", "plan_send"),
        *("page_limits", "page_pain", "page_recovery", "report_filled"),
        # What lies in the person's own chat.
        *("as_before", "earlier", "later", "rest", "undo", "why", "show_how", "settings"),
        *("review_done", "review_not_yet"),
        # The card of the day comes in place of the digest.
        *("digest_mute", "digest_muted", "digest_offer", "digest_undo", "away"),
    },
    HELPS: set(),
    ANSWERS: {"digest_muted", "digest_undo", "proxy_mark"},
    THERAPIST: {"plan_proposal"},
}
# One line, and nothing else.
REFUSALS = (
    "stranger.line", "person.only", "person.only_therapist", "left.line", "digest.not_yours",
    "away.not_yours",
    "limits.not_yours", "people.nobody", "people.not_yours", "export.not_yours", "stop.nothing",
    "plan.not_yours", "planfile.not_yours", "planfile.too_soon",
)  # fmt: skip
WORLDS = [roles.with_a_phone, roles.without_a_phone]


@pytest.fixture(params=WORLDS, ids=lambda build: build.__name__)
def world(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    migrated_file: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> tuple[Trials, dict[str, int]]:
    """The two circles, and the chats of everybody by what they are."""
    monkeypatch.setattr(db, "SYNCHRONOUS", "OFF")
    shutil.copyfile(migrated_file, tmp_path / "baseline.db")
    database = db.Database(f"sqlite:///{tmp_path / 'baseline.db'}")
    days, chats = request.param(database)
    return Trials(database, days.now), chats


def refused(outcome: Outcome) -> bool:
    """Whether nothing is different, and nothing was shown but one polite line."""
    polite = {words.say("en", key, name=name) for key in REFUSALS for name in ("Alex", "Zoe")}
    said = set(outcome.drafts)
    told = outcome.toast == words.say("en", "toast.old") or (said and said <= polite)
    return bool(told) and not outcome.changed


def acted(outcomes: Iterable[tuple[str, Outcome]]) -> set[str]:
    """Who was not refused; whatever they did, it is of their own circle."""
    found = set()
    for who, outcome in outcomes:
        assert outcome.changed <= {2 if who in ELSEWHERE else 1}, who
        if not refused(outcome):
            found.add(who)
    return found


def test_every_command_and_every_button_is_in_the_table() -> None:
    assert set(COMMANDS) == set(calls.COMMANDS)
    assert set(BUTTONS) == {*calls.TAPS, speech.WHICH}


def test_each_command(world: tuple[Trials, dict[str, int]]) -> None:
    trials, chats = world
    for name, may in COMMANDS.items():
        found = trials.said(chats.values(), f"/{name}")
        who = acted((who, found[chat]) for who, chat in chats.items())
        assert who == {*may, *ELSEWHERE_TOO.get(name, set())} & set(chats), name


def test_each_button(world: tuple[Trials, dict[str, int]]) -> None:
    """By whoever sees it, by all others where it lies in their chat, and forged by them."""
    trials, chats = world
    looks = LOOKS[0] if PERSON in chats else LOOKS[1]
    own = {who: trials.buttons_of(chats[who], WAYS) for who in looks}
    each = {one.tap.verb: one for found in own.values() for one in found.values()}
    acts: dict[str, set[str]] = defaultdict(set)
    for one in [*each.values(), *never_seen(each)]:
        verb = one.tap.verb
        found = trials.tapped(chats.values(), one)
        acts[verb] |= acted((who, found[chat][0]) for who, chat in chats.items())
        forges = acted((who, found[chat][1]) for who, chat in chats.items() if chat != one.chat)
        assert forges <= BUTTONS[verb] & {*EVERYBODYS.get(verb, set())}, one
    for who, found_by in own.items():
        for one in found_by.values():
            if who not in acts[one.tap.verb]:
                outcome, _ = trials.tapped([chats[who]], one)[chats[who]]
                acts[one.tap.verb] |= acted([(who, outcome)])
    too_many = {verb: who - BUTTONS[verb] - ELSEWHERE for verb, who in acts.items()}
    assert {verb: who for verb, who in too_many.items() if who} == {}
    for who in own:
        did = {verb for verb, whose in acts.items() if who in whose}
        seldom = {verb for verb, may in BUTTONS.items() if who in may} - did
        assert sorted(seldom) == sorted(SELDOM[who]), who


# What everybody is answered, whatever message it is on.
EVERYBODYS = {"help": {*IN, REMOVED, *ELSEWHERE}, "erase_yes": {STRANGER}}


def never_seen(each: dict[str, Found]) -> list[Found]:
    """The buttons that nobody was shown, each on a message of a circle all the same."""
    on = next(iter(each.values()))
    missing = sorted(set(BUTTONS) - set(each))
    return [replace(on, tap=replace(on.tap, verb=verb, value="1")) for verb in missing]
