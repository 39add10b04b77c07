"""Text about people, kept apart from ordinary columns; encrypted where the engine has a key."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import LargeBinary, text, type_coerce, update
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import Dialect
from sqlmodel import Session as Db
from sqlmodel import SQLModel, col, select

from care import db, models, private, store
from tests.care.rows import MONDAY, household

COLUMN = private.PrivateText("answer", "words")
OTHER_COLUMN = private.PrivateText("answer", "media")
SECRET, OTHER_SECRET = bytes(range(32)), bytes(32)
KEY, OTHER_KEY = private.Key(SECRET), private.Key(OTHER_SECRET)
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]))
# A version, the key's id, a nonce; and the seal behind the text.
AROUND = 1 + 4 + 12 + 16

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


def dialect(key: private.Key | None = None) -> Dialect:
    made = sqlite.dialect()
    private.hand_over(made, key)
    return made


PLAIN, SEALED, ELSEWHERE = dialect(), dialect(KEY), dialect(OTHER_KEY)


def sealed(said: str) -> bytes:
    kept = COLUMN.process_bind_param(said, SEALED)
    assert kept is not None
    return kept


@given(ANY_TEXT)
def test_there_and_back(said: str) -> None:
    kept = COLUMN.process_bind_param(said, PLAIN)
    assert kept is not None
    assert kept == b"\0" + said.encode()
    assert COLUMN.process_result_value(kept, PLAIN) == said
    assert COLUMN.process_result_value(memoryview(kept), PLAIN) == said


@given(ANY_TEXT)
def test_there_and_back_under_a_key(said: str) -> None:
    kept = sealed(said)
    assert kept[:1] == b"\1"
    assert len(kept) == AROUND + len(said.encode())
    assert COLUMN.process_result_value(kept, SEALED) == said
    assert COLUMN.process_result_value(memoryview(kept), SEALED) == said
    # Nobody sees that the same was written twice.
    assert sealed(said) != kept


def test_nothing_stays_nothing() -> None:
    for one in (PLAIN, SEALED):
        assert COLUMN.process_bind_param(None, one) is None
        assert COLUMN.process_result_value(None, one) is None


@pytest.mark.parametrize("kept", [b"", b"\x01secret", b"plain text", b"\0secret \xff"])
def test_what_cannot_be_read_is_never_shown(kept: bytes) -> None:
    for one in (PLAIN, SEALED):
        with pytest.raises(private.UnreadableError, match=r"^answer\.words$") as caught:
            COLUMN.process_result_value(kept, one)
        assert caught.value.__cause__ is None
        assert caught.value.__suppress_context__ or caught.value.__context__ is None


SAID = sealed("my chest hurts")
TAMPERED = {
    **{f"byte {at}": SAID[:at] + bytes([SAID[at] ^ 1]) + SAID[at + 1 :] for at in range(len(SAID))},
    **{f"cut at {at}": SAID[:at] for at in range(len(SAID))},
    "longer": SAID + b"\0",
    "plain": b"\0my chest hurts",
}


@pytest.mark.parametrize("how", TAMPERED)
def test_what_was_changed_is_never_shown(how: str) -> None:
    with pytest.raises(private.UnreadableError):
        COLUMN.process_result_value(TAMPERED[how], SEALED)


def test_nor_what_another_key_wrote_nor_without_one() -> None:
    for one in (ELSEWHERE, PLAIN):
        with pytest.raises(private.UnreadableError):
            COLUMN.process_result_value(SAID, one)


def test_nor_what_was_written_for_another_column() -> None:
    with pytest.raises(private.UnreadableError, match=r"^answer\.media$"):
        OTHER_COLUMN.process_result_value(SAID, SEALED)


def test_the_old_migrations_see_what_was_plain() -> None:
    """They name no column: they ran before there was a key, or on a database without one."""
    assert private.PrivateText().process_bind_param("Alex", SEALED) == b"\0Alex"
    assert private.PrivateText().process_result_value(b"\0Alex", SEALED) == "Alex"
    with pytest.raises(private.UnreadableError):
        private.PrivateText().process_result_value(SAID, SEALED)


def test_a_key_as_a_host_keeps_it() -> None:
    made = private.new_secret()
    assert len(made) == 44
    assert private.new_secret() != made
    for alphabet in (base64.b64encode, base64.urlsafe_b64encode):
        for secret in (SECRET, b"\xff" * 32, b"\xfb" * 32):
            assert private.read_secret(alphabet(secret).decode()) == secret


@pytest.mark.parametrize(
    "said",
    ["", "x", base64.b64encode(SECRET[1:]).decode(), base64.b64encode(SECRET * 2).decode(),
     base64.b64encode(SECRET).decode().rstrip("="), " " + base64.b64encode(SECRET).decode(),
     "ключ" * 11, SECRET.hex()],
)  # fmt: skip
def test_what_is_no_key(said: str) -> None:
    with pytest.raises(ValueError):
        private.read_secret(said)


def test_a_key_is_never_printed() -> None:
    for said in (repr(KEY), str(KEY), repr(vars(KEY))):
        assert base64.b64encode(SECRET).decode()[:12] not in said
        assert SECRET.hex()[:12] not in said
        assert repr(SECRET)[2:14] not in said


def test_names_plans_notes_and_sent_text_are_of_this_kind() -> None:
    """And each knows where it is: a value opens nowhere else."""
    found = {
        f"{table.name}.{column.name}": column.type.place
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, private.PrivateText)
    }
    assert found == {place: place for place in PRIVATE}


def note(session: Db, circle: int, member: int, words: str) -> int:
    row = models.Answer(
        circle_id=circle, member_id=member, kind="note", words=words, at=MONDAY, update_id=1
    )
    return store.add(session, row).id


def raw_words(database: db.Database) -> bytes:
    found = database.write(lambda s: s.connection().scalar(text("SELECT words FROM answer")))
    return bytes(found or b"")


def test_in_the_database_it_is_bytes_behind_a_version(database_url: str) -> None:
    database = db.Database(database_url)
    home = household(database)
    said = "a note \0 with 🐢 and a quote '"
    number = database.write(note, home.circle, home.person, said)
    assert raw_words(database) == b"\0" + said.encode()
    assert database.write(lambda s: s.get_one(models.Answer, number).words) == said
    database.close()


async def test_each_database_has_its_own_key(database_url: str) -> None:
    """In one process, at one time, with the same models: nothing of it is anybody's memory."""
    database, other = db.Database(database_url, KEY), db.Database(database_url, OTHER_KEY)
    home = household(database)
    said = "a note with 🐢"
    number = database.write(note, home.circle, home.person, said)
    kept = raw_words(database)
    assert (kept[:1], len(kept)) == (b"\1", AROUND + len(said.encode()))

    def read(session: Db) -> str | None:
        return session.get_one(models.Answer, number).words

    assert database.write(read) == said
    assert await database.read(read) == said
    for wrong in (other, db.Database(database_url)):
        with pytest.raises(private.UnreadableError, match=r"^answer\.words$"):
            wrong.write(read)
        with pytest.raises(private.UnreadableError, match=r"^answer\.words$"):
            await wrong.read(read)
        wrong.close()
    database.close()


def test_a_value_that_was_moved_to_another_column_is_refused(database_url: str) -> None:
    database = db.Database(database_url, KEY)
    home = household(database)
    number = database.write(note, home.circle, home.person, "only for Alex")

    def move(session: Db) -> None:
        """As somebody would who has the file and no key."""
        words = type_coerce(col(models.Answer.words), LargeBinary)
        of = col(models.Answer.id) == number
        moved = select(words).where(of).scalar_subquery()
        helper = update(models.Member).where(col(models.Member.id) == home.helper)
        session.execute(helper.values(name=moved))

    database.write(move)
    with pytest.raises(private.UnreadableError, match=r"^member\.name$") as caught:
        database.write(lambda s: s.get_one(models.Member, home.helper))
    assert "Alex" not in str(caught.value)
    database.close()
