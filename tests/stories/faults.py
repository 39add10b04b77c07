"""What goes wrong between the bot and Telegram, sorted by what it means for whoever waits."""

import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot import app, intake
from care import models, words
from tests.family import TOKEN, Family, Person
from tests.stories import steps

Fault = dict[str, Any]
ALEX, SAM = 1001, 1002
HANG: Fault = {"kind": "hang", "seconds": 60}

# Refused: nothing was taken along. It is tried again after so many seconds.
REFUSED = [
    pytest.param({"kind": "too_many_requests", "retry_after": 40}, 40, id="429"),
    pytest.param({"kind": "server_error"}, 1, id="500"),
    pytest.param({"kind": "bad_gateway"}, 1, id="502"),
    pytest.param({"kind": "unauthorized"}, 60, id="401"),
]
# The chat is gone, as far as anybody can tell.
GONE = [
    pytest.param({"kind": "blocked"}, id="403"),
    pytest.param({"kind": "chat_not_found"}, id="no_such_chat"),
]
# No answer came. Telegram had done nothing ...
SILENT = [
    pytest.param({"kind": "closed", "when": "before"}, id="closed_before"),
    pytest.param({**HANG, "when": "before"}, id="hangs_before"),
]
# ... or all of it: the bot can't tell these two apart.
LOST_ANSWER = [
    pytest.param({"kind": "closed", "when": "after"}, id="closed_after"),
    pytest.param({**HANG, "when": "after"}, id="hangs_after"),
    pytest.param({"kind": "truncated"}, id="truncated"),
]
# What each of them does to a call that isn't repeated.
ANY: list[Any] = [
    pytest.param(*case.values[:1], id=case.id) for case in REFUSED + GONE + SILENT + LOST_ANSWER
]


def some(cases: list[Any], *names: str) -> list[Any]:
    """Those of them: a prompt meets every one, where the story is the same a few will do."""
    return [case for case in cases if case.id in names]


OURS = ("bot", "handlers", "schedules", "care")
SECRETS = (TOKEN, "TEST-", "?start=")
# What nobody but the family is to read: their words, and ours about them.
PRIVATE = ("pain", "done", "range of motion", "as before", "rest day", "alex", "sam")


class Host:
    """Who runs it, and reads the log."""

    def __init__(self, caplog: pytest.LogCaptureFixture) -> None:
        self._caplog = caplog
        for name in OURS:
            caplog.set_level("DEBUG", logger=name)

    def lines(self) -> list[str]:
        """What is told at the usual level."""
        ours = [r for r in self._caplog.records if r.name.partition(".")[0] in OURS]
        return [record.getMessage() for record in ours if record.levelname != "DEBUG"]

    def rounds_failed(self) -> int:
        """How often the due loop went round in vain: said to nobody."""
        return self._caplog.text.count("a due round failed")

    def check(self) -> None:
        """What no log may ever say, at whatever level."""
        text = self._caplog.text
        assert [secret for secret in SECRETS if secret in text] == []
        assert [word for word in PRIVATE if word in text.lower()] == []


def no_network(seconds: int) -> str:
    return words.say(words.ENGLISH, "host.no_network", seconds=seconds)


async def meets(family: Family, fault: Fault, method: str, chat: int | None = None) -> int:
    """The bot's next such call meets this; a chat that moved stays where it is."""
    once = {} if fault["kind"] == "migrated" else {"times": 1}
    found = await family.ask("/faults", {"method": method, **once, **fault} | _of(chat))
    return int(found["id"])


async def always(family: Family, fault: Fault, method: str, chat: int | None = None) -> int:
    """All such calls meet it, until it is over."""
    found = await family.ask("/faults", {"method": method, **fault} | _of(chat))
    return int(found["id"])


def _of(chat: int | None) -> Fault:
    return {} if chat is None else {"chat": chat}


async def over(family: Family) -> None:
    """All is well again."""
    async with family.http.delete("/faults") as answer:
        assert answer.status == 200


async def met(family: Family, fault: int) -> None:
    """Wait until a call has met it."""
    found = await family.ask(f"/faults/{fault}?hits=1&timeout=10")
    assert found["hits"] >= 1


@contextlib.asynccontextmanager
async def impatient(family: Family, fault: Fault) -> AsyncIterator[None]:
    """Where something hangs, the bot waits for less than half a second, not fifteen."""
    if fault["kind"] != "hang":
        yield
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app, "SEND_SECONDS", 0.4)
        patch.setattr(intake, "READ_SECONDS", 0.4)
        await family.restarts()
        yield
    await family.restarts()


# What people see


async def at_home(family: Family) -> None:
    """Alex is set up, and Sam reads along."""
    await family.alex_is_set_up()
    await family.joins(family.sam)


async def heard(family: Family) -> tuple[int, int]:
    """How many messages Alex and Sam have from the bot."""
    return len(await family.alex.heard()), len(await family.sam.heard())


async def finishes(family: Family, digests: int = 1) -> None:
    """From a prompt that lies there: the session, the evening, and the next morning's prompt."""
    alex, sam = await heard(family)
    line = await says_how_it_was(family)
    await family.at(19, 30)
    assert digests in (0, 1)
    if digests:
        assert line in await family.sam.last()
    await tomorrow(family)
    assert await heard(family) == (alex + 1, sam + digests)


async def says_how_it_was(family: Family) -> str:
    """Done, a little pain, as before after twenty minutes: three taps and one line."""
    await family.alex.taps("Done")
    return await says_how_it_was_from_pain(family)


async def says_how_it_was_from_pain(family: Family, since: int = 0) -> str:
    """The rest of it, from the question about pain on; so many seconds after Done."""
    await family.alex.taps("2")
    await family.later(minutes=20, seconds=-since)
    await family.alex.taps("As before")
    line = f"{steps.GENTLE}: done. As before within 20 min, pain 2."
    assert line in await family.alex.texts()
    assert await steps.said(family, "recovery") == ["within:20"]
    return line


async def tomorrow(family: Family) -> None:
    """The next morning is as every morning."""
    await family.at(9)
    assert (await family.alex.last()).startswith(f"{steps.GENTLE} · about 10 min")
    assert await family.alex.buttons() == steps.ON_A_PROMPT
    assert await family.rows(models.Aside) == []


async def silence(family: Family, number: int = -1) -> tuple[str, str | None]:
    """What a session is kept as, and why."""
    kept = await steps.session(family, number)
    return kept.state, kept.reason


async def chat_of(family: Family, who: Person) -> models.Chat:
    """The chat's row of somebody: they came in this order."""
    found: models.Chat = (await family.rows(models.Chat))[0 if who is family.alex else 1]
    return found
