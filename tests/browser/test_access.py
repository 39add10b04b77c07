"""The page for those who listen to it, who see little, or whose hands don't do as they are told."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser import days
from tests.browser.desk import Desk, House

pytestmark = pytest.mark.asyncio(loop_scope="session")

READABLE = Path(__file__).with_name("readable.js").read_text()
CONTROLS = {
    "button", "link", "textbox", "combobox", "checkbox", "spinbutton", "searchbox", "listbox",
    "dialog", "alertdialog", "region", "log", "image", "group", "navigation", "slider", "Video",
}  # fmt: skip


async def nameless(page: Page) -> list[str]:
    """Whatever a screen reader would come to and have no word for."""
    session = await page.context.new_cdp_session(page)
    tree: dict[str, Any] = await session.send("Accessibility.getFullAXTree")
    await session.detach()
    nodes = [node for node in tree["nodes"] if not node["ignored"]]
    return [
        f"{node['role']['value']} {node['nodeId']}"
        for node in nodes
        if node["role"]["value"] in CONTROLS and not node.get("name", {}).get("value", "").strip()
    ]


async def everything_is_open(desk: Desk) -> None:
    """One of each, as far as they can be seen at once."""
    for label in ("A picture made up here", "A voice message made up here"):
        await desk.alex.sends(label)
    await expect(
        desk.alex.chat.get_by_role("button", name="Play the voice message")
    ).to_be_visible()
    await desk.alex.sends("A place…")
    await desk.passes("Break something", "Break it")
    await expect(desk.page.get_by_role("button", name="Mend: ")).to_be_visible()


async def test_named_legible_and_large_enough(page: Desk, house: House) -> None:
    assert await nameless(page.page) == []
    assert await page.page.evaluate(READABLE) == []
    await days.alex_is_set_up(page, house)
    await everything_is_open(page)
    assert await nameless(page.page) == []
    assert await page.page.evaluate(READABLE) == []
    await page.passes("Dark", "Break something")
    assert await page.page.evaluate(READABLE) == []


async def test_new_messages_are_read_out_and_old_ones_not(page: Desk, house: House) -> None:
    await expect(page.alex.chat).to_have_attribute("aria-live", "polite")
    await days.alex_is_set_up(page, house)
    said = await page.alex.reads("at 9:00")
    await expect(said).to_contain_text("to Alex: ")
    # A page that is opened later reads out nothing of what was there.
    async with house.window() as second:
        await second.page.add_init_script("""
            new MutationObserver((changes) => {
              for (const { target, addedNodes } of changes) {
                if (target.ariaLive === "polite" && addedNodes.length) console.error("read out");
              }
            }).observe(document, { childList: true, subtree: true });""")
        await second.opens()
        await second.alex.reads("at 9:00")
        await expect(second.alex.chat).to_have_attribute("aria-live", "polite")
        assert second.complaints == []


async def test_the_theme_is_the_machine_s_until_it_is_chosen(house: House) -> None:
    async with house.window(dark=True) as desk:
        root = desk.page.locator("html")
        await desk.opens()
        await expect(root).to_have_attribute("data-theme", "dark")
        await desk.passes("Light")
        await expect(root).to_have_attribute("data-theme", "light")
        await desk.page.reload()
        await expect(root).to_have_attribute("data-theme", "light")
