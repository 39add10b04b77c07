"""Days of the family's, as they go through them: with taps and words, and with the page's clock."""

import re

import pytest
from playwright.async_api import expect

from tests.browser import days
from tests.browser.desk import Desk, House

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_good_day_one_over_the_limit_and_a_bad_one(page: Desk, house: House) -> None:
    await days.alex_is_set_up(page, house)
    await days.sam_joins(page)
    await page.alex.reads("Sam joined")

    await days.a_good_day(page)
    card = await page.alex.reads("done. As before within 20 min, pain 2.")
    await expect(card).to_contain_text("edited")
    told = await page.sam.reads("done. As before within 20 min, pain 2.")
    await expect(told).to_contain_text("silent")
    await expect(told).not_to_contain_text("edited")

    await days.over_the_limit(page)
    await page.alex.reads("Your limit is 60 min")

    await days.a_bad_day(page)
    told = await page.sam.reads("A rest day.")
    await expect(told).not_to_contain_text("pain")

    # Nobody wrote to those who never came.
    await expect(page.phone("Dana").chat).to_contain_text("No messages yet.")


async def test_the_month_as_a_picture_is_there_to_be_seen_and_read_out(
    page: Desk, house: House
) -> None:
    await days.alex_is_set_up(page, house)
    await days.sam_joins(page)
    await days.a_good_day(page)
    await page.alex.says("/journal")
    await page.alex.taps("Picture of the month")
    said = re.compile("how long until as before.*within 20 min, pain 2", re.DOTALL)
    picture = page.alex.chat.get_by_role("img", name=said)
    await expect(picture).to_have_js_property("complete", True)
    assert await picture.evaluate("picture => picture.naturalWidth") == 1080
    below = "chat => chat.scrollHeight - chat.scrollTop - chat.clientHeight"
    # Its room was kept for it: what came last is in sight.
    assert await page.alex.chat.evaluate(below) < 40
