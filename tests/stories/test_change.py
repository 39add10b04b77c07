"""Every answer can be changed for a day; the last word counts, and nothing said is lost."""

from care import kinds, models
from tests.family import Family
from tests.stories import steps
from tests.stories.steps import GENTLE


async def a_good_session(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.at(9)
    await family.alex.taps("Stopped early", "Tired", "2")
    await family.later(minutes=10)
    await family.alex.taps("As before")


async def test_change_of_every_answer(family: Family) -> None:
    await a_good_session(family)
    before = len(await family.alex.heard())
    await steps.double_tap(family.alex, "Change")
    assert await family.alex.buttons() == [
        "What I did", "Why I stopped", "The pain", "How long it took", "Keep it as it is",
    ]  # fmt: skip
    await steps.double_tap(family.alex, "Why I stopped", "Pain")
    told = "As before within 10 min, pain 2."
    assert await family.alex.last() == f"{GENTLE}: stopped early, pain. {told}"

    await steps.double_tap(family.alex, "Change", "The pain", "6")
    told = "As before within 10 min, pain 6."
    assert await family.alex.last() == f"{GENTLE}: stopped early, pain. {told}"

    await steps.double_tap(family.alex, "Change", "What I did", "Done")
    assert await family.alex.last() == f"{GENTLE}: done. {told}"

    await steps.double_tap(family.alex, "Change", "How long it took")
    assert await family.alex.last() == f"{GENTLE}: how long did it take to feel as before?"
    assert await family.alex.buttons() == [
        "Within 15 min", "Within 30 min", "Within the hour",
        "It took about 1½ h", "About 2 h", "Longer", "Keep it as it is", "Can't tell",
    ]  # fmt: skip
    await steps.double_tap(family.alex, "About 2 h")
    line = f"{GENTLE}: done. As before after about 2 h, pain 6."
    noted = f"Noted: as before after about 2 h. {steps.NOBODYS_LIMIT}"
    assert await family.alex.last() == f"{line}\n{noted}"

    # Each once, in order, and all of it in the same message.
    said = [(row.kind, row.value) for row in await family.rows(models.Answer)]
    assert said[4:] == [
        ("why", "pain"), ("pain", "6"), ("outcome", "done"), ("recovery", "about:120"),
    ]  # fmt: skip
    assert len(await family.alex.heard()) == before
    await family.at(19, 30)
    assert await family.sam.last() == f"Monday 23 Nov\n{line}\n{steps.FOOT}"
    assert len(await family.alex.heard()) == before


@steps.SQLITE_ALONE
async def test_keep_it_as_it_is(family: Family) -> None:
    await a_good_session(family)
    record = await family.alex.last()
    await steps.double_tap(family.alex, "Change", "Keep it as it is")
    for what in ("What I did", "Why I stopped", "The pain", "How long it took"):
        await family.alex.taps("Change", what)
        assert await family.alex.last() != record
        await steps.double_tap(family.alex, "Keep it as it is")
        assert await family.alex.last() == record
        assert await family.alex.buttons() == ["Change"]
    assert len(await family.rows(models.Answer)) == 4


@steps.SQLITE_ALONE
async def test_done_that_was_not_today_starts_no_clock(family: Family) -> None:
    await family.alex_is_set_up()
    await family.at(9)
    await family.alex.taps("Not today")
    await family.later(hours=2)
    await steps.double_tap(family.alex, "Change", "What I did", "Done", "1")
    past = f"{GENTLE}: done. Pain 1.\n{GENTLE}: how long did it take to feel as before?"
    assert await family.alex.last() == past
    assert (await steps.session(family)).clock_from is None
    before = len(await family.alex.heard())
    await family.later(hours=3)
    assert len(await family.alex.heard()) == before
    await steps.double_tap(family.alex, "Within 30 min")
    assert await family.alex.last() == f"{GENTLE}: done. As before within 30 min, pain 1."


@steps.SQLITE_ALONE
async def test_done_that_becomes_not_today_asks_nothing_more(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.at(9)
    await family.alex.taps("Done", "Change", "What I did", "Not today")
    assert await family.alex.last() == f"{GENTLE}: not today."
    before = len(await family.alex.heard()), len(await family.sam.heard())
    await family.at(8, 59)
    assert (len(await family.alex.heard()), len(await family.sam.heard())) == before


@steps.SQLITE_ALONE
async def test_a_change_after_the_digest_is_in_the_next(family: Family) -> None:
    await a_good_session(family)
    await family.at(20)
    heard = len(await family.sam.heard())
    await family.alex.taps("Change", "The pain", "5")
    await family.at(19, 29)
    assert len(await family.sam.heard()) == heard
    await family.at(19, 30)
    assert await family.sam.last() == (
        f"Tuesday 24 Nov\nMonday, {GENTLE}: stopped early, tired. "
        f"As before within 10 min, pain 5.\n{steps.FOOT}"
    )


@steps.SQLITE_ALONE
async def test_a_closed_card_can_not_be_changed(family: Family) -> None:
    await a_good_session(family)
    message_id, data = await steps.data_of(family.alex, "Change")
    await family.at(9)
    await family.alex.forges(message_id, data)
    await family.alex.forges(message_id, data.replace("change:", "pain:") + "9")
    assert await family.alex.toast() == "This one is closed now. Nothing was changed."
    assert len(await family.rows(models.Answer)) == 4
    assert (await steps.session(family, 0)).state == kinds.State.FINISHED
