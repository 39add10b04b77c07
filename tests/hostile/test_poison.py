"""What always fails is put aside by its number and the reason; the next one goes through."""

import datetime as dt
from typing import Any

import pytest
from sqlmodel import Session as Db

from care import models, store
from care.flows import calls
from handlers import door
from tests.family import Family
from tests.hostile.door import INSIDE, REASON
from tests.stories import steps

NOTE = "my chest hurts"
NO_SUCH = 999_999


def fails(*_: object) -> None:
    """A flow that quotes what somebody wrote."""
    raise LookupError(NOTE)


def is_refused(db: Db, *_: object) -> None:
    """A flow whose row no database takes: there is no such circle."""
    at = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
    row = models.Answer(circle_id=NO_SUCH, member_id=NO_SUCH, kind="note", at=at, update_id=1)
    store.add(db, row)


async def says_and_taps(family: Family, text: str) -> None:
    """Both are there when the bot looks: the words first."""
    message_id, data = await steps.data_of(family.alex, "Done")
    await family.ask("/people/1001/messages", {"text": text})
    await family.ask("/people/1001/taps", {"message_id": message_id, "data": data})
    await family.settle()


def nothing_of_the_inside(family: Family) -> None:
    said = " ".join(str(params.get("text", "")) for _, params in family.requests)
    assert not INSIDE.search(said)


async def test_a_flow_that_always_fails(
    family: Family, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await family.alex_is_set_up()
    await family.at(9)
    monkeypatch.setitem(calls.COMMANDS, "journal", fails)
    await says_and_taps(family, f"/journal {NOTE}")
    (aside,) = await family.rows(models.Aside)
    assert REASON.fullmatch(aside.reason)
    assert aside.reason.startswith("LookupError in fails, test_poison.py:")
    assert NOTE not in caplog.text
    assert await steps.said(family, "outcome") == ["done"]
    nothing_of_the_inside(family)
    # It is not tried again, not by another process either.
    monkeypatch.undo()
    before = len(await family.alex.heard())
    await family.restarts()
    assert len(await family.rows(models.Aside)) == 1
    assert len(await family.alex.heard()) == before
    await family.alex.taps("4")
    assert await steps.said(family, "pain") == ["4"]


async def test_what_the_database_refuses_is_said(
    family: Family, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(door, "TRIES", (0, 0, None))
    await family.alex_is_set_up()
    await family.at(9)
    monkeypatch.setitem(calls.COMMANDS, "journal", is_refused)
    before: Any = await family.rows(models.Answer)
    await says_and_taps(family, f"/journal {NOTE}")
    assert "I couldn't save that. Please send it again." in await family.alex.texts()
    assert len(await family.rows(models.Answer)) == len(before) + 1
    assert await steps.said(family, "outcome") == ["done"]
    assert await family.rows(models.Aside) == []
    assert NOTE not in caplog.text
    nothing_of_the_inside(family)
