"""A pain limit is echoed; strong pain shows the stop rule and Help; large buttons."""

from tests.family import Family, labels
from tests.stories import steps
from tests.stories.steps import GENTLE

STOP = "Stop if it hurts or tires you."


async def test_pain_of_seven_shows_the_stop_rule_and_help(family: Family) -> None:
    await family.alex_is_set_up()
    await family.at(9)
    await family.alex.taps("Done", "7")
    assert (await family.alex.last()).split("\n") == [
        f"{GENTLE}: done. Pain 7.",
        STOP,
        "Thank you. Tap when you feel as before.",
    ]
    assert await family.alex.buttons() == ["Help", "As before"]
    await family.alex.taps("Help")
    assert "When to stop and get help" in await family.alex.last()
    await family.later(minutes=10)
    await family.alex.taps("As before")
    card = await family.alex.find("Change")
    assert card["text"] == f"{GENTLE}: done. As before within 10 min, pain 7.\n{STOP}"


@steps.SQLITE_ALONE
async def test_pain_of_six_shows_neither(family: Family) -> None:
    await family.alex_is_set_up()
    await family.at(9)
    await family.alex.taps("Done", "6")
    assert STOP not in await family.alex.last()
    assert await family.alex.buttons() == ["As before"]


@steps.SQLITE_ALONE
async def test_the_pain_limit_is_echoed_with_who_set_it(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.alex.says("/limits")
    await family.alex.taps("Limit 4")
    await family.at(9)
    await family.alex.taps("Done", "5")
    assert (await family.alex.last()).split("\n")[1] == (
        "Noted: pain 5. Your pain limit is 4 (as Alex wrote it, 23 Nov)."
    )
    await family.alex.says("pain 4")
    assert "Noted" not in await family.alex.last()


@steps.SQLITE_ALONE
async def test_large_buttons_ask_the_pain_in_two_steps(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.alex.says("/settings")
    await family.alex.taps("Large buttons")
    await family.at(9)
    await family.alex.taps("Stopped early")
    message = (await family.alex.heard())[-1]
    assert [[one["text"] for one in row] for row in message["keyboard"]] == [
        ["Pain"], ["Tired"], ["Something else"],
    ]  # fmt: skip
    await family.alex.taps("Tired")
    assert await family.alex.buttons() == ["None", "1–3", "4–6", "Change", "7–10"]
    await steps.double_tap(family.alex, "4–6")
    assert await family.alex.buttons() == ["The exact number", "As before"]
    await family.later(minutes=5)
    await family.alex.taps("As before")
    line = f"{GENTLE}: stopped early, tired. As before within 5 min, pain 4–6."
    assert await family.alex.last() == line
    await family.at(19, 30)
    assert line in await family.sam.last()
    # The number is there for who likes to give it.
    await family.alex.taps("The exact number")
    assert labels(await family.alex.find("Keep it as it is")) == ["4", "5", "Keep it as it is", "6"]
    await family.alex.taps("5")
    assert (await family.alex.last()).endswith("pain 5.")
    assert await steps.said(family, "pain") == ["4_6", "5"]
