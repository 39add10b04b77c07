"""The journal for others: never the notes, and what each of them sees, Alex can see too."""

from tests.family import Family
from tests.stories import steps
from tests.stories.steps import GENTLE
from tests.stories.test_therapist import dana_joins

READS = "May read the journal (/journal)"
NOT_YOURS = "This is for the person whose exercises they are. Your own message: /digest"


async def lets_read(family: Family, *names: str) -> None:
    for name in names:
        await family.alex.says("/circle")
        await family.alex.taps(name, READS)


async def three_days(family: Family) -> None:
    """Done, with all that is said; nothing said at all; not today; then a rest."""
    await family.at(9)
    await family.alex.taps("Done", "2")
    await family.later(minutes=60)
    await family.alex.taps("Within 30 min")
    await family.alex.says("slept badly")
    await family.alex.says("I fell in the kitchen")
    await family.alex.says("question for the visit: is swimming fine?")
    await family.at(9)
    await family.at(9)
    await family.alex.taps("Not today")
    await family.at(9)
    await family.alex.taps("Bad day: rest")


DONE = f"{GENTLE}: done. As before within 30 min, pain 2."


async def test_sam_reads_what_was_done_and_no_more(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await three_days(family)
    await family.sam.says("/journal")
    assert await family.sam.last() == NOT_YOURS
    await lets_read(family, "Sam")
    await family.sam.says("/journal")
    read = await family.sam.last()
    assert read == (
        f"The last 7 days of Alex\n\nMonday 23 Nov\n{DONE}\n\n"
        f"Thursday 26 Nov\n{GENTLE}: a rest day."
    )
    assert await family.sam.buttons() == []
    phone = await family.ask(f"/people/{family.sam.number}/messages")
    assert phone["reply_keyboard"] is None
    # Alex can see the same, and who may.
    await steps.double_tap(family.alex, "What Sam sees")
    assert await family.alex.last() == f"This is what Sam sees in /journal:\n\n{read}"
    await family.alex.says("/shared")
    assert (await family.alex.last()).endswith("May read the journal, without your notes: Sam.")
    # Alex's own is whole.
    await family.alex.says("/journal")
    for said in ("slept badly", "A fall", "swimming", "not today"):
        assert said in await family.alex.last()
    # And taken back with one tap.
    await family.alex.says("/circle")
    await family.alex.taps("Sam", "Doesn't see the journal")
    await family.sam.says("/journal")
    assert await family.sam.last() == NOT_YOURS
    await family.alex.says("/shared")
    assert "May read" not in await family.alex.last()


@steps.SQLITE_ALONE
async def test_dana_reads_each_silence_as_what_it_is(family: Family) -> None:
    await family.alex_is_set_up()
    await dana_joins(family)
    await three_days(family)
    await lets_read(family, "Dana")
    await family.dana.says("/journal")
    read = await family.dana.last()
    assert f"Tuesday 24 Nov\n{GENTLE}: no answer" in read
    assert f"Wednesday 25 Nov\n{GENTLE}: not today." in read
    for private in ("slept badly", "fell", "swimming"):
        assert private not in read
    await family.alex.taps("What Dana sees")
    assert (await family.alex.last()).endswith(read)


@steps.SQLITE_ALONE
async def test_nobody_reads_by_a_forged_button(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.joins(family.kim)
    await three_days(family)
    await lets_read(family, "Sam")
    await family.alex.says("/journal")
    alexs = int((await steps.data_of(family.alex, "With the exercises"))[1].split(":")[1])
    for who in (family.sam, family.kim):
        await who.says("/help")
        mine = (await who.heard())[-1]
        for data in (f"journal_full:{alexs}:", f"member_sees:{alexs}:2"):
            heard = len(await who.heard())
            await who.forges(mine["message_id"], data)
            assert await who.toast() == steps.OLD_BUTTON
            assert len(await who.heard()) == heard


@steps.SQLITE_ALONE
async def test_an_empty_week_says_so(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await lets_read(family, "Sam")
    await family.sam.says("/journal")
    assert await family.sam.last() == (
        "The last 7 days of Alex\nNothing here yet. It fills by itself."
    )
