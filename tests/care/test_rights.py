"""Who may do what: each cell of the table, written down once more by hand."""

import datetime as dt
from typing import Any

import pytest

from care import rights
from care.kinds import Role
from care.models import Circle, Member
from care.rights import May

AT = dt.datetime(2026, 11, 23, 6, 0, tzinfo=dt.UTC)
PERSON = Member(id=1, circle_id=1, human_id=1, role=Role.PATIENT, name="Alex", joined_at=AT)
NO_PHONE = Member(id=1, circle_id=1, human_id=None, role=Role.PATIENT, name="Alex", joined_at=AT)
GOES_ON = Circle(id=1, zone="UTC", created_at=AT)
STOPPED = Circle(id=1, zone="UTC", created_at=AT, stopped_at=AT)

HELPS = {May.DIGEST, May.AWAY, May.ZONE, May.STOP, May.END}
OWN = {May.OWN, May.PLAN, May.JOURNAL, May.REPORT, May.ALL}
JOINED = {May.END, May.PEOPLE}


def helper(**more: Any) -> Member:
    kept: dict[str, Any] = {"id": 2, "circle_id": 1, "human_id": 2, "name": "Sam", "joined_at": AT}
    return Member(**{**kept, "role": Role.CAREGIVER, **more})


CELLS = {
    "the person": (PERSON, PERSON, GOES_ON, OWN | {May.ZONE, May.STOP, May.END}),
    "the person, stopped": (PERSON, PERSON, STOPPED, OWN | {May.ZONE, May.STOP, May.END}),
    "helps": (helper(), PERSON, GOES_ON, HELPS),
    "helps, nobody is in yet": (helper(), None, GOES_ON, HELPS | {May.ALL}),
    "helps, stopped": (helper(), PERSON, STOPPED, HELPS),
    "proposes": (helper(may_propose=True), PERSON, GOES_ON, HELPS | {May.PLAN}),
    "reads along": (
        helper(sees_journal=True),
        PERSON,
        GOES_ON,
        HELPS | {May.JOURNAL},
    ),
    "named": (helper(proxy=True), PERSON, GOES_ON, HELPS),
    "answers": (helper(proxy=True, acts_since=AT), PERSON, GOES_ON, HELPS | {May.PROXY}),
    "answered, named no more": (helper(acts_since=AT), PERSON, GOES_ON, HELPS),
    "named, stopped": (helper(proxy=True), PERSON, STOPPED, HELPS | {May.ALL}),
    "stands in": (
        helper(proxy=True, acts_since=AT),
        NO_PHONE,
        GOES_ON,
        HELPS | OWN | {May.PROXY},
    ),
    "helps beside a stand-in": (helper(), NO_PHONE, GOES_ON, HELPS),
    "left": (helper(proxy=True, left_at=AT), NO_PHONE, STOPPED, set()),
    "the therapist": (
        helper(role=Role.THERAPIST, may_propose=True),
        PERSON,
        GOES_ON,
        JOINED | {May.PLAN},
    ),
    "the therapist with the report": (
        helper(role=Role.THERAPIST, gets_report=True),
        PERSON,
        GOES_ON,
        JOINED | {May.REPORT},
    ),
    "the therapist who reads along": (
        helper(role=Role.THERAPIST, sees_journal=True),
        PERSON,
        GOES_ON,
        JOINED | {May.REPORT, May.JOURNAL},
    ),
    "helps, with a mark that is a therapist's": (helper(gets_report=True), PERSON, GOES_ON, HELPS),
}


@pytest.mark.parametrize("what", May)
@pytest.mark.parametrize("name", CELLS)
def test_each_cell(name: str, what: May) -> None:
    member, person, circle, may = CELLS[name]
    assert rights.may(what, rights.Who(member, person, circle)) is (what in may)
