"""A whole day of the real program at its noisiest, with marked secrets: they are nowhere.

Everything that is written is searched: what it says, every file that it leaves, the titles of its
processes and of those that it starts, what the heartbeat is told. The set-up link in the terminal
is how the host gets it; that, and only that, is looked over.
"""

import asyncio
import datetime as dt
import json
import signal
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import Session as Db
from sqlmodel import col

from care import db, private
from care.kinds import Kind, Sending
from care.models import Message, PlanVersion
from tests.endtoend import marks
from tests.endtoend.host import Host, free_port, host
from tests.endtoend.marks import MARKS, TOKEN, Beats, Titles, found
from tests.endtoend.phone import Phone
from tests.endtoend.programs import Programs, Spawned, environment
from tests.family import labels

BEAT = MARKS["the heartbeat's path"]
PERSON, HELPER = 77_001_002_003, 77_004_005_006
FAULTS: tuple[dict[str, Any], ...] = (
    {"kind": "server_error", "method": "sendMessage"},
    {"kind": "bad_gateway", "method": "sendMessage"},
    {"kind": "too_many_requests", "retry_after": 1, "method": "sendMessage"},
    {"kind": "closed", "when": "before", "method": "sendMessage"},
    {"kind": "truncated", "method": "answerCallbackQuery"},
    {"kind": "truncated", "method": "getUpdates"},
    {"kind": "server_error", "method": "getUpdates"},
    {"kind": "unauthorized", "method": "sendMessage"},
)


class Home(Host):
    """A host whose people have marked names, and whose settings are marked secrets."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.temporary = self.programs.folder / "temporary"
        self.temporary.mkdir()
        self.alex = Phone(self, PERSON, MARKS["the person's name"])
        self.sam = Phone(self, HELPER, MARKS["the helper's name"])

    async def people(self) -> None:
        surname = MARKS["their surname"]
        for one in (self.alex, self.sam):
            known = {"id": one.number, "first_name": one.name, "last_name": surname}
            await self.ask("/people", known)

    def runs(self, command: str, database: str, beats: str) -> Spawned:
        """The real thing, with all that a host may switch on."""
        told = environment(
            BOT_TOKEN=TOKEN,
            TELEGRAM_API_URL=self.url,
            DATABASE_URL=database,
            DATA_KEY=MARKS["the key"],
            HEARTBEAT_URL=f"{beats}/{BEAT}",
            LOG_LEVEL="debug",
            PYTHONASYNCIODEBUG="1",
            TMPDIR=str(self.temporary),
        )
        return self.programs.start("bot", command, env=told)

    async def meets(self, fault: dict[str, Any]) -> None:
        """The bot's next such call meets this, while somebody waits for an answer."""
        number = (await self.ask("/faults", {**fault, "times": 1}))["id"]
        await self.alex.says("/privacy")
        if fault["method"] == "answerCallbackQuery":
            await self.alex.taps("Change")
        hit = await self.ask(f"/faults/{number}?hits=1&timeout=10")
        assert hit["hits"] == 1, fault

    def sends_raw(self, raw: dict[str, Any]) -> None:
        """What Telegram would never send lies in the queue."""
        said = json.dumps(raw), time.time() + 3600
        queue = sqlite3.connect(self.programs.folder / "sandbox.db", timeout=5)
        with closing(queue), queue:
            queue.execute("INSERT INTO waiting (body, expires) VALUES (?, ?)", said)


@pytest.fixture
async def home(programs: Programs) -> AsyncIterator[Home]:
    async with host(programs, free_port()) as plain:
        yield Home(programs, plain._http, plain.port)


class Rows:
    """The bot's rows, from beside it."""

    def __init__(self, url: str) -> None:
        key = private.Key(private.read_secret(MARKS["the key"]))
        self._engine = db.engine(url, key=key)

    def due_now(self, kind: Kind) -> None:
        """The time of what waits has come; the machine's clock can't be moved."""
        now = dt.datetime.now(dt.UTC)
        waits = (col(Message.kind) == kind, col(Message.state) == Sending.WAITING)
        self._do(Message, {"due": now, "try_at": now, "until": now + dt.timedelta(hours=2)}, *waits)

    def breaks_the_plan(self) -> None:
        """What can't be read any more; the words in it are somebody's."""
        broken = json.dumps({"routines": [{"name": MARKS["what was broken"], "minutes": "x"}]})
        self._do(PlanVersion, {"document": broken})

    def _do(self, table: Any, values: dict[str, Any], *where: Any) -> None:
        with Db(self._engine) as session, session.begin():
            session.execute(update(table).where(*where).values(**values))

    def close(self) -> None:
        self._engine.dispose()


async def a_day(home: Home, bot: Spawned, rows: Rows) -> list[str]:
    """From the host's link to the evening; the secrets of its links."""
    setup = await bot.says(r"(https://t\.me/\w+\?start=\S+)")
    await home.alex_is_set_up(bot)
    await home.alex.says("/invite")
    given = await home.alex.reads("https://t.me/")
    invited = next(word for word in given.split() if word.startswith("https://t.me/"))
    await home.sam.opens(invited)
    await home.sam.taps("Yes, I agree")
    await renamed(home)
    rows.due_now(Kind.PROMPT)
    await home.alex.says(f"my {MARKS['a note']} again")
    await home.alex.reads(MARKS["a routine"])
    await home.alex.taps("Done")
    await home.alex.taps("7")
    await home.alex.taps("As before")
    await home.alex.says(f"I fell on the {MARKS['a fall']}")
    await home.alex.says(f"question for the visit: {MARKS['a question']}?")
    rows.due_now(Kind.DIGEST)
    await papers(home)
    await home.sam.reads(MARKS["a routine"])
    return [link.partition("start=")[2] for link in (setup, invited)]


async def renamed(home: Home) -> None:
    """The routine gets a name that is found again."""
    await home.alex.says("/plan")
    for label in ("Gentle range of motion", "Name"):
        await home.alex.taps(label)
    await home.alex.reads("What is it called?")
    await home.alex.says(MARKS["a routine"])
    await home.alex.taps("See the changes")
    await home.alex.taps("Use this plan")
    await home.alex.reads("This is the plan from now on.")


async def papers(home: Home) -> None:
    """The report, everything as files, the picture of the month."""
    for words, label in (("/report", ""), ("/export", "Send"), ("/journal", "Picture")):
        before = sum(bool(message["media"]) for message in await home.alex.heard())
        await home.alex.says(words)
        if label:
            heard = await home.alex.sees(
                lambda all_, label=label: [  # type: ignore[misc]
                    one for message in all_[-1:] for one in labels(message) if label in one
                ],
                label,
            )
            await home.alex.taps(next(one for one in labels(heard[-1]) if label in one))
        await home.alex.sees(
            lambda all_, before=before: sum(bool(m["media"]) for m in all_) > before,  # type: ignore[misc]
            f"what {words} gives",
        )


async def goes_wrong(home: Home, bot: Spawned, rows: Rows) -> None:
    """The network, an update that can't be read, a row that can't, somebody who left."""
    for fault in FAULTS[:-1]:
        await home.meets(fault)
    sender = {"id": PERSON, "is_bot": False, "first_name": home.alex.name}
    unreadable = {"message_id": MARKS["what could not be read"], "from": sender, "text": 5}
    home.sends_raw({"message": {**unreadable, "chat": {"id": PERSON, "type": "private"}}})
    await home.alex.says("/help")
    await bot.says(r"update \d+ failed")
    await home.ask(f"/people/{HELPER}/block", {"blocked": True})
    rows.breaks_the_plan()
    rows.due_now(Kind.PROMPT)
    await home.alex.says("/plan")
    await bot.says("a due row could not be prepared")
    await bot.says(r"update \d+ failed: ValidationError")
    await home.meets(FAULTS[-1])


async def test_a_day_with_marked_secrets(home: Home, database_url: str, programs: Programs) -> None:
    database, beats = marks.with_password(database_url), Beats()
    await home.sandbox(TOKEN)
    await home.people()
    rows = Rows(database)
    async with beats.listens() as address:
        bot = home.runs("run", database, address)
        titles = Titles(bot)
        async with titles.watched():
            links = await a_day(home, bot, rows)
            await goes_wrong(home, bot, rows)
            looks = home.runs("doctor", database, address)
            await looks.ends()
        bot.signal(signal.SIGTERM)
        assert await bot.ends(10) == 0
    rows.close()

    assert any("compositor.py" in title for title in titles.seen)
    assert "DEBUG" in bot.err
    told = dict(marks.written(programs.folder))
    assert bot.out.count(links[0]) == 1
    told[bot.out_file.name] = bot.out.replace(links[0], "")
    # The sandbox is told its token as a test tells it; the bot is told nothing that way.
    told |= {"titles": "\n".join(titles.seen), "beats": "\n".join(beats.heard)}
    told["beats"] = told["beats"].replace(BEAT, "")
    ids = (str(PERSON), str(HELPER))
    assert {
        name: told_in for name, text in told.items() if (told_in := found(text, *links, *ids))
    } == {}
    assert list(home.temporary.iterdir()) == []
    # With the key set, not in the database's own files either (on PostgreSQL they are elsewhere).
    for file in home.database.parent.glob("baseline.db*"):
        assert found(file.read_bytes().decode(errors="replace")) == [], file.name


async def test_a_database_that_is_not_there(home: Home) -> None:
    """Its address is in the settings, with a password; the one line about it has neither."""
    nowhere = marks.with_password(f"postgresql://somebody@127.0.0.1:{free_port()}/baseline")
    for command in ("run", "doctor"):
        bot = home.runs(command, nowhere, "http://127.0.0.1:9")
        assert await bot.ends() != 0
        assert "DATABASE_URL" in bot.out + bot.err or "atabase" in bot.out + bot.err
        assert found(bot.out + bot.err) == []


def test_a_planted_secret_is_found(tmp_path: Path) -> None:
    (tmp_path / "core").write_bytes(b"\x00\x01" + TOKEN.encode() + b"\xff")
    (tmp_path / "baseline.db-wal").write_text(MARKS["a note"])
    assert [(name, found(text)) for name, text in marks.written(tmp_path)] == [
        ("core", ["the token"])
    ]
    assert found("a XANTHIPZQ b") == ["the person's name"]
    assert found("start=abc", "abc") == ["abc"]


async def test_the_titles_of_a_process_are_seen(programs: Programs) -> None:
    slow = programs.start("http.server", "--bind", "127.0.0.1", str(free_port()))
    titles = Titles(slow)
    async with titles.watched():
        await asyncio.sleep(0)
        titles.look()
    assert any("http.server" in title for title in titles.seen)
