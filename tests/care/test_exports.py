"""The files of /export: each value as it was said, whoever opens them with whatever program."""

import csv
import datetime as dt
import io
import itertools
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlmodel import Session as Db
from sqlmodel import select

from care import db, plan, planfile, rules, store
from care.exports import archive, cells, history, tables
from care.models import Answer, Circle, Member, PlanVersion, Session, Slot
from tests.care import fhirs
from tests.care.rows import MONDAY, NINE, Home, every, household
from tests.stories.steps import SQLITE_ALONE

DAY = dt.timedelta(days=1)
# What a spreadsheet takes for a formula, once it has trimmed it.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


@pytest.fixture
def database(database_url: str) -> Iterator[db.Database]:
    made = db.Database(database_url)
    yield made
    made.close()


# Cells

typed = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))


@given(st.lists(st.lists(typed, min_size=3, max_size=3), max_size=5))
@example([['=HYPERLINK("http://x","y")', "+1", "-2+3"]])
@example([["@SUM(A1)", "\t=1", "\r\n=1"]])
@example([['"; =1', "'=1", "a\nb\r\nc"]])
@example([["  =1", "\u200f=1", 'שלום, "עולם"']])
@example([["👩‍🦽🙂", "مرحبا", "a,b;c|d"]])
def test_a_cell_is_what_was_written_and_never_a_formula(rows: list[list[str]]) -> None:
    file = io.StringIO(newline="")
    cells.write(file, ("a", "b", "c"), rows)
    raw = file.getvalue().encode()
    assert raw.startswith(b"\xef\xbb\xbfa,b,c\r\n")
    back = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))[1:]
    assert [[cells.written(cell) for cell in row] for row in back] == rows
    for cell in itertools.chain(*back):
        assert not cell.startswith(FORMULA)
        assert not cell.strip().startswith(FORMULA)


@pytest.mark.parametrize(
    ("value", "text"), [(None, ""), (True, "yes"), (False, "no"), (0, "0"), ("x", "x")]
)
def test_a_value_in_a_cell(value: object, text: str) -> None:
    assert cells.cell(value) == text


# Whole files


def export(database: db.Database, home: Home, now: dt.datetime = NINE) -> dict[str, bytes]:
    """The files by their names."""
    with zipfile.ZipFile(io.BytesIO(zipped(database, home, now))) as found:
        return {name: found.read(name) for name in found.namelist()}


def zipped(database: db.Database, home: Home, now: dt.datetime = NINE) -> bytes:
    with Db(database._reader, expire_on_commit=False) as session:
        assert session.get(Circle, home.circle)
        return archive.write(session, home.circle, "en", now)


def table(raw: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def session_of(database: db.Database, home: Home, number: int, **values: Any) -> int:
    """A session so many days after the Monday; its id."""

    def flow(session: Db) -> int:
        version = store.active_plan(session, home.circle)
        assert version
        found = plan.read(version.document)
        given = {
            "circle_id": home.circle,
            "slot_id": home.slot,
            "routine_id": found.routines[0].id,
            "plan_version_id": version.id,
            "local_date": dt.date(2026, 11, 23) + number * DAY,
            "due": NINE + number * DAY,
            "closes_at": NINE + (number + 1) * DAY,
            "state": "finished",
        }
        return store.add(session, Session(**{**given, **values})).id

    return database.write(flow)


def said(database: db.Database, home: Home, about: int | None, **values: Any) -> None:
    """An answer of Alex's; another's, where it says so."""

    def flow(session: Db) -> None:
        given = {"circle_id": home.circle, "member_id": home.person, "at": NINE, "update_id": 1}
        store.add(session, Answer(session_id=about, **{**given, **values}))

    database.write(flow)


def with_plan(database: db.Database, home: Home, **values: Any) -> None:
    """The plan in force has these besides."""

    def flow(session: Db) -> None:
        version = store.active_plan(session, home.circle)
        assert version
        found = plan.read(version.document).model_dump() | values
        version.document = plan.Plan.model_validate(found).model_dump_json()

    database.write(flow)


def test_the_same_rows_give_the_same_bytes_and_every_name_is_plain(
    database: db.Database,
) -> None:
    home = household(database)
    about = session_of(database, home, 0)
    said(database, home, about, kind="outcome", value="done")
    assert zipped(database, home) == zipped(database, home, NINE + DAY)
    names = list(export(database, home))
    assert names == [
        "read-me.txt", "sessions.csv", "answers.csv", "plans.csv", "people.csv", "plan.yaml",
        "plans/1.yaml", "journal.fhir.json",
    ]  # fmt: skip
    assert all(name.isascii() for name in names)


RECOVERIES = {
    "within:35": ("within", "35", "no"),
    "within:60": ("within", "60", "no"),
    "within:90": ("within", "90", "yes"),
    "about:90": ("about", "90", "yes"),
    "about:45": ("about", "45", "no"),
    "not_yet:60": ("not_yet", "60", "yes"),
    "not_yet:0": ("not_yet", "", ""),
    "not_yet:45": ("not_yet", "45", ""),
    "longer:120": ("more_than", "120", "yes"),
    "cant_tell:0": ("cant_tell", "", ""),
}


@pytest.mark.parametrize(("value", "row"), RECOVERIES.items())
@SQLITE_ALONE
def test_a_recovery_is_never_more_than_was_said(
    database: db.Database, value: str, row: tuple[str, str, str]
) -> None:
    home = household(database)
    about = session_of(database, home, 0)
    said(database, home, about, kind="outcome", value="done")
    said(database, home, about, kind="recovery", value=value)
    (found,) = table(export(database, home)["sessions.csv"])
    columns = ("recovery", "recovery_minutes", "over_recovery_limit")
    assert tuple(found[name] for name in columns) == row


PAINS = {
    "0": ("0", "0", "0", "no"),
    "5": ("5", "5", "5", "no"),
    "6": ("6", "6", "6", "yes"),
    "10": ("10", "10", "10", "yes"),
    "1_3": ("", "1", "3", "no"),
    "4_6": ("", "4", "6", ""),
    "7_10": ("", "7", "10", "yes"),
}


@pytest.mark.parametrize(("value", "row"), PAINS.items())
@SQLITE_ALONE
def test_a_band_of_pain_is_no_number(
    database: db.Database, value: str, row: tuple[str, str, str, str]
) -> None:
    home = household(database)
    with_plan(database, home, pain_limit=5)
    about = session_of(database, home, 0)
    said(database, home, about, kind="outcome", value="done")
    said(database, home, about, kind="pain", value=value)
    (found,) = table(export(database, home)["sessions.csv"])
    columns = ("pain", "pain_low", "pain_high", "over_pain_limit")
    assert tuple(found[name] for name in columns) == row
    assert found["pain_limit"] == "5"


@SQLITE_ALONE
def test_a_proxy_is_marked_the_persons_own_outranks_and_a_shared_phone_is_not_known(
    database: db.Database,
) -> None:
    home = household(database)
    about = session_of(database, home, 0)
    theirs: dict[str, Any] = {"member_id": home.helper, "for_member_id": home.person}
    said(database, home, about, kind="outcome", value="stopped", **theirs)
    said(database, home, about, kind="why", value="tired", **theirs)
    said(database, home, about, kind="outcome", value="done")
    said(database, home, about, kind="pain", value="3", words="about three", **theirs)
    (row,) = table(export(database, home)["sessions.csv"])
    assert (row["outcome"], row["why"], row["pain"]) == ("done", "", "3")
    assert row["answered_by"] == "Alex; Sam (proxy)" or row["answered_by"] == "Sam (proxy); Alex"
    answers = table(export(database, home)["answers.csv"])
    assert [(one["by"], one["proxy"], one["value"]) for one in answers] == [
        ("Sam (proxy)", "yes", "stopped"),
        ("Sam (proxy)", "yes", "tired"),
        ("Alex", "no", "done"),
        ("Sam (proxy)", "yes", "3"),
    ]
    resources = fhirs.read(export(database, home)["journal.fhir.json"])
    (response,) = fhirs.of(resources, "QuestionnaireResponse")
    # Two have answered: whose the whole is can't be said, whose the pain is, can.
    assert "source" not in response
    (pain,) = fhirs.of(resources, "Observation")
    (helper,) = fhirs.of(resources, "RelatedPerson")
    assert pain["performer"] == [{"reference": f"urn:uuid:{helper['id']}"}]
    said(database, home, about, kind="outcome", value="stopped", shared=True)
    files = export(database, home)
    assert "not known" in table(files["sessions.csv"])[0]["answered_by"]
    assert [one["by"] for one in table(files["answers.csv"])][2:] == [
        "Alex", "Sam (proxy)", "not known",
    ]  # fmt: skip


@SQLITE_ALONE
def test_what_happened_to_the_clock_is_told_as_it_was(database: db.Database) -> None:
    """A row on the day's own clock, before and after the person moved; and the move itself."""
    home = household(database)
    session_of(database, home, 0)
    value = "Europe/Berlin>America/New_York"
    said(database, home, None, kind="zone", value=value, at=NINE + DAY)
    session_of(database, home, 2, due=NINE + 2 * DAY + dt.timedelta(hours=6))

    def moved(session: Db) -> None:
        session.get_one(Circle, home.circle).zone = "America/New_York"

    database.write(moved)
    files = export(database, home)
    assert [(r["time"], r["zone"]) for r in table(files["sessions.csv"])] == [
        ("09:00", "Europe/Berlin"), ("09:00", "America/New_York"),
    ]  # fmt: skip
    (row,) = table(files["answers.csv"])
    assert (row["kind"], row["value"], row["session"]) == ("zone", value, "")
    assert row["said_at_utc"] == "2026-11-24T08:00:00Z"
    assert row["said_at_local"] == "2026-11-24T03:00:00-05:00"


@SQLITE_ALONE
def test_a_voice_message_is_its_length_and_nothing_else(database: db.Database) -> None:
    home = household(database)
    media = json.dumps({"file_id": "AwACAgIAAxk", "seconds": 12})
    said(database, home, None, kind="note", media=media)
    files = export(database, home)
    (row,) = table(files["answers.csv"])
    assert (row["words"], row["voice_seconds"]) == ("", "12")
    assert not any(b"AwACAgIAAxk" in raw for raw in files.values())


@SQLITE_ALONE
def test_of_another_circle_there_is_nothing(database: db.Database) -> None:
    ours, theirs = household(database, 1), household(database, 2)
    for home in (ours, theirs):
        about = session_of(database, home, 0)
        said(database, home, about, kind="note", words=f"circle {home.circle}")
    files = export(database, ours)
    assert not any(f"circle {theirs.circle}".encode() in raw for raw in files.values())
    assert len(table(files["sessions.csv"])) == len(table(files["answers.csv"])) == 1


@given(name=typed.filter(lambda one: one.strip() != ""), note=typed)
@example(name="=cmd|' /C calc'!A0", note="line\nline\r\n\"quoted\", and 'so'")
@example(name="مريم 🙂", note="-1")
def test_odd_names_and_notes_come_back(name: str, note: str) -> None:
    file = io.StringIO(newline="")
    cells.write(file, tables.ANSWERS, tables_of(name, note))
    (row,) = table(file.getvalue().encode())
    assert cells.written(row["by"]) == name
    assert cells.written(row["words"]) == note


def tables_of(name: str, note: str) -> Iterator[tables.Row]:
    """One note of somebody's, without a database."""
    member = Member(id=1, circle_id=1, role="patient", name=name, joined_at=MONDAY)
    answer = Answer(id=1, circle_id=1, member_id=1, kind="note", words=note, at=MONDAY, update_id=1)
    return tables.answers(OneNote(member, answer), "en")  # type: ignore[arg-type]


class OneNote:
    """A history of one note."""

    def __init__(self, member: Member, answer: Answer) -> None:
        self._member, self._answer = member, answer

    def answers(self) -> Iterator[tuple[Answer, None]]:
        yield self._answer, None

    def who(self, answer: Answer) -> history.Who:
        return history.Who(self._member, False)

    def zone(self, answer: Answer) -> str:
        return "Europe/Berlin"


# Pages


def test_page_by_page_each_once_and_in_order(
    database: db.Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where several are due at one moment, on both sides of a page's end."""
    home = household(database)

    def fill(session: Db) -> None:
        version = store.active_plan(session, home.circle)
        assert version
        routine = plan.read(version.document).routines[0].id
        for number in range(17):
            slot = store.add(session, Slot(circle_id=home.circle, routine_id=routine))
            one = Session(
                circle_id=home.circle, slot_id=slot.id, routine_id=routine,
                plan_version_id=version.id, local_date=dt.date(2026, 11, 23),
                due=NINE + (number % 3) * DAY, closes_at=NINE + 9 * DAY, state="no_answer",
            )  # fmt: skip
            store.add(session, one)
            store.add(
                session,
                Answer(circle_id=home.circle, session_id=one.id, member_id=home.person,
                       kind="note", words=str(number), at=NINE, update_id=number),
            )  # fmt: skip

    database.write(fill)
    whole = zipped(database, home)
    monkeypatch.setattr(store.whole, "PAGE", 4)
    assert zipped(database, home) == whole
    files = export(database, home)
    ids = [int(row["session"]) for row in table(files["sessions.csv"])]
    assert sorted(ids) == [row.id for row in every(database, Session) if isinstance(row, Session)]
    assert [row["words"] for row in table(files["answers.csv"])] == [str(n) for n in range(17)]


def test_it_is_of_one_moment(database: db.Database) -> None:
    """What is said while it is written isn't in one of its files and missing in another."""
    home = household(database)
    about = session_of(database, home, 0)
    with Db(database._reader, expire_on_commit=False) as session:
        whole = history.History(session, home.circle)
        first = list(tables.sessions(whole, "en"))
        said(database, home, about, kind="outcome", value="done")
        session_of(database, home, 1)
        assert list(tables.sessions(whole, "en")) == first
        assert list(tables.answers(whole, "en")) == []


# Plans


@SQLITE_ALONE
def test_the_plan_and_each_version_can_be_read_back(database: db.Database) -> None:
    home = household(database)

    def more(session: Db) -> None:
        old = store.active_plan(session, home.circle)
        assert old
        old.state = "replaced"
        document = plan.read(old.document).model_copy(update={"recovery_limit": 45})
        for state in ("active", "draft", "dropped", "declined"):
            store.add(
                session,
                PlanVersion(circle_id=home.circle, state=state, author_id=home.helper,
                            confirmed_by=home.person if state == "active" else None,
                            created_at=NINE, document=document.model_dump_json()),
            )  # fmt: skip

    database.write(more)
    files = export(database, home)
    versions = [row for row in every(database, PlanVersion) if isinstance(row, PlanVersion)]
    kept = [one for one in versions if one.state not in ("draft", "dropped")]
    for one in kept:
        assert planfile.read(files[f"plans/{one.id}.yaml"]) == plan.read(one.document)
    assert planfile.read(files["plan.yaml"]).recovery_limit == 45
    rows = table(files["plans.csv"])
    assert [(r["plan_version"], r["state"], r["written_by"], r["confirmed_by"]) for r in rows] == [
        ("1", "replaced", "Alex", ""), ("2", "active", "Sam", "Alex"), ("5", "declined", "Sam", ""),
    ]  # fmt: skip
    assert len([name for name in files if name.startswith("plans/")]) == len(kept) == 3


# FHIR


def everything_sayable(database: db.Database, home: Home) -> list[tuple[str, ...]]:
    """A session for each combination of answers, and how each was said."""
    outcomes = [("done", None), *(("stopped", why) for why in rules.WHYS), ("stopped", None)]
    pains = [None, "0", "7", "10", *rules.BANDS]
    recoveries = [None, *RECOVERIES]
    made = list(itertools.product(outcomes, pains, recoveries))
    for number, ((outcome, why), pain, recovery) in enumerate(made):
        about = session_of(database, home, number, state="finished" if number % 2 else "open")
        values = {"outcome": outcome, "why": why, "pain": pain, "recovery": recovery}
        for kind, value in values.items():
            if value is not None:
                said(database, home, about, kind=kind, value=value)
    return [(str(o), str(w), str(p), str(r)) for (o, w), p, r in made]


@SQLITE_ALONE
def test_every_answer_is_valid_and_keeps_to_the_tables(database: db.Database) -> None:
    home = household(database)
    made = everything_sayable(database, home)
    found = fhirs.read(export(database, home)["journal.fhir.json"])
    assert len(fhirs.of(found, "QuestionnaireResponse")) == len(made)
    pains = [o for o in fhirs.of(found, "Observation") if "72514" in str(o["code"])]
    numbers = [o["valueQuantity"]["value"] for o in pains if "valueQuantity" in o]
    assert numbers == [int(p) for _, _, p, _ in made if p.isdecimal()]
    assert len(pains) == sum(p != "None" for _, _, p, _ in made)
    ranges = [o["valueRange"] for o in pains if "valueRange" in o]
    limits = [(one["low"]["value"], one["high"]["value"]) for one in ranges]
    assert limits == [rules.BANDS[p] for _, _, p, _ in made if p in rules.BANDS]


RANGES: dict[str, dict[str, int] | str | None] = {
    "within:35": {"high": 35},
    "about:90": {"low": 90, "high": 90},
    "not_yet:60": {"low": 60},
    "longer:120": {"low": 120},
    "not_yet:0": None,
    "cant_tell:0": "asked-unknown",
}


@pytest.mark.parametrize(("value", "bounds"), RANGES.items())
@SQLITE_ALONE
def test_a_recovery_is_a_range_in_minutes(
    database: db.Database, value: str, bounds: dict[str, int] | str | None
) -> None:
    home = household(database)
    about = session_of(database, home, 0)
    said(database, home, about, kind="outcome", value="done")
    said(database, home, about, kind="recovery", value=value)
    found = fhirs.read(export(database, home)["journal.fhir.json"])
    observed = fhirs.of(found, "Observation")
    if bounds is None:
        assert observed == []
        return
    (one,) = observed
    if isinstance(bounds, str):
        assert one["dataAbsentReason"]["coding"][0]["code"] == bounds
    else:
        assert {k: v["value"] for k, v in one["valueRange"].items()} == bounds
    (response,) = fhirs.of(found, "QuestionnaireResponse")
    assert one["derivedFrom"] == [{"reference": f"urn:uuid:{response['id']}"}]
    assert one["effectiveDateTime"] == "2026-11-23"


@pytest.mark.parametrize("outcome", ["not_today", "rest", "withdrawn", None])
@SQLITE_ALONE
def test_what_was_not_done_is_nothing_at_all(database: db.Database, outcome: str | None) -> None:
    home = household(database)
    about = session_of(database, home, 0, state="no_answer" if outcome is None else "finished")
    if outcome:
        said(database, home, about, kind="outcome", value="done")
        said(database, home, about, kind="pain", value="4")
        said(database, home, about, kind="outcome", value=outcome)
    found = fhirs.read(export(database, home)["journal.fhir.json"])
    assert fhirs.of(found, "QuestionnaireResponse") == fhirs.of(found, "Observation") == []
    (row,) = table(export(database, home)["sessions.csv"])
    assert (row["pain"], row["pain_low"], row["recovery"]) == ("", "", "")


@SQLITE_ALONE
def test_the_plan_says_its_minutes_and_nobody_elses(database: db.Database) -> None:
    """Planned minutes are the plan's goal: how long it took was never measured."""
    home = household(database)
    about = session_of(database, home, 0)
    said(database, home, about, kind="outcome", value="done")
    files = export(database, home)
    found = fhirs.read(files["journal.fhir.json"])
    (made,) = fhirs.of(found, "CarePlan")
    (goal,) = fhirs.of(found, "Goal")
    (patient,) = fhirs.of(found, "Patient")
    assert made["author"] == made["subject"] == {"reference": f"urn:uuid:{patient['id']}"}
    assert made["goal"] == [{"reference": f"urn:uuid:{goal['id']}"}]
    (activity,) = made["activity"]
    repeat = activity["detail"]["scheduledTiming"]["repeat"]
    assert (repeat["duration"], repeat["timeOfDay"]) == (10, ["09:00:00"])
    assert goal["target"][0]["detailQuantity"]["value"] == 10
    assert b"55411-3" not in b"".join(
        json.dumps(one).encode() for one in fhirs.of(found, "Observation")
    )
    # Nobody's name is in it, but what was typed into the plan.
    assert b"Alex" not in files["journal.fhir.json"]
    assert b"Sam" not in files["journal.fhir.json"]


@SQLITE_ALONE
def test_a_draft_a_pause_and_a_routine_without_a_time(database: db.Database) -> None:
    home = household(database)
    pedals = plan.Exercise(id=901, name="Pedals", kind=plan.ExerciseKind.AEROBIC)
    routines = [
        plan.Routine(id=901, name="Pedals", minutes=5, exercises=(pedals,)),
        plan.Routine(id=902, name="Hands", minutes=5, paused_until=dt.date(2027, 1, 1)),
        plan.Routine(id=903, name="Again", minutes=5, paused_until=dt.date(2026, 11, 23)),
    ]
    with_plan(database, home, routines=[one.model_dump() for one in routines])
    found = fhirs.read(export(database, home)["journal.fhir.json"])
    (made,) = fhirs.of(found, "CarePlan")
    details = [one["detail"] for one in made["activity"]]
    assert [(one["code"]["text"], one["status"]) for one in details] == [
        ("Pedals", "not-started"), ("Hands", "on-hold"), ("Again", "in-progress"),
    ]  # fmt: skip
    assert all("scheduledTiming" not in one for one in details)
    assert len(fhirs.of(found, "Goal")) == 2


@SQLITE_ALONE
def test_a_circle_without_a_plan_or_a_day_is_valid_too(database: db.Database) -> None:
    home = household(database)

    def bare(session: Db) -> None:
        session.exec(select(PlanVersion)).one().state = "draft"

    database.write(bare)
    files = export(database, home)
    assert "plan.yaml" not in files
    assert fhirs.of(fhirs.read(files["journal.fhir.json"]), "CarePlan") == []
    assert table(files["sessions.csv"]) == []


# What is written about them

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "export.md").read_text()


def test_the_page_names_every_column_code_and_question() -> None:
    columns = {*tables.SESSIONS, *tables.ANSWERS, *tables.VERSIONS, *tables.PEOPLE}
    codes = {*itertools.chain(*fhirs.CODES.values())}
    for name in (*columns, *codes, *fhirs.CODES, *fhirs.LINKS, *fhirs.SYSTEMS):
        assert f"`{name}`" in PAGE, name
