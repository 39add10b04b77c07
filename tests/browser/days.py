"""What the family does on the page, in pieces: set-up, a good day, one too long, a bad one."""

from playwright.async_api import expect

from tests.browser.desk import Desk, House

ASKS_TO_STOP = "Stop if it hurts"


async def alex_is_set_up(desk: Desk, house: House) -> None:
    """From the link in the terminal to the first scheduled prompt."""
    await desk.alex.opens(await house.link())
    await desk.alex.taps("Yes, I agree", "The exercises are mine")
    await desk.alex.reads("Which city")
    await desk.alex.says("Berlin")
    await desk.alex.taps("Gentle range of motion, daily", "9:00")
    await desk.alex.reads("at 9:00")


async def sam_joins(desk: Desk) -> None:
    """By a link in Alex's chat, that is opened on Sam's phone."""
    await desk.alex.says("/invite")
    invitation = await desk.alex.reads("Give this link")
    await invitation.get_by_role("button", name="https://t.me/").click()
    question = desk.alex.root.get_by_role("dialog", name="Open this link on")
    await question.get_by_role("button", name="Sam’s phone").click()
    await desk.sam.taps("Yes, I agree")
    await expect(desk.sam.button("Yes, I agree")).to_be_hidden()


async def a_good_day(desk: Desk) -> None:
    await desk.to_next_until(desk.alex, ASKS_TO_STOP)
    await desk.alex.taps("Done", "2")
    await desk.alex.reads("Tap when you feel as before")
    await desk.passes("+10 min", "+10 min")
    await desk.alex.taps("As before")
    await desk.alex.reads("As before within 20 min, pain 2.")
    await desk.to_next_until(desk.sam, "As before within 20 min, pain 2.")


async def over_the_limit(desk: Desk) -> None:
    await desk.to_next_until(desk.alex, ASKS_TO_STOP)
    await desk.alex.taps("Done", "4")
    await desk.to_next_until(desk.alex, "An hour since")
    await desk.alex.taps("Not yet")
    await desk.alex.reads("More than an hour")
    await desk.to_next_until(desk.alex, "as before now?")
    await desk.alex.taps("Not yet")
    await desk.alex.reads("More than 2 h, pain 4.")
    await desk.to_next_until(desk.sam, "More than 2 h, pain 4.")


async def a_bad_day(desk: Desk) -> None:
    await desk.to_next_until(desk.alex, ASKS_TO_STOP)
    await desk.alex.taps("Bad day: rest")
    await desk.alex.reads("Resting until tomorrow")
    await desk.to_next_until(desk.sam, "A rest day.")
