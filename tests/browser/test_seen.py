"""What a bot can send, as a phone shows it. The tests are the bot here: ours needs less."""

import json
from typing import Any

import pytest
from playwright.async_api import expect

from bot.__main__ import SANDBOX_TOKEN
from sandbox.pageside import PAGE
from tests.browser.desk import Desk, House

pytestmark = pytest.mark.asyncio(loop_scope="session")

ALEX = 1001
SHEET = {
    "name": "sheet.png",
    "mimeType": "image/png",
    "buffer": (PAGE / "samples" / "sheet.png").read_bytes(),
}
BUTTONS = {"inline_keyboard": [[{"text": "Done", "callback_data": "1"}]]}
STANDING = {"keyboard": [[{"text": "Today"}, {"text": "Help"}]], "resize_keyboard": True}


class Bot:
    """The Bot API, asked from the page's own address."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, method: str, **params: Any) -> Any:
        url = f"{self._desk.url}/bot{SANDBOX_TOKEN}/{method}"
        form = {name: _field(value) for name, value in params.items()}
        answer = await self._desk.page.request.post(url, multipart=form)
        body = await answer.json()
        assert body["ok"], body
        return body["result"]


def _field(value: Any) -> Any:
    """Text and files as they are, all else as JSON."""
    return value if isinstance(value, str) or value is SHEET else json.dumps(value)


@pytest.fixture
def bot(page: Desk, house: House) -> Bot:
    house.bot.kill()
    return Bot(page)


async def test_pictures_files_and_quotes(page: Desk, bot: Bot) -> None:
    alex = page.alex
    await alex.root.get_by_role("button", name="Start the bot").click()
    caption = "From <b>Dana</b>"
    sent = await bot("sendPhoto", chat_id=ALEX, photo=SHEET, caption=caption, parse_mode="HTML")
    said = await alex.reads("From Dana")
    await expect(said.get_by_role("link", name="Picture: From Dana")).to_be_visible()
    await expect(said.locator("strong")).to_have_text("Dana")
    await bot("sendDocument", chat_id=ALEX, document=SHEET)
    await expect(alex.chat.get_by_role("link", name="sheet.png")).to_be_visible()
    reply = {"message_id": sent["message_id"]}
    await bot("sendMessage", chat_id=ALEX, text="As above", reply_parameters=reply)
    await expect((await alex.reads("As above")).locator("blockquote")).to_contain_text("From Dana")


async def test_taps_and_the_standing_keyboard(page: Desk, bot: Bot) -> None:
    alex = page.alex
    await alex.root.get_by_role("button", name="Start the bot").click()
    await bot("sendMessage", chat_id=ALEX, text="Hello", reply_markup=STANDING)
    standing = alex.root.get_by_role("group", name="Alex’s standing keyboard")
    await standing.get_by_role("button", name="Today").click()
    await expect((await alex.reads("Today")).get_by_role("button")).to_have_count(0)
    await bot("sendMessage", chat_id=ALEX, text="Stretch", reply_markup=BUTTONS)
    async with page.page.expect_response("**/taps") as tapping:
        await alex.taps("Done")
    query = (await (await tapping.value).json())["query_id"]
    await bot("answerCallbackQuery", callback_query_id=query, text="Noted.")
    await expect(alex.root.get_by_role("status")).to_have_text("Noted.")


async def test_who_reads_further_up_stays_there(page: Desk, bot: Bot) -> None:
    alex = page.alex
    await alex.root.get_by_role("button", name="Start the bot").click()
    await bot("sendMessage", chat_id=ALEX, text="\n".join(["A long story"] * 60))
    last = "The end"
    await bot("sendMessage", chat_id=ALEX, text=last)
    await expect(await alex.reads(last)).to_be_in_viewport()
    await alex.chat.evaluate("chat => { chat.scrollTop = 0; }")
    await bot("sendMessage", chat_id=ALEX, text="One thing more")
    latest = alex.root.get_by_role("button", name="1 new on Alex’s phone. Go to the latest")
    await expect(latest).to_be_visible()
    await expect(alex.said("One thing more")).not_to_be_in_viewport()
    await latest.click()
    await expect(alex.said("One thing more")).to_be_in_viewport()
