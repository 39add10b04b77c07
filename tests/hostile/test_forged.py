"""Forged buttons and guessed links: each verb by everybody, with whatever can be put behind it."""

import datetime as dt
import hashlib
import hmac
import itertools
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from sqlmodel import Session as Db
from sqlmodel import col, select

from care import buttons, db, kinds, models
from care.flows import calls, invitations
from tests import roles
from tests.authority import Trials
from tests.family import Family
from tests.hostile.updates import collected
from tests.stories import steps
from tests.stories.test_authorization import EVERYBODYS, refused

TRIES = 1
WHO = {"person": 1, "helps": 1, "answers": 1, "therapist": 1, "another's person": 2, "stranger": 0}
LARGEST = 10**15 - 1
VALUES = (
    "", "1", "0", "10", "999999999999999999999999", "a" * 24, ":" * 24, "::1", "1:1:1:1", "_",
    "within:15", "not_yet:60", "2026_02_30", "20261124", "0900", "9999", "2500", "gentle",
    "caregiver", "mine", "yes", "1:proxy:1", "1:sees_journal:1", "erase:1", "stop:2",
)  # fmt: skip
values = st.sampled_from(VALUES) | st.from_regex(r"[a-z0-9_:]{0,24}", fullmatch=True)


@pytest.fixture
def trials(
    tmp_path: Path, migrated_file: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[Trials, dict[str, int]]:
    """Two circles with everybody in them, and their chats."""
    monkeypatch.setattr(db, "SYNCHRONOUS", "OFF")
    shutil.copyfile(migrated_file, tmp_path / "baseline.db")
    days, chats = roles.with_a_phone(db.Database(f"sqlite:///{tmp_path / 'baseline.db'}"))
    return Trials(days.db, days.now), chats


def owners(trials: Trials) -> dict[int, int]:
    """Every message: in whose chat it is."""
    with Db(trials.engine) as session:
        found = select(models.Message.id, models.Chat.telegram_id).join(
            models.Chat, col(models.Chat.id) == col(models.Message.chat_id)
        )
        return dict(session.exec(found).all())


def test_each_verb_with_anything_behind_it(trials: tuple[Trials, dict[str, int]]) -> None:
    """It never fails, never touches another circle, and does nothing through another's message."""
    tried, chats = trials
    whose = owners(tried)
    own = {who: [row for row, chat in whose.items() if chat == chats[who]] for who in WHO}
    rows = st.sampled_from([*whose, 0, LARGEST]) | st.integers(0, LARGEST)
    verbs = sorted([*calls.TAPS, "which", "nothing_of_ours"])
    found = itertools.cycle(collected(st.tuples(rows, values), len(verbs) * TRIES))
    acted = 0
    for verb, (row, value) in zip(verbs * TRIES, found, strict=False):
        data = buttons.button("", verb, row, value).data
        assert len(data.encode()) <= 64
        outcomes = tried.said([chats[who] for who in WHO], data)
        for who, circle in WHO.items():
            outcome = outcomes[chats[who]]
            assert outcome.changed <= {circle} - {0}, (who, data)
            acted += not refused(outcome)
            theirs = row in own[who] or who in EVERYBODYS.get(verb, ())
            assert theirs or refused(outcome), (who, data, outcome)
    # Some of what is forged on one's own message is what could have been tapped there.
    assert acted


async def test_guessed_links_never_open(family: Family) -> None:
    """Thousands of them: nothing is kept, and what is said is one line."""
    await family.alex_is_set_up()
    link = await steps.link_for(family)
    secret = link.partition("start=")[2]
    before = await steps.counts(family)
    near = [secret[:-1] + ("A" if secret[-1] != "A" else "B"), secret[:-1], secret + "A"]
    near += [secret.swapcase(), f"{secret} x", f" {secret}x", "%", "_" * 22, hashed(secret)]
    for guess in near:
        await family.mallory.says(f"/start {guess}")
    assert len(await family.mallory.heard()) == 1
    assert "too old" in await family.mallory.last()
    assert await steps.counts(family) == before

    def guesses(session: Db) -> int:
        now = family.clock.now()
        made = (hashlib.sha256(str(n).encode()).hexdigest()[:22] for n in range(3000))
        return sum(invitations.valid(session, guess, now) is not None for guess in made)

    assert await family.app.db.run(guesses) == 0
    await family.sam.opens(link)
    await family.sam.taps("Yes, I agree")
    assert len(await family.rows(models.Member)) == 2


@steps.SQLITE_ALONE
async def test_a_link_that_is_used_or_too_old_gets_the_one_line(family: Family) -> None:
    await family.alex_is_set_up()
    used = await steps.link_for(family)
    await family.sam.opens(used)
    await family.sam.taps("Yes, I agree")
    old = await steps.link_for(family)
    for link, later in ((used, 0), (old, 49), (family.setup_link or "", 0)):
        await family.later(hours=later, minutes=11)
        before = await steps.counts(family)
        await family.mallory.opens(link)
        assert "already, or it is too old" in await family.mallory.last()
        assert await steps.counts(family) == before
    assert len(await family.rows(models.Member)) == 2


def hashed(secret: str) -> str:
    """As it is kept."""
    return hashlib.sha256(secret.encode()).hexdigest()


async def test_only_a_hash_is_kept_and_it_is_compared_in_constant_time(
    family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    await family.alex_is_set_up()
    secret = (await steps.link_for(family)).partition("start=")[2]
    # 128 bits: 16 bytes, in 22 letters of base64.
    assert len(secret) == 22
    kept = [row.hash for row in await family.rows(models.Invitation)]
    assert hashed(secret) in kept
    assert not any(secret in hash_ for hash_ in kept)
    compared: list[tuple[Any, Any]] = []
    real = hmac.compare_digest

    def noted(one: str, other: str) -> bool:
        compared.append((one, other))
        return real(one, other)

    monkeypatch.setattr(hmac, "compare_digest", noted)

    def opens(session: Db) -> str | None:
        found = invitations.valid(session, secret, family.clock.now())
        return found.role if found else None

    assert await family.app.db.run(opens) == kinds.Role.CAREGIVER
    assert compared == [(hashed(secret), hashed(secret))]


def test_no_two_links_are_alike(trials: tuple[Trials, dict[str, int]]) -> None:
    with Db(trials[0].engine) as session, session.begin() as transaction:
        now = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
        made = {invitations.make(session, kinds.Role.CAREGIVER, now) for _ in range(200)}
        transaction.rollback()
    assert len(made) == 200
