"""Besides a day: sending things, blocking, small windows, programs that go away and come back."""

import pytest
from playwright.async_api import expect

from tests.browser import days
from tests.browser.desk import Desk, House

pytestmark = pytest.mark.asyncio(loop_scope="session")

WIDTHS = (360, 390, 768, 1024, 1400, 1600)


async def test_nothing_leaves_this_machine(page: Desk, house: House) -> None:
    """The fixture holds it for every test; this one opens what loads something."""
    alex = page.alex
    await alex.opens(await house.link())
    await alex.reads("Baseline")
    await alex.sends("A picture made up here")
    picture = alex.chat.get_by_role("img", name="Picture").last
    await expect(picture).to_have_js_property("complete", True)
    assert await picture.evaluate("picture => picture.naturalWidth") > 0
    await alex.sends("A voice message made up here")
    await alex.chat.get_by_role("button", name="Play the voice message").click()
    await expect(alex.chat.get_by_role("button", name="Pause")).to_be_visible()
    async with page.page.expect_file_chooser() as choosing:
        await alex.sends("A file or a film…")
    chooser = await choosing.value
    await chooser.set_files({"name": "plan.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"})
    await expect(alex.chat.get_by_role("link", name="plan.pdf")).to_be_visible()
    await alex.sends("A place…")
    await alex.root.get_by_role("button", name="Auckland").click()
    await alex.reads("-36.8509, 174.7645")
    answer = await page.page.request.get(page.url)
    policy = answer.headers["content-security-policy"]
    assert "'unsafe" not in policy and "http" not in policy and "default-src 'none'" in policy


async def test_blocked_and_unblocked(page: Desk) -> None:
    mallory = page.phone("Mallory").root
    await mallory.get_by_role("button", name="Start the bot").click()
    await page.phone("Mallory").reads("private journal")
    await mallory.get_by_role("button", name="More on").click()
    await mallory.get_by_role("button", name="Block the bot").click()
    await expect(mallory.get_by_label("Message from Mallory")).to_be_hidden()
    await mallory.get_by_role("button", name="Unblock the bot").click()
    await expect(mallory.get_by_label("Message from Mallory")).to_be_visible()


async def test_everything_that_can_be_broken_can_be_mended(page: Desk, house: House) -> None:
    house.bot.kill()
    await page.passes("Break something")
    kinds = page.page.get_by_label("What happens")
    mend = page.page.get_by_role("button", name="Mend: ")
    await page.page.get_by_label("For", exact=True).select_option(label="Alex")
    words = await kinds.locator("option").all_text_contents()
    for count, kind in enumerate(words, start=1):
        await kinds.select_option(label=kind)
        await page.passes("Break it")
        await expect(mend).to_have_count(count)
        await expect(page.page.get_by_role("button", name=f"Mend: {kind}")).to_be_visible()
    for count in reversed(range(len(words))):
        await mend.first.click()
        await expect(mend).to_have_count(count)


async def test_one_phone_at_a_time_where_it_is_narrow(house: House) -> None:
    async with house.window(360, 740) as desk:
        await desk.opens()
        await days.alex_is_set_up(desk, house)
        await days.sam_joins(desk)
        tabs = desk.page.get_by_role("navigation", name="Phones").get_by_role("button")
        await expect(tabs).to_have_text(["Alex", "Sam", "Dana", "Mallory"])
        await expect(desk.page.get_by_role("region")).to_have_count(1)
        # Opening the link on Sam's phone took it into the hand; Alex has news meanwhile.
        await expect(desk.sam.root).to_be_visible()
        await tabs.filter(has_text="Alex").click()
        await desk.alex.reads("Sam joined")
        for width in WIDTHS:
            await desk.page.set_viewport_size({"width": width, "height": 740})
            wide = await desk.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"at {width} px it is {wide} px wide"
        await expect(desk.page.get_by_role("region")).to_have_count(4)
        assert (desk.outside, desk.complaints) == ([], [])


async def test_whose_phones_are_there(page: Desk) -> None:
    await page.passes("Phones")
    panel = page.page.get_by_role("group", name="Phones on the desk")
    await panel.get_by_label("Mallory").uncheck()
    await expect(page.page.get_by_role("region")).to_have_count(3)
    assert page.page.url.endswith("?phones=1001,1002,1003")
    await panel.get_by_label("Somebody new").fill("Kim")
    await panel.get_by_role("button", name="Add").click()
    await expect(page.phone("Kim").root).to_be_visible()
    await page.page.reload()
    await expect(page.phone("Kim").root).to_be_visible()


async def test_programs_that_go_away_and_come_back(house: House) -> None:
    async with house.window() as desk:
        await desk.opens()
        status = desk.page.locator("#status")
        link = await house.link()
        house.bot.kill()
        await desk.alex.opens(link)
        await expect(status).to_have_text("Waiting for the bot. It reads this when it is back.")
        house.starts()
        await desk.alex.reads("Baseline")
        await expect(status).to_be_empty()
        house.sandbox.kill()
        await expect(status).to_have_text("The sandbox doesn’t answer. Waiting for it.")
        await house.restarts_sandbox()
        await expect(status).to_be_empty()
        await desk.alex.taps("Yes, I agree")
        await expect(desk.alex.button("The exercises are mine")).to_be_visible()
        # That nobody was there is what the browser says by itself.
        others = [words for words in desk.complaints if "net::ERR_" not in words]
        assert (desk.outside, others) == ([], [])
