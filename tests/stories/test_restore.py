"""An older copy is put in the place of the data; the family's day goes on from there."""

from pathlib import Path

from sqlalchemy.engine import make_url
from telegram import Update

from bot import backups, copies, files, restoring
from care import models
from care.kinds import Kind, Reason, Sending, State
from handlers import registry
from tests.family import Family
from tests.stories import steps

START_BUTTONS = steps.ON_A_PROMPT


def file_of(family: Family) -> Path:
    return Path(str(make_url(family.database_url).database))


def copied(family: Family) -> Path:
    """As `python -m bot backup` does, beside the bot."""
    file = file_of(family)
    return backups.make(file, files.backups(file), family.clock.now())


async def comes_back_as(family: Family, copy: Path) -> restoring.Restored:
    """The host ends the bot, restores, and starts it again."""
    done: list[restoring.Restored] = []
    file, now = file_of(family), family.clock.now()

    def restore() -> None:
        done.append(restoring.restore(file, copy, now, replace=True))

    await family.restarts_after_a_restore(restore)
    return done[0]


async def how_much(family: Family) -> list[int]:
    return [len(await who.heard()) for who in (family.alex, family.sam)]


async def a_monday(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.at(9)
    await family.alex.taps("Done", "2", "As before")


@steps.SQLITE_ALONE
async def test_nobody_gets_a_burst_and_the_days_go_on(family: Family) -> None:
    """A copy of Monday noon, on Wednesday afternoon."""
    await a_monday(family)
    await family.at(12)
    copy = copied(family)
    await family.at(9)
    await family.alex.taps("Done", "5")
    await family.at(14)
    await family.at(14)
    before = await how_much(family)
    answers = len(await family.rows(models.Answer))
    done = await comes_back_as(family, copy)
    assert (done.circles, done.answers, done.erased) == (1, 3, 0)
    assert answers > 3
    assert await how_much(family) == before
    # What fell due in between is kept as that.
    sessions = await family.rows(models.Session)
    assert [one.local_date.day for one in sessions[:2]] == [23, 24]
    assert (sessions[0].state, sessions[1].state) == (State.FINISHED, State.NOT_ASKED)
    assert {one.reason for one in sessions[1:]} == {Reason.BOT_DOWN}
    digests = await family.rows(models.Message, models.Message.kind == Kind.DIGEST)
    assert [row.state for row in digests[:1]] == [Sending.SKIPPED]
    # And what comes, comes once.
    await family.at(19, 30)
    await family.at(9)
    prompts = [text for text in await family.alex.texts() if "Stop if it hurts" in text]
    assert await family.alex.buttons() == START_BUTTONS
    assert len(prompts) == 2  # Wednesday's, still open, and today's
    await family.alex.taps("Done", "1")
    assert [one.value for one in await family.rows(models.Answer)][-2:] == ["done", "1"]


@steps.SQLITE_ALONE
async def test_a_card_from_after_the_copy_means_nothing_else(family: Family) -> None:
    """Its buttons name rows that are not there any more, and no other row gets their number."""
    await family.alex_is_set_up()
    copy = copied(family)
    await family.at(9)
    prompt = await family.alex.find("Stopped early")
    taps = {button["text"]: button["callback_data"] for row in prompt["keyboard"] for button in row}
    await family.at(14)
    await comes_back_as(family, copy)
    for day in range(3):
        await family.at(9)
        for label in ("Done", "Stopped early", "Not today", "Bad day: rest"):
            await family.alex.forges(prompt["message_id"], taps[label])
            assert await family.alex.toast() == steps.OLD_BUTTON, day
        assert await family.alex.buttons() == START_BUTTONS
    assert await family.rows(models.Answer) == []
    newest = (await family.rows(models.Message))[-1]
    assert newest.id > copies.APART


@steps.SQLITE_ALONE
async def test_a_prompt_can_come_once_more_and_no_digest_does(family: Family) -> None:
    """Copied a minute before they went out, and restored an hour later: as the host is told."""
    await a_monday(family)
    await family.at(19, 29)
    evening = copied(family)
    await family.at(19, 30)
    digest = await family.sam.last()
    assert "done" in digest
    await family.at(8, 59)
    morning = copied(family)
    await family.at(9, 30)
    before = await how_much(family)
    await comes_back_as(family, morning)
    assert await how_much(family) == [before[0] + 1, before[1]]
    assert await family.alex.buttons() == START_BUTTONS
    await family.alex.taps("Not today")
    before = await how_much(family)
    await comes_back_as(family, evening)
    # Monday's digest is of another day by now.
    assert await how_much(family) == [before[0] + 1, before[1]]


@steps.SQLITE_ALONE
async def test_an_update_that_was_taken_in_after_the_copy_counts_once(family: Family) -> None:
    """Telegram brings again only what was never confirmed; twice the same still counts once."""
    await a_monday(family)
    copy = copied(family)
    came: list[Update] = []

    async def keep(update: Update) -> None:
        came.append(update)
        await registry.dispatch(update, family.app.house)

    family.app.intake._dispatch = keep
    await family.alex.says("slept badly")
    before = await steps.said(family, "note")
    assert len(before) == 1
    await comes_back_as(family, copy)
    assert await steps.said(family, "note") == []
    for update in came * 2:
        await registry.dispatch(update, family.app.house)
        await family.settle()
    assert await steps.said(family, "note") == before


@steps.SQLITE_ALONE
async def test_the_night_keeps_a_copy_while_the_bot_runs(family: Family) -> None:
    await a_monday(family)
    await family.at(5)
    await family.app.calendar.get_job("night").func()
    (made,) = files.backups(file_of(family)).iterdir()
    assert backups.made_at(file_of(family), made.name) == family.clock.now()
    await family.at(9)
    await family.alex.taps("Done", "7")
    await family.later(hours=1)
    done = await comes_back_as(family, made)
    assert (done.circles, done.answers) == (1, 3)


@steps.SQLITE_ALONE
async def test_months_later_there_is_still_no_burst(family: Family) -> None:
    """As after any absence so long: a hundred prompts are not asked. A date of the plan is said."""
    await a_monday(family)
    copy = copied(family)
    await family.sleeps_through(days=100, hours=5)
    before = await how_much(family)
    await comes_back_as(family, copy)
    assert [text.partition(" ")[0] for text in (await family.alex.texts())[before[0] :]] == ["The"]
    assert (await family.alex.last()).startswith("The plan was to be looked at with your therapist")
    await family.at(9)
    assert await how_much(family) == [before[0] + 2, before[1] + 1]
    assert await family.alex.buttons() == START_BUTTONS
