"""/erase: two taps in different places, and nothing of the circle is left, nor sent, nor found."""

import asyncio
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url
from sqlmodel import Session as Db
from sqlmodel import col
from telegram import Update

from care import kinds, models
from care.flows import due, outgoing
from care.ports import Draft, Screen
from handlers import registry
from tests.family import Family, Person
from tests.stories import files, pictured, steps
from tests.stories.test_notes import speaks
from tests.stories.test_two_circles import kim_begins_a_circle_of_her_own

ERASE, SURE = "Erase everything", "Yes, erase it for good"
DONE = "Everything was erased. Nothing more is sent to anyone."
MARK = "zwetschgenkuchen"
STAYS = (
    "What stays elsewhere:\n"
    "• Messages in Telegram: in each chat, until somebody deletes them there. "
    "A bot can't take back what is older than 48 hours.\n"
    "• Files and pages that were given: with whoever has them.\n"
    "• Older backups: those that this bot makes by itself are gone after 5 weeks. Copies that were "
    "made elsewhere stay with whoever runs it."
)


async def a_week(family: Family) -> None:
    """Alex, Sam and Dana; days, notes, a voice, a sheet, what Sam proposes and Alex writes."""
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.alex.says("/invite")
    await family.alex.taps("A link for my therapist")
    link = next(w for w in (await family.alex.last()).split() if w.startswith("https://t.me/"))
    await family.dana.opens(link)
    await family.dana.taps("Yes, I agree")
    for number in range(3):
        await family.at(9)
        await family.alex.taps("Done", "4")
        await family.alex.says(f"{MARK} {number}: slept badly")
    await family.alex.says("I fell")
    await family.alex.says(f"question for the visit: {MARK}?")
    await speaks(family.alex)
    await pictured.with_sheet(family, f"{MARK}-file")
    given = await files.given(family, family.alex)
    for who in (family.dana, family.alex):
        await files.sends(who, given.replace("Ankle circles", f"{MARK}'s circles"))
    await steps.link_for(family)
    await family.at(19, 30)
    tables = {name for name, count in (await steps.counts(family)).items() if not count}
    assert tables == {"aside", "data_key", "erased", "pace"}


async def erases(who: Person) -> None:
    await who.says("/erase")
    await who.taps(ERASE, SURE)


async def heard(family: Family) -> list[int]:
    """How much each was sent so far."""
    return [len(await who.heard()) for who in (family.alex, family.sam, family.dana)]


def traces(family: Family, *marks: str) -> dict[str, int]:
    """How often a mark is in the database's files, byte for byte."""
    url = make_url(family.database_url)
    if not url.drivername.startswith("sqlite"):
        return {}
    file = Path(str(url.database))
    files = [one for one in file.parent.iterdir() if one.name.startswith(file.name)]
    assert file in files
    return {
        f"{mark} in {one.name}": count
        for one in files
        for mark in marks
        if (count := one.read_bytes().count(mark.encode()))
    }


async def nothing_is_left(family: Family) -> None:
    """But the numbers of the updates, how fast messages went, and that a circle was there."""
    left = {name: count for name, count in (await steps.counts(family)).items() if count}
    assert left.keys() <= {"seen", "pace", "erased"}
    assert left["erased"] == 1


async def test_everything_goes_after_two_taps_in_different_places(family: Family) -> None:
    await a_week(family)
    assert not traces(family) and (traces(family, MARK) or "sqlite" not in family.database_url)
    await family.alex.says("/erase")
    asked = await family.alex.last()
    assert asked.startswith("Erase everything?\n\nIt goes at once, and for good:")
    assert await family.alex.buttons() == ["Send me the file", "Keep everything", ERASE]
    await family.alex.taps(ERASE)
    assert await family.alex.last() == "Sure? Once it is erased, nobody can bring it back."
    # From the card's lower edge: where the finger was, lies the answer that changes nothing.
    assert await family.alex.buttons() == [SURE, "Keep everything"]
    before = await heard(family)
    await family.alex.taps(SURE)
    last = await family.alex.last()
    assert last.startswith(f"{DONE}\nRemoved: sessions: 3; answers and notes: ") and last.endswith(
        STAYS
    )
    assert "people: 3.\n\nWhat stays" in last
    assert await family.alex.buttons() == []
    assert await family.alex.toast() == "Everything was erased."
    assert await heard(family) == before
    await nothing_is_left(family)
    assert traces(family, MARK, "Alex", "slept badly", "range of motion", "1001") == {}

    # Nothing is sent afterwards, to anyone, not on restart either.
    await family.later(hours=12)
    await family.restarts()
    await family.later(days=3)
    assert await heard(family) == before
    assert await family.rows(models.Aside) == []


@steps.SQLITE_ALONE
async def test_a_hurried_second_tap_erases_nothing(family: Family) -> None:
    await a_week(family)
    counts = (await steps.counts(family))["answer"]
    await family.alex.says("/erase")
    message, data = await steps.data_of(family.alex, ERASE)
    await steps.double_tap(family.alex, ERASE)
    assert await family.alex.buttons() == [SURE, "Keep everything"]
    await family.alex.taps("Keep everything")
    assert await family.alex.last() == "Nothing was erased."
    for verb in ("erase", "erase_yes", "export"):
        await family.alex.forges(message, data.replace("erase", verb, 1))
        assert await family.alex.toast() == steps.OLD_BUTTON
    assert (await steps.counts(family))["answer"] == counts
    assert await family.rows(models.Circle)


@steps.SQLITE_ALONE
async def test_an_old_button_is_a_strangers_then(family: Family) -> None:
    await a_week(family)
    await family.at(9)
    await family.alex.says("/erase")
    await family.alex.taps(ERASE)
    yes = await steps.data_of(family.alex, SURE)
    await steps.double_tap(family.alex, SURE)
    assert (await family.alex.last()).endswith(STAYS)
    before = await heard(family)
    # The same button again gets a line on the tap alone: the last words were the last.
    await family.alex.forges(*yes)
    assert await family.alex.toast() == "Everything was erased."
    assert await heard(family) == before
    await family.alex.taps("Done")
    assert await family.alex.last() == steps.STRANGER
    await family.sam.says("/digest")
    assert await family.sam.last() == steps.STRANGER
    await nothing_is_left(family)


@steps.SQLITE_ALONE
async def test_the_buttons_words_can_be_typed(family: Family) -> None:
    await a_week(family)
    await family.alex.says("/erase")
    await family.alex.says("erase everything")
    assert await family.alex.buttons() == [SURE, "Keep everything"]
    before = await heard(family)
    await family.alex.says("yes, erase it for good")
    assert (await family.alex.last()).startswith(DONE)
    assert await heard(family) == before
    await nothing_is_left(family)


@steps.SQLITE_ALONE
async def test_an_update_that_comes_again_does_no_harm(family: Family) -> None:
    """The bot died after the commit: Telegram brings the taps of before once more."""
    await a_week(family)
    came: list[Update] = []

    async def keep(update: Update) -> None:
        came.append(update)
        await registry.dispatch(update, family.app.house)

    family.app.intake._dispatch = keep
    await family.sam.says("hello")
    await erases(family.alex)
    before = await heard(family)
    for update in came:
        await registry.dispatch(update, family.app.house)
        await family.settle()
    assert await heard(family) == before
    assert await family.alex.last() == f"{DONE}\n\n{STAYS}"
    await nothing_is_left(family)


async def test_what_was_claimed_already_is_not_sent(family: Family) -> None:
    """Messages that wait for their turn, replies, a round that claimed before the erase."""
    await a_week(family)
    await family.alex.says("/erase")
    await family.alex.taps(ERASE)
    claimed = await claims(family)
    sams = [draft for draft in claimed if draft.chat == family.sam.number]
    assert {draft.chat for draft in claimed} == {family.alex.number, family.sam.number}
    assert sams and all(draft.message_id for draft in claimed)
    before = await heard(family)
    await family.alex.taps(SURE)
    family.app.due.put(claimed)
    await family.settle()
    assert await heard(family) == before
    await nothing_is_left(family)


async def claims(family: Family) -> list[Draft]:
    """Something is due for Alex and for Sam, and is claimed: it waits for its turn in memory."""
    await family.sleeps_through(hours=13, minutes=30)
    now = family.clock.now()
    sam = (await family.rows(models.Chat, models.Chat.telegram_id == family.sam.number))[0]
    circle = (await family.rows(models.Circle))[0]

    def round_(db: Db) -> due.Round:
        outgoing.reply(db, sam, now, lambda row: Screen("words"), circle_id=circle.id)
        return due.round_(db, [], 8, now)

    return list((await family.app.db.run_quietly(round_)).drafts)


async def test_what_is_being_sent_settles_into_nothing(family: Family) -> None:
    """Sent before, and its outcome is known only when its row is gone."""
    await a_week(family)
    await family.alex.says("/erase")
    await family.alex.taps(ERASE)
    claimed = await claims(family)
    family.app.due.put(claimed)
    sending = list(family.app.due._sending.values())
    assert len(sending) == 2
    message, data = await steps.data_of(family.alex, SURE)
    await family.alex.forges(message, data)
    await asyncio.gather(*sending)
    await family.settle()
    await nothing_is_left(family)
    assert await family.rows(models.Aside) == []


async def test_the_other_circle_is_as_it_was(family: Family) -> None:
    """Sam helps Alex and Kim: of Kim's circle nothing changes, and Sam is still in it."""
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.kim.opens(await steps.link_for(family, kinds.Role.SETUP))
    await kim_begins_a_circle_of_her_own(family)
    await family.kim.says("/invite")
    link = next(w for w in (await family.kim.last()).split() if w.startswith("https://t.me/"))
    await family.sam.opens(link)
    await family.sam.taps("Yes, I agree")
    await family.at(9)
    await family.alex.taps("Done", "4")
    before = await about_kim(family)
    await erases(family.alex)
    assert (await family.alex.last()).startswith(DONE)
    assert await about_kim(family) == before
    names = [one.name for one in await family.rows(models.Member)]
    assert sorted(names) == ["Kim", "Sam"]
    assert len(await family.rows(models.Human)) == len(await family.rows(models.Chat)) == 2
    assert traces(family, "Alex") == {}
    await family.at(9, zone="Pacific/Auckland")
    await family.kim.taps("Done")
    await family.sam.says("/digest")
    assert await family.sam.last() != steps.STRANGER


async def about_kim(family: Family) -> dict[str, list[Any]]:
    """All rows of the second circle."""
    tables = (models.Session, models.Answer, models.PlanVersion, models.Member, models.Slot)
    found: dict[str, list[Any]] = {}
    for table in tables:
        rows = await family.rows(table, col(table.circle_id) == 2)
        found[table.__name__] = [row.model_dump() for row in rows]
    waits = (models.Message.circle_id == 2, models.Message.kind != kinds.Kind.REPLY)
    found["Message"] = [row.model_dump() for row in await family.rows(models.Message, *waits)]
    return found


async def test_who_erases_one_of_two_circles_reads_it_on_the_card(family: Family) -> None:
    """Kim helps Alex and has a circle of her own: she erases hers, and stays in Alex's."""
    await family.alex_is_set_up()
    await family.joins(family.kim)
    await family.kim.opens(await steps.link_for(family, kinds.Role.SETUP))
    await kim_begins_a_circle_of_her_own(family)
    await family.kim.says(f"{MARK}")
    await erases(family.kim)
    assert (await family.kim.last()).startswith(
        f"{DONE}\nRemoved: sessions: 0; answers and notes: 1;"
    )
    assert [one.name for one in await family.rows(models.Member)] == ["Alex", "Kim"]
    assert traces(family, MARK) == {}
    await family.kim.says("/digest")
    assert (await family.kim.last()) != steps.STRANGER
    await family.at(9)
    await family.alex.taps("Done")


@steps.SQLITE_ALONE
async def test_who_was_shown_the_plan_before_saying_yes_goes_too(family: Family) -> None:
    """And their link doesn't begin a circle of their own."""
    await family.alex_is_set_up()
    await family.sam.opens(await steps.link_for(family))
    message, data = await steps.data_of(family.sam, "Yes, I agree")
    await erases(family.alex)
    await nothing_is_left(family)
    await family.sam.forges(message, data)
    assert await family.sam.last() == steps.STRANGER
    await nothing_is_left(family)


@steps.SQLITE_ALONE
async def test_those_who_help_can_erase_nothing(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    before = await steps.counts(family)
    for command in ("/erase", "/export"):
        await family.sam.says(command)
        assert (await family.sam.last()).startswith("This is for the person whose exercises")
        assert await family.sam.buttons() == []
    await family.alex.says("/erase")
    card = (await family.alex.heard())[-1]["message_id"]
    row = (await family.rows(models.Message))[-1].id
    for verb in ("erase", "erase_yes", "export"):
        await family.sam.forges(card, f"{verb}:{row}:")
        assert await family.sam.toast() == steps.OLD_BUTTON
        await family.mallory.forges(card, f"{verb}:{row}:")
    assert (await steps.counts(family))["circle"] == before["circle"] == 1


@steps.SQLITE_ALONE
async def test_the_menus_are_everybodys_again(family: Family) -> None:
    await a_week(family)
    await erases(family.alex)
    gone = [p["scope"]["chat_id"] for m, p in family.requests if m == "deleteMyCommands"]
    assert sorted(gone) == [family.alex.number, family.sam.number, family.dana.number]


@steps.SQLITE_ALONE
async def test_a_circle_can_begin_again_afterwards(family: Family) -> None:
    await a_week(family)
    await erases(family.alex)
    await family.restarts()
    await family.alex_is_set_up()
    await family.at(9)
    assert await family.alex.buttons() == steps.ON_A_PROMPT
