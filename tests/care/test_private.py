"""Text about people, kept apart from ordinary columns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.dialects import sqlite
from sqlmodel import Session as Db
from sqlmodel import SQLModel

from care import db, models, private, store
from tests.care.rows import MONDAY, household

DIALECT = sqlite.dialect()
COLUMN = private.PrivateText()

PRIVATE = {
    "data_key.canary",
    "human.draft",
    "member.name",
    "picture.file_id",
    "plan_version.document",
    "answer.media",
    "answer.words",
    "message.screen",
}


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_there_and_back(said: str) -> None:
    kept = COLUMN.process_bind_param(said, DIALECT)
    assert kept is not None
    assert kept[:1] == b"\0"
    assert COLUMN.process_result_value(kept, DIALECT) == said
    assert COLUMN.process_result_value(memoryview(kept), DIALECT) == said


def test_nothing_stays_nothing() -> None:
    assert COLUMN.process_bind_param(None, DIALECT) is None
    assert COLUMN.process_result_value(None, DIALECT) is None


@pytest.mark.parametrize("kept", [b"", b"\x01secret", b"plain text"])
def test_an_unknown_version_is_never_shown(kept: bytes) -> None:
    with pytest.raises(ValueError, match="version") as caught:
        COLUMN.process_result_value(kept, DIALECT)
    assert "secret" not in str(caught.value)


def test_names_plans_notes_and_sent_text_are_of_this_kind() -> None:
    found = {
        f"{table.name}.{column.name}"
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, private.PrivateText)
    }
    assert found == PRIVATE


def test_in_the_database_it_is_bytes_behind_a_version(database_url: str) -> None:
    database = db.Database(database_url)
    home = household(database)
    note = "a note \0 with 🐢 and a quote '"

    def write(session: Db) -> int:
        row = models.Answer(
            circle_id=home.circle,
            member_id=home.person,
            kind="note",
            words=note,
            at=MONDAY,
            update_id=1,
        )
        return store.add(session, row).id

    number = database.write(write)
    raw = database.write(lambda s: s.connection().scalar(text("SELECT words FROM answer")))
    assert bytes(raw or b"") == b"\0" + note.encode()
    assert database.write(lambda s: s.get_one(models.Answer, number).words) == note
    database.close()
