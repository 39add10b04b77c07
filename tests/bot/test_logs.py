"""The log has no token in it, no link's secret, and no word of what people wrote."""

import asyncio
import logging
import subprocess
import sys

import pytest
from aiohttp import web
from telegram import Update
from telegram.error import InvalidToken, NetworkError

from bot import intake, logs
from care import db
from care.models import Aside
from tests.bot.tiny import TOKEN, StillClock, Tiny, says
from tests.care.rows import every
from tests.family import Family

SECRET = "TEST-secret_of-a-link-22"
NOTE = "pressure in my chest, and Kim said pancreas"
PRIVATE = ("pressure", "chest", "pancreas", "Kim said")


def line(message: str, *values: object, **more: object) -> str:
    record = logging.LogRecord("x", logging.ERROR, "x.py", 1, message, values, None)
    for name, value in more.items():
        setattr(record, name, value)
    return logs.Redacting("%(levelname)s %(message)s").format(record)


@pytest.mark.parametrize(
    "text",
    [
        TOKEN,
        f"bot{TOKEN}",
        f"http://127.0.0.1:8081/bot{TOKEN}/getMe",
        f"/file/bot{TOKEN}/photo.jpg",
        f"token='{TOKEN}'",
        f"123{TOKEN}",
        f"{TOKEN} {TOKEN}",
    ],
)
def test_a_token_is_taken_out(text: str) -> None:
    for found in (line(text), line("%s", text), line("%r", [text])):
        assert "TEST" not in found
        assert "123456789:" not in found
        assert "ERROR" in found


def test_not_in_a_traceback_either() -> None:
    def raises() -> None:
        try:
            raise NetworkError(f"no /bot{TOKEN}/getMe")
        except NetworkError as error:
            raise InvalidToken(f"The token `{TOKEN}` was rejected") from error

    with pytest.raises(InvalidToken) as caught:
        raises()
    error = caught.value
    found = line("failed", exc_info=(type(error), error, error.__traceback__))
    assert "Traceback" in found
    assert "NetworkError" in found
    assert "TEST" not in found
    assert "TEST" not in line("failed", stack_info=f"File x, token {TOKEN}")


def test_an_error_is_told_by_its_kind_and_place() -> None:
    """Its words, and those of what led to it, may quote anything."""

    def fails() -> None:
        try:
            raise LookupError(NOTE)
        except LookupError as error:
            raise ValueError(f"no {NOTE!r}") from error

    with pytest.raises(ValueError, match="chest") as caught:
        fails()
    error = caught.value
    found = line("failed", exc_info=(type(error), error, error.__traceback__))
    assert found.index("LookupError") < found.index("ValueError")
    assert "test_logs.py" in found
    assert "in fails" in found
    assert "chest" not in found.replace('match="chest"', "")


LAST_WORDS = """
import asyncio
from bot import logs
logs.set_up("debug")

async def nobody_waits():
    raise LookupError("my chest hurts " + "%s")

async def main():
    asyncio.get_running_loop().set_exception_handler(logs.unheard)
    task = asyncio.create_task(nobody_waits())
    await asyncio.sleep(0)
    del task
    raise ValueError("my chest hurts " + "%s")

asyncio.run(main())
"""


def test_the_last_words_of_a_program_have_none_of_it() -> None:
    program = LAST_WORDS % (TOKEN[:5], TOKEN)
    done = subprocess.run(
        [sys.executable, "-c", program.replace("my chest hurts", "my 'ch' 'est hurts")],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": ".", "PYTHONASYNCIODEBUG": "1"},
    )
    assert done.returncode == 1
    assert "Task exception was never retrieved" in done.stderr
    assert "LookupError" in done.stderr
    assert "ValueError" in done.stderr
    assert "hurts" not in done.stderr
    assert "TEST" not in done.stderr


def test_a_links_secret_is_taken_out() -> None:
    found = line("open https://t.me/family_test_bot?start=%s now", SECRET)
    assert SECRET not in found
    assert found.endswith("https://t.me/family_test_bot?start=… now")


@pytest.mark.parametrize("text", ["at 12:30", "127.0.0.1:8081", "2026-11-23 08:00:00", "id 123456"])
def test_what_is_no_token_stays(text: str) -> None:
    assert text in line(text)


def test_set_up_redacts_whatever_library_speaks(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("debug")
    logging.getLogger("some.library").warning("GET /bot%s/getUpdates", TOKEN)
    logging.getLogger("some.library").debug("GET %s", NOTE)
    logging.getLogger("sqlalchemy.engine.Engine").debug("Row %r", (NOTE,))
    logging.getLogger("asyncio").warning("Executing <Task result=%r> took 3 seconds", NOTE)
    logging.getLogger("httpx").info("HTTP Request: POST /bot%s/sendMessage", TOKEN)
    logging.getLogger("httpcore.http11").debug("send_request_headers %s", TOKEN)
    logging.getLogger("telegram.ext").error("could not parse %s", NOTE)
    said = capsys.readouterr().err
    assert "GET /bot…/getUpdates" in said
    assert "TEST" not in said
    assert "HTTP Request" not in said
    assert "send_request" not in said
    assert "chest" not in said


async def test_an_update_that_fails_leaves_no_word_of_it(
    tiny: Tiny, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Dispatch raises what quotes the note, as libraries do."""
    user = {"id": 1, "is_bot": False, "first_name": "Alex"}
    message = {
        "message_id": 5,
        "date": 1,
        "chat": {"id": 1, "type": "private"},
        "from": user,
        "text": NOTE,
    }
    broken = {"message_id": NOTE, "chat": {"id": 2}, "text": NOTE}
    batch = [{"update_id": 10, "message": message}, {"update_id": 11, "message": broken}]
    tiny.answers = [says({"ok": True, "result": batch})]
    database = db.Database(database_url)

    async def dispatch(update: Update) -> None:
        text = update.message and update.message.text
        try:
            raise LookupError(f"no routine called {text}")
        except LookupError as error:
            raise ValueError(f"cannot read {text!r}") from error

    logs.set_up("debug")
    async with tiny.bot() as bot:
        await intake.Intake(bot, database, StillClock(), dispatch).poll(0)
    said = capsys.readouterr().err
    assert "update 10 failed: ValueError in dispatch, test_logs.py" in said
    assert "update 11 failed" in said
    kept = [row for row in every(database, Aside) if isinstance(row, Aside)]
    assert sorted(row.update_id for row in kept) == [10, 11]
    for word in PRIVATE:
        assert word not in said
        assert not any(word in row.reason for row in kept)
    database.close()


async def test_a_day_at_the_noisiest_level_says_nothing_of_anybody(
    family: Family, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.set_up("debug")
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.at(9)
    await family.alex.says(NOTE)
    await family.alex.taps("Done", "7")
    await family.at(19, 30)
    assert await family.sam.last()
    said = capsys.readouterr().err
    for word in (*PRIVATE, "Gentle range of motion", "TEST-token", "start="):
        assert word not in said


async def test_a_refused_token_is_not_in_what_the_host_reads(
    tiny: Tiny, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async def unauthorized(_: web.Request) -> web.StreamResponse:
        body = {"ok": False, "error_code": 401, "description": "Unauthorized"}
        return web.json_response(body, status=401)

    async def dispatch(_: Update) -> None:
        raise AssertionError

    tiny.answers = [unauthorized]
    database = db.Database(database_url)
    logs.set_up("debug")
    async with tiny.bot() as bot:
        try:
            door = intake.Intake(bot, database, StillClock(), dispatch)
            await asyncio.wait_for(door.run(), 10)
        except intake.RevokedError:
            logging.getLogger("bot").exception("ended")
    said = capsys.readouterr().err
    assert "RevokedError" in said
    assert "TEST" not in said
    database.close()
