"""/export: one file with everything, for the person; what is in it is what is in the rows."""

import csv
import datetime as dt
import io
import zipfile
from typing import Any

import pytest
from sqlmodel import Session as Db

from care import models, papers, planfile, rules, store, times, words
from care.ports import Made
from tests.care import fhirs
from tests.family import Family, Person
from tests.stories import files, steps
from tests.stories.steps import GENTLE
from tests.stories.test_helping_someone import sam_sets_it_up
from tests.stories.test_notes import speaks

SEND = "Send me the file"
CARD = (
    "One file with everything that is kept here: each session, every answer and note, the plan, "
    "who is or was in the circle. For a spreadsheet, and for a clinic's system.\n\n"
    "It isn't locked: whoever has the file can read it. "
    "It comes into this chat, and stays until you delete it."
)


async def opened(who: Person) -> dict[str, bytes]:
    """The files in the document at the bottom of somebody's chat."""
    message = (await who.heard())[-1]
    assert message["caption"] == "Everything that is kept here. Whoever has this file can read it."
    async with who.family.http.get(message["media"]["url"]) as answer:
        raw = await answer.read()
    with zipfile.ZipFile(io.BytesIO(raw)) as found:
        return {name: found.read(name) for name in found.namelist()}


async def exported(who: Person) -> dict[str, bytes]:
    await who.says("/export")
    await who.taps(SEND)
    return await opened(who)


def table(raw: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


async def days_of_all_kinds(family: Family) -> None:
    """Done, stopped, changed, taken back, a rest, a skip, a silence, an outage, another clock."""
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.at(9)
    await family.alex.taps("Done", "4")
    await family.later(minutes=20)
    await family.alex.taps("As before")
    await family.at(9)
    await family.alex.taps("Stopped early", "Tired", "7")
    await family.later(minutes=60)
    await family.alex.taps("Not yet")
    await family.later(minutes=60)
    await family.alex.taps("Longer")
    await family.at(9)
    await family.alex.taps("Done", "2", "As before", "Change", "The pain", "3")
    await family.alex.says('=HYPERLINK("http://x"), slept badly 🙂')
    await family.alex.says("I fell")
    await family.at(9)
    await family.alex.taps("Not today")
    await family.at(9)
    await family.alex.taps("Bad day: rest")
    await family.at(9)
    await family.alex.says("about 45 minutes")
    await family.later(hours=30)
    await family.alex.says("/zone")
    await family.alex.says("Auckland")
    await family.at(9, zone="Pacific/Auckland")
    await family.alex.taps("Done")
    await family.sleeps_through(hours=30)
    await family.restarts()
    await family.later(hours=2)


async def test_the_file_comes_on_one_tap_and_once(family: Family) -> None:
    await days_of_all_kinds(family)
    await speaks(family.alex, seconds=12)
    await family.alex.says("/export")
    assert await family.alex.last() == CARD
    assert await family.alex.buttons() == [SEND]
    before = len(await family.alex.heard())
    await steps.double_tap(family.alex, SEND)
    assert len(await family.alex.heard()) == before + 1
    document = (await family.alex.heard())[-1]
    assert document["media"]["file_name"] == f"baseline-{await today(family)}.zip"
    card = (await family.alex.heard())[-2]
    assert card["text"] == "The file is on its way, below."
    found = await opened(family.alex)
    fhirs.read(found["journal.fhir.json"])
    await the_rows_agree(family, found)
    await the_answers_agree(family, found)


async def today(family: Family) -> str:
    zone = (await family.rows(models.Circle))[0].zone
    return times.local(family.clock.now(), zone).date().isoformat()


async def the_rows_agree(family: Family, found: dict[str, bytes]) -> None:
    """sessions.csv and the database, row by row, each value looked up anew."""
    rows = {row["session"]: row for row in table(found["sessions.csv"])}
    sessions = await family.rows(models.Session)
    assert len(sessions) > 7
    assert sorted(map(int, rows)) == [one.id for one in sessions]
    for one in sessions:
        row = rows[str(one.id)]
        said = await family.rows(models.Answer, models.Answer.session_id == one.id)
        last = {answer.kind: answer.value for answer in said}
        happened = last.get("outcome") in rules.HAPPENED
        assert row["date"] == one.local_date.isoformat()
        assert row["routine"] == GENTLE
        assert (row["state"], row["reason"]) == (one.state, one.reason or "")
        assert row["recovery_not_asked"] == (one.recovery_unasked or "")
        assert row["plan_version"] == str(one.plan_version_id)
        outcome = (last.get("outcome") or "").replace("withdrawn", "")
        assert row["outcome"] == {"stopped": "stopped_early"}.get(outcome, outcome)
        assert row["pain"] == ((last.get("pain") or "") if happened else "")
        assert row["why"] == (last.get("why") or "")
        known, _, minutes = (last.get("recovery") or ":").partition(":")
        assert row["recovery"] == {"longer": "more_than"}.get(known, known)
        assert row["recovery_minutes"] == minutes
        assert row["answered_by"] == ("Alex" if said else "")
    shapes = {(row["outcome"], row["state"]) for row in rows.values()}
    assert {("done", "finished"), ("stopped_early", "finished"), ("not_today", "finished")} < shapes
    assert {row["zone"] for row in rows.values()} == {"Europe/Berlin", "Pacific/Auckland"}


async def the_answers_agree(family: Family, found: dict[str, bytes]) -> None:
    """answers.csv has all that was ever said, as it was said."""
    rows = table(found["answers.csv"])
    answers = await family.rows(models.Answer)
    assert [row["answer"] for row in rows] == [str(one.id) for one in answers]
    for row, one in zip(rows, answers, strict=True):
        assert (row["kind"], row["value"]) == (one.kind, one.value or "")
        assert row["words"].removeprefix("'") == (one.words or "")
        assert row["session"] == str(one.session_id or "")
        assert dt.datetime.fromisoformat(row["said_at_utc"]) == one.at.replace(microsecond=0)
        assert dt.datetime.fromisoformat(row["said_at_local"]) == one.at.replace(microsecond=0)
        assert row["by"] == "Alex"
    assert [row["value"] for row in rows if row["kind"] == "pain"][2:4] == ["2", "3"]
    assert '\'=HYPERLINK("http://x"), slept badly 🙂' in [row["words"] for row in rows]
    assert "Europe/Berlin>Pacific/Auckland" in [row["value"] for row in rows]
    assert [row["voice_seconds"] for row in rows][-1] == "12"


@steps.SQLITE_ALONE
async def test_the_plan_in_it_can_be_sent_back(family: Family) -> None:
    """To the same circle, where it says nothing new; and to another that begins after an erase."""
    await family.alex_is_set_up()
    found = await exported(family.alex)
    in_force = await files.in_force(family)
    assert planfile.read(found["plan.yaml"]) == in_force
    await files.sends(family.alex, found["plan.yaml"])
    assert await family.alex.last() == (
        "This file says what the plan says already. Nothing was changed."
    )
    changed = found["plan.yaml"].replace(b"9:00", b"10:30")
    await family.alex.says("/erase")
    await family.alex.taps("Erase everything", "Yes, erase it for good")
    await family.restarts()
    await family.alex_is_set_up()
    await files.sends(family.alex, changed)
    await family.alex.taps("Use this plan")
    again = await files.in_force(family)
    assert [one.name for one in again.routines] == [one.name for one in in_force.routines]
    assert again.routines[0].slots[0].at == dt.time(10, 30)


@steps.SQLITE_ALONE
async def test_a_proxy_where_it_is_theirs_to_have(family: Family) -> None:
    """Named by Alex: not as long as Alex is there, but once everything is stopped."""
    await family.alex_is_set_up()
    await family.joins(family.sam)

    def named(db: Db) -> None:
        for member in store.members(db, 1):
            member.proxy = member.name == "Sam"

    await family.edit(named)
    await family.sam.says("/export")
    assert (await family.sam.last()).startswith("This is for the person whose exercises they are.")
    await family.alex.says("/stop")
    await family.alex.taps("Stop everything, for everyone")
    await family.sam.says("/export")
    assert (await family.sam.last()).startswith("The journal of Alex.\n\nOne file with everything")
    await family.sam.taps(SEND)
    assert "sessions.csv" in await opened(family.sam)
    # Alex has come back meanwhile: the button that lies there gives nothing any more.
    await family.sam.says("/erase")
    await family.alex.taps("Start again", "Yes, start again")
    await family.sam.taps("Erase everything")
    assert await family.sam.toast() == steps.OLD_BUTTON
    assert await family.rows(models.Circle)


@steps.SQLITE_ALONE
async def test_who_set_it_up_for_somebody_who_never_came(family: Family) -> None:
    await sam_sets_it_up(family)
    assert "plan.yaml" in await exported(family.sam)
    await family.sam.says("/erase")
    await family.sam.taps("Erase everything", "Yes, erase it for good")
    assert "Everything was erased." in await family.sam.last()
    assert await family.rows(models.Circle) == await family.rows(models.Human) == []


@steps.SQLITE_ALONE
async def test_what_can_not_be_made_is_said(
    family: Family, caplog: pytest.LogCaptureFixture
) -> None:
    await family.alex_is_set_up()
    await family.alex.says("zwetschgenkuchen")

    def broken(db: Db) -> None:
        db.get_one(models.Answer, 1).kind = "note"
        version = store.active_plan(db, 1)
        assert version
        version.document = '{"zwetschgenkuchen": 1}'

    await family.alex.says("/export")
    await family.edit(broken)
    await family.alex.taps(SEND)
    assert await family.alex.last() == words.say("en", "paper.failed")
    assert "could not be made" in caplog.text
    assert "zwetschgenkuchen" not in caplog.text


@steps.SQLITE_ALONE
async def test_erased_while_the_file_was_made(
    family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was read before, and is nobody's any more when it is done."""
    await family.alex_is_set_up()
    made = papers.finish
    gone: list[Any] = []

    def slow(found: Any) -> Made:
        def erase(db: Db) -> None:
            store.erase(db, store.around(db, 1, ()))

        gone.append(family.app.db.write(erase))
        return made(found)

    monkeypatch.setattr(papers, "finish", slow)
    await family.alex.says("/export")
    before = len(await family.alex.heard())
    await family.alex.taps(SEND)
    assert gone
    assert len(await family.alex.heard()) == before
    assert not any(method == "sendDocument" for method, _ in family.requests)
