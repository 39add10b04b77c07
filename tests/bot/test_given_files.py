"""A text that is given as a file: uploaded under its name, and its words changed in place."""

from dataclasses import replace

from bot import delivery
from care.ports import Draft, File, Outcome, Result, Screen
from tests.bot.tiny import NoPress, Tiny

SCREEN = Screen("The plan as a file.", file=File("plan-2026-11-23.yaml", "name: für 🙂\n"))
DRAFT = Draft(5, 1001, None, SCREEN)


def test_a_file_is_kept_in_its_row_as_it_is() -> None:
    assert Screen.from_json(SCREEN.to_json()) == SCREEN
    assert Screen.from_json('{"text": "x", "rows": []}') == Screen("x")


async def test_a_file_goes_up_with_its_words_under_it(tiny: Tiny) -> None:
    long = replace(DRAFT, screen=replace(SCREEN, text="😀" * 600))
    async with tiny.bot() as bot:
        for one in (DRAFT, long):
            found = await delivery.TelegramDelivery(bot, NoPress()).draw(one)
            assert found.result == Result.SENT
    (method, params), (_, cut) = tiny.calls
    assert method == "sendDocument"
    assert params["caption"] == "The plan as a file."
    assert params["disable_notification"] in ("true", "True")
    assert cut["caption"] == "😀" * 511 + "…"


async def test_its_words_are_changed_and_the_file_stays(tiny: Tiny) -> None:
    draft = replace(DRAFT, telegram_id=77)
    async with tiny.bot() as bot:
        found = await delivery.TelegramDelivery(bot, NoPress()).draw(draft)
    assert found == Outcome(draft, Result.SENT, telegram_id=77)
    ((method, params),) = tiny.calls
    assert (method, params["caption"]) == ("editMessageCaption", "The plan as a file.")
