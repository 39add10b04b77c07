"""Without a mouse: everything is reached, and what is reached is seen."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.desk import Desk, House

pytestmark = pytest.mark.asyncio(loop_scope="session")

MOST_TABS = 150
FOCUSED = """() => {
  const { activeElement: at } = document;
  const style = getComputedStyle(at);
  const seen = at === document.body || (style.outlineStyle !== "none" && at.checkVisibility());
  return [at.ariaLabel || at.labels?.[0]?.innerText.trim() || at.innerText.trim(), seen];
}"""


class Keys:
    """Somebody's keyboard."""

    def __init__(self, page: Page) -> None:
        self._page = page

    async def presses(self, *keys: str) -> None:
        for key in keys:
            await self._page.keyboard.press(key)

    async def goes_to(self, name: str, key: str = "Tab") -> None:
        """From control to control, until the one that is called so."""
        passed = []
        for _ in range(MOST_TABS):
            await self.presses(key)
            label, seen = await self._page.evaluate(FOCUSED)
            passed.append(label)
            assert seen, f"nobody sees that the keyboard is at {label!r}"
            if label == name:
                return
        raise AssertionError(f"the keyboard never comes to {name!r}: {passed}")

    async def chooses(self, *names: str) -> None:
        for name in names:
            await self.goes_to(name)
            await self.presses("Enter")

    async def writes(self, where: str, text: str) -> None:
        await self.goes_to(where)
        await self._page.keyboard.type(text)
        await self.presses("Enter")


async def test_a_good_day_by_keyboard(page: Desk, house: House) -> None:
    keys, alex = Keys(page.page), page.alex
    await keys.goes_to("Alex’s chat")
    await keys.writes("Start link", await house.link())
    # Each answer draws the message anew; the keyboard stays with it, and goes on from there.
    for label in ("Yes, I agree", "The exercises are mine"):
        await expect(alex.button(label)).to_be_visible()
        await keys.chooses(label)
    await alex.reads("Which city")
    await keys.writes("Message from Alex", "Berlin")
    for label in ("Gentle range of motion, daily", "9:00"):
        await expect(alex.button(label)).to_be_visible()
        await keys.chooses(label)
    await alex.reads("at 9:00")
    await expect(page.due).to_contain_text("(in ")
    await keys.chooses("To the next thing due")
    for label in ("Done", "2"):
        await expect(alex.button(label)).to_be_visible()
        await keys.chooses(label)
    await expect(alex.button("As before")).to_be_visible()
    await keys.chooses("+10 min", "As before")
    await alex.reads("As before within 10 min, pain 2.")


async def test_boxes_open_and_close_by_keyboard(page: Desk, house: House) -> None:
    keys = Keys(page.page)
    # What leads a keyboard to a phone without going through the others.
    await keys.chooses("Mallory’s phone")
    await keys.presses("Enter")
    await page.phone("Mallory").reads("private journal")
    mallory = page.phone("Mallory").root
    await keys.chooses("Send something from Mallory’s phone", "A place…")
    await expect(mallory.get_by_role("dialog", name="Which place?")).to_be_visible()
    await keys.presses("Escape")
    await expect(mallory.get_by_role("dialog")).to_be_hidden()
    await expect(mallory.get_by_label("Message from Mallory")).to_be_focused()
    await keys.chooses("More on Mallory’s phone")
    await expect(mallory.get_by_role("button", name="Block the bot")).to_be_visible()
    await keys.presses("Escape")
    await expect(mallory.get_by_role("button", name="Block the bot")).to_be_hidden()
    await expect(mallory.get_by_role("button", name="More on")).to_be_focused()
    await keys.chooses("Break something")
    await expect(page.page.get_by_label("What happens")).to_be_focused()
