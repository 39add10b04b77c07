"""Help: fixed words, the most urgent first, with the number of the person's own country."""

from tests.family import Family

WATCHED = "Nobody is watching this chat."


async def test_alex_in_berlin(family: Family) -> None:
    await family.alex_is_set_up()
    await family.alex.says("/help")
    text = await family.alex.last()
    lines = text.split("\n")
    assert lines[0] == "When to stop and get help"
    assert lines[2] == (
        f"{WATCHED} Emergency number (Germany): 112. Elsewhere: your local emergency number."
    )
    assert lines[4] == "Call at once if this is new, or clearly worse than your usual:"
    assert text.index("Call at once") < text.index("Call your clinic") < text.index("/today")
    assert "/digest" not in text
    assert "for families" not in text
    assert len(text) <= 2200


async def test_the_number_is_the_one_where_alex_is(family: Family) -> None:
    await family.alex_is_set_up(city="Auckland")
    await family.joins(family.sam)
    await family.sam.says("/digest")
    await family.sam.taps("I am in another place")
    await family.sam.says("Berlin")
    await family.sam.says("/help")
    text = await family.sam.last()
    assert "Emergency number (New Zealand): 111." in text
    assert "what it has for families" in text
    assert "/digest" in text
    assert "/today" not in text


async def test_no_number_is_guessed(family: Family) -> None:
    await family.alex_is_set_up(city="UTC")
    await family.alex.says("/help")
    assert f"{WATCHED} The number to call: your local emergency number." in await family.alex.last()


async def test_before_anything_is_set_up(family: Family) -> None:
    assert family.setup_link
    await family.alex.opens(family.setup_link)
    await family.alex.says("/help")
    assert WATCHED in await family.alex.last()
    assert "/today" not in await family.alex.last()


async def test_from_the_button_under_a_note(family: Family) -> None:
    await family.alex_is_set_up()
    await family.alex.says("my arm aches")
    await family.alex.taps("Get help")
    assert (await family.alex.last()).startswith("When to stop and get help\n")
