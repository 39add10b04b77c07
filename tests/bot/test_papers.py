"""A paper is made when it is sent; what can't be made is said, and nothing of it is in the log."""

import asyncio
import datetime as dt
import logging
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlmodel import Session as Db

from bot import delivery, press
from care import db, recipes
from care.kinds import Reason
from care.models import Circle, PlanVersion
from care.ports import Button, Draft, Outcome, Paper, Result, Screen
from tests.bot.tiny import NOW, StillClock, Tiny, hangs_up, refuses
from tests.care.rows import household

FAILED = "This could not be made just now. Nothing is lost. Please ask for it again later."
DAY = dt.date(2026, 11, 23)


@pytest.fixture
def database(database_url: str) -> Iterator[db.Database]:
    made = db.Database(database_url)
    household(made)
    yield made
    made.close()


@pytest.fixture
def papers(database: db.Database) -> press.PaperPress:
    return press.PaperPress(database, StillClock(NOW))


def draft(paper: Paper) -> Draft:
    return Draft(5, 1001, None, Screen("The words of the screen.", paper=paper))


def sheet(circle: int = 1) -> Draft:
    return draft(recipes.plan_sheet(circle, "en"))


def test_the_recipe_is_kept_in_its_row_as_it_is() -> None:
    found = draft(recipes.journal_picture(1, "en", DAY, DAY)).screen
    assert Screen.from_json(found.to_json()) == found


async def test_a_document_goes_up_under_its_name(tiny: Tiny, papers: press.PaperPress) -> None:
    async with tiny.bot() as bot:
        found = await delivery.TelegramDelivery(bot, papers).draw(sheet())
    assert found == Outcome(sheet(), Result.SENT, telegram_id=77)
    ((method, params),) = tiny.calls
    assert (method, params["caption"]) == ("sendDocument", "The words of the screen.")
    assert "the-plan.pdf" in params["document"]
    assert "application/pdf" in params["document"]


async def test_a_picture_goes_up_with_its_own_words(tiny: Tiny, papers: press.PaperPress) -> None:
    async with tiny.bot() as bot:
        one = draft(recipes.journal_picture(1, "en", DAY, DAY))
        found = await delivery.TelegramDelivery(bot, papers).draw(one)
    assert found.result == Result.SENT
    ((method, params),) = tiny.calls
    assert method == "sendPhoto"
    assert params["caption"].endswith("Nothing was noted on these days.")


async def test_its_buttons_change_and_its_words_stay(tiny: Tiny, papers: press.PaperPress) -> None:
    there = replace(sheet(), telegram_id=77)
    there = replace(there, screen=replace(there.screen, rows=((Button("Help", "help:5:"),),)))
    async with tiny.bot() as bot:
        found = await delivery.TelegramDelivery(bot, papers).draw(there)
    assert found.result == Result.SENT
    ((method, params),) = tiny.calls
    assert method == "editMessageReplyMarkup"
    assert params.keys() == {"chat_id", "message_id", "reply_markup"}


async def test_what_is_gone_is_not_sent(tiny: Tiny, papers: press.PaperPress) -> None:
    async with tiny.bot() as bot:
        found = await delivery.TelegramDelivery(bot, papers).draw(sheet(circle=77))
    assert found == Outcome(sheet(circle=77), Result.GONE, reason=Reason.NOTHING_TO_TELL)
    assert tiny.calls == []


async def test_what_cannot_be_made_is_said_and_the_log_has_none_of_it(
    tiny: Tiny, papers: press.PaperPress, database: db.Database, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(session: Db) -> None:
        session.get_one(PlanVersion, 1).document = '{"routines": "Secret words"}'

    database.write(breaks)
    with caplog.at_level(logging.DEBUG):
        async with tiny.bot() as bot:
            found = await delivery.TelegramDelivery(bot, papers).draw(sheet())
    assert found.result == Result.SENT
    ((method, params),) = tiny.calls
    assert (method, params["text"]) == ("sendMessage", FAILED)
    assert "a paper (plan_sheet) could not be made" in caplog.text
    assert "Secret" not in caplog.text


@pytest.mark.parametrize(
    ("answer", "result"),
    [
        (hangs_up, Result.UNKNOWN),
        (refuses(500, "Internal Server Error"), Result.RETRY),
        (refuses(403, "Forbidden: bot was blocked by the user"), Result.GONE),
    ],
)
async def test_the_network_is_another_matter(
    tiny: Tiny, papers: press.PaperPress, answer: object, result: Result
) -> None:
    tiny.answers = [answer]  # type: ignore[list-item]  # each is an Answer
    async with tiny.bot() as bot:
        found = await delivery.TelegramDelivery(bot, papers).draw(sheet())
    assert found.result == result


async def test_nobody_waits_for_a_page(papers: press.PaperPress, database: db.Database) -> None:
    """While one is made, the rows are free and the loop goes round."""
    making = asyncio.create_task(papers.make(recipes.plan_sheet(1, "en")))
    rounds = 0
    while not making.done():
        await database.run(lambda session: session.get_one(Circle, 1).changes)
        rounds += 1
    assert (await making) is not None
    assert rounds > 3
