"""/report: a file for the therapist, made when it is asked for; the brief; the filled page."""

import datetime as dt
from typing import Any

import pytest
from sqlmodel import Session as Db

from care import kinds, models, plan
from care.flows import monthly
from tests.family import Family, Person, words_of
from tests.papers import pdfs
from tests.stories import faults, proxies, steps
from tests.stories.pictured import the_plan
from tests.stories.test_notes import notes
from tests.stories.test_therapist import dana_joins, member

PAGE, BRIEF = "Add a photo of the filled page", "About ALS and exercise, one page"
LONGER, USUAL = "The last 12 weeks", "The last 4 weeks"
CARD = (
    "The report, 28 Oct to 24 Nov, to print or to send on.\n"
    "Falls and questions for the visit are in it, as you wrote them. Private notes are not.\n"
    "Other days: /report 1 Nov - 20 Nov\n"
    "For a visit: /report visit on Thursday"
)


async def files(who: Person) -> list[dict[str, Any]]:
    """The messages with a file in somebody's chat."""
    return [message for message in await who.heard() if message["media"]]


async def given(who: Person) -> bytes:
    """The last file that somebody was given."""
    message = (await who.heard())[-1]
    assert message["media"], words_of(message)
    async with who.family.http.get(message["media"]["url"]) as answer:
        return bytes(await answer.read())


async def two_days(family: Family) -> None:
    """A good day, one over the limit; a fall, a question, a note that is nobody's business."""
    await family.alex_is_set_up()
    await family.at(9)
    await family.alex.taps("Done", "2")
    await family.later(minutes=34)
    await family.alex.taps("As before")
    await family.alex.says("I fell in the kitchen")
    await family.alex.says("Question for the visit: may I swim?")
    await family.alex.says("I had a row with Sam")
    await steps.asked_at_limit(family)
    await family.alex.taps("Not yet")


async def test_the_last_four_weeks(family: Family) -> None:
    await two_days(family)
    await family.alex.says("/report")
    assert await family.alex.last() == CARD
    assert await family.alex.buttons() == [LONGER, PAGE, BRIEF]
    said = pdfs.text(await given(family.alex))
    for told in (
        "Alex: journal of exercises",
        "Wednesday 28 Oct 2026 to Tuesday 24 Nov 2026",
        "The journal began on Monday 23 Nov 2026.",
        "I fell in the kitchen",
        "may I swim?",
        "More than an hour",
        "60 min (a starting point, set by nobody)",
        "within the limit: 1 (the longest at most 34 min)",
        "over the limit: 1",
        "2 (1×), 4 (1×)",
        "Recovery, at most (min)",
    ):
        assert told in said, told
    assert "row with Sam" not in said
    (row,) = [r for r in await family.rows(models.Message) if '"paper": {' in (r.screen or "")]
    # A recipe: nothing of what is in the report is in the row.
    assert not any(word in (row.screen or "") for word in ("kitchen", "swim", "hour", "34"))
    assert len(await notes(family)) == 3


@steps.SQLITE_ALONE
async def test_other_days_by_a_tap_and_for_a_visit(family: Family) -> None:
    await two_days(family)
    await family.alex.says("/report visit on Thursday")
    assert "It is for the visit on Thursday 26 Nov." in await family.alex.last()
    assert "For the visit on Thursday 26 Nov 2026." in pdfs.text(await given(family.alex))
    await steps.double_tap(family.alex, LONGER)
    # A second tap met no button with an effect.
    assert len(await files(family.alex)) == 2
    assert (await family.alex.last()).startswith("The report, 2 Sept to 24 Nov")
    assert await family.alex.buttons() == [PAGE, BRIEF]
    await family.alex.says("/report 23 Nov - 23 Nov")
    said = pdfs.text(await given(family.alex))
    assert "over the limit" not in said
    assert "within the limit: 1" in said


@steps.SQLITE_ALONE
async def test_days_that_cant_be_read(family: Family) -> None:
    await family.alex_is_set_up()
    for said in ("20 Nov - 1 Nov", "5/12 - 6/12", "visit someday", "now"):
        await family.alex.says(f"/report {said}")
        assert (await family.alex.last()).startswith("I can't read that as days up to today.")
    assert await files(family.alex) == []
    await family.alex.taps(USUAL)
    assert (await family.alex.last()).startswith("The report, 27 Oct to 23 Nov")


@steps.SQLITE_ALONE
async def test_the_page_about_exercise(family: Family) -> None:
    await family.alex_is_set_up()
    await family.alex.says("/report")
    await steps.double_tap(family.alex, BRIEF)
    assert len(await files(family.alex)) == 2
    assert "It is about nobody." in await family.alex.last()
    made = await given(family.alex)
    assert pdfs.pages(made) == 1
    assert "ALS and exercise, for a therapist who hasn't met it" in pdfs.text(made)
    assert "Alex" not in pdfs.text(made)


# The page that was filled in by hand


async def test_the_filled_page_goes_with_the_plan_as_danas_word(family: Family) -> None:
    await family.alex_is_set_up()
    before = await the_plan(family)
    await family.alex.says("/report")
    await steps.double_tap(family.alex, PAGE)
    assert await family.alex.last() == "Please send a photo of the filled page now."
    await family.restarts()
    await family.alex.sends_photo()
    assert await family.alex.last() == "Who filled it in? Please type the name."
    await family.alex.says("Dana")
    assert await family.alex.last() == (
        "The filled page is with your plan now, as Dana's word. It can be seen again under /report."
    )
    found = await the_plan(family)
    word = plan.Word(by="Dana", on=dt.date(2026, 11, 23), how=plan.How.SHEET)
    assert found.page
    assert found.page.word == word
    # Nothing else of the plan has changed: a page has no exercises.
    assert found.model_copy(update={"page": None}) == before
    (row,) = await family.rows(models.Picture)
    assert found.page.pictures == (row.id,)
    assert await family.alex.buttons() == ["Set the limits that stand on it", "Undo"]
    await family.alex.says("/journal")
    assert "A page filled in by hand goes with the plan" in await family.alex.last()
    await family.alex.says("/report")
    assert "See the filled page, 23 Nov" in await family.alex.buttons()
    await family.alex.taps("See the filled page, 23 Nov")
    assert await family.alex.last() == "The page that was filled in by hand, 1 (Dana, 23 Nov)"
    await family.alex.taps("Undo")
    assert await the_plan(family) == before


@steps.SQLITE_ALONE
async def test_the_limits_that_stand_on_it_are_danas(family: Family) -> None:
    await family.alex_is_set_up()
    await family.alex.says("/report")
    await family.alex.taps(PAGE)
    await family.alex.sends_photo()
    await family.alex.says("Dana")
    await steps.double_tap(family.alex, "Set the limits that stand on it")
    assert (await family.alex.last()).splitlines() == [
        "Until you feel as before: 60 min (a starting point nobody set for you).",
        "Pain: no limit.",
        "Which limits stand on the page that Dana filled in? "
        "Each that you tap is Dana's word, from the next prompt on.",
    ]
    # What is on the page may be what the plan has anyway: now it is Dana's.
    await steps.double_tap(family.alex, "60 min")
    await steps.double_tap(family.alex, "Limit 4")
    assert "60 min (Dana, 23 Nov)" in await family.alex.last()
    assert "✓ 60 min" in await family.alex.buttons()
    found = await the_plan(family)
    word = plan.Word(by="Dana", on=dt.date(2026, 11, 23), how=plan.How.SHEET)
    assert (found.recovery_limit_word, found.pain_limit, found.pain_limit_word) == (word, 4, word)
    await family.alex.says("/report")
    assert "4 of 10 Dana, 23 Nov" in pdfs.text(await given(family.alex))
    # Another one, by Alex, is Alex's.
    await family.alex.says("/limits")
    await family.alex.taps("45 min")
    assert "45 min (as Alex wrote it, 23 Nov)" in await family.alex.last()
    assert (await the_plan(family)).pain_limit_word == word


@steps.SQLITE_ALONE
async def test_a_filled_page_in_two_photos_by_taps_alone(family: Family) -> None:
    await family.alex_is_set_up()
    await dana_joins(family)
    await family.alex.says("/report")
    await family.alex.taps(PAGE)
    await family.alex.sends_video()
    assert "please send photos" in await family.alex.last()
    await family.alex.sends_photo()
    await family.alex.sends_photo()
    await steps.double_tap(family.alex, "Dana")
    found = await the_plan(family)
    assert found.page
    assert found.page.word
    assert (found.page.word.by, len(found.page.pictures)) == ("Dana", 2)
    assert len(found.routines) == 1


@steps.SQLITE_ALONE
async def test_words_while_the_page_is_waited_for_are_words(family: Family) -> None:
    await family.alex_is_set_up()
    await family.alex.says("/report")
    await family.alex.taps(PAGE)
    await family.alex.says("slept badly")
    assert "Your note is kept." in await family.alex.last()
    await family.alex.sends_photo()
    await family.alex.taps("Without a name")
    found = await the_plan(family)
    assert found.page
    assert found.page.word is None


# Who else


@steps.SQLITE_ALONE
async def test_nobody_else_gets_one(family: Family) -> None:
    await two_days(family)
    await family.joins(family.sam)
    await dana_joins(family)
    await family.alex.says("/report")
    message_id, data = await steps.data_of(family.alex, LONGER)
    for who in (family.sam, family.dana, family.mallory):
        await who.says("/report")
        await who.forges(message_id, data)
        assert await files(who) == []
    assert await family.sam.last() == (
        "This is for the person whose exercises they are. Your own message: /digest"
    )


async def lets_have_it(family: Family, who: Person, **rights: bool) -> None:
    """As /circle does it."""

    def change(db: Db) -> None:
        found = db.get_one(models.Member, member_id)
        for name, value in rights.items():
            setattr(found, name, value)
        monthly.next_report(db, found, family.clock.now())

    member_id = (await member(family, who)).id
    await family.edit(change)


async def test_the_therapist_gets_it_by_itself_every_four_weeks(family: Family) -> None:
    await two_days(family)
    await dana_joins(family)
    await lets_have_it(family, family.dana, gets_report=True)
    await family.at(10)
    (first,) = await files(family.dana)
    assert first["caption"] == "The report of Alex, 28 Oct to 24 Nov."
    assert "may I swim?" in pdfs.text(await given(family.dana))
    # Nothing of health is to be read in the chat.
    said = "".join(await family.dana.texts())
    assert not any(word in said for word in ("swim", "kitchen", "hour", "pain"))
    assert await family.alex.last() == "Dana was sent the report, 28 Oct to 24 Nov."
    assert await family.alex.buttons() == ["See the same report"]
    await family.alex.says("/shared")
    assert "To Dana:\nThe report of Alex, 28 Oct to 24 Nov." in await family.alex.last()
    await family.alex.taps("See the same report")
    assert (await family.alex.last()).startswith("The report, 28 Oct to 24 Nov")
    # The next one comes four weeks later, at ten, and not before.
    for _ in range(27):
        await family.alex.says("/today")
        await family.at(10)
    assert len(await files(family.dana)) == 1
    await family.alex.says("/today")
    await family.at(10)
    assert [one["caption"] for one in await files(family.dana)][1:] == [
        "The report of Alex, 25 Nov to 22 Dec."
    ]


@steps.SQLITE_ALONE
async def test_it_ends_with_the_right_and_with_everything(family: Family) -> None:
    await family.alex_is_set_up()
    await dana_joins(family)
    await lets_have_it(family, family.dana, gets_report=True)
    await lets_have_it(family, family.dana, gets_report=False)
    await family.at(10, 30)
    assert await files(family.dana) == []
    await lets_have_it(family, family.dana, gets_report=True)
    await family.alex.says("/stop")
    await family.alex.taps("Stop everything, for everyone")
    await family.later(days=3)
    assert await files(family.dana) == []
    await family.alex.taps("Start again", "Yes, start again")
    await family.at(10, 30)
    assert len(await files(family.dana)) == 1
    # Given anew, it comes no sooner than four weeks after the last.
    await lets_have_it(family, family.dana, gets_report=False)
    await lets_have_it(family, family.dana, gets_report=True)
    (row,) = await family.rows(
        models.Message,
        models.Message.kind == kinds.Kind.REPORT,
        models.Message.state == kinds.Sending.WAITING,
    )
    assert row.local_date == dt.date(2026, 12, 25)


@steps.SQLITE_ALONE
async def test_it_waits_while_the_person_rests(family: Family) -> None:
    await family.alex_is_set_up()
    await dana_joins(family)
    await lets_have_it(family, family.dana, gets_report=True)
    await family.at(9)
    await family.alex.taps("Bad day: rest")
    await family.at(10, 30)
    assert await files(family.dana) == []
    await family.at(10, 30)
    assert len(await files(family.dana)) == 1
    assert len(await steps.sent(family, kinds.Kind.REPORT)) == 1


@steps.SQLITE_ALONE
async def test_a_therapist_with_the_right_asks_and_the_person_sees_it(family: Family) -> None:
    await two_days(family)
    await dana_joins(family)
    await lets_have_it(family, family.dana, sees_journal=True)
    await family.dana.says("/report 23 Nov - 24 Nov")
    (found,) = await files(family.dana)
    assert (found["caption"], found["keyboard"]) == ("The report of Alex, 23 Nov to 24 Nov.", [])
    assert await family.alex.last() == "Dana was sent the report, 23 Nov to 24 Nov."
    await family.dana.says("/report whenever")
    assert (await family.dana.last()).startswith("I can't read that")
    await family.dana.taps(USUAL)
    assert len(await files(family.dana)) == 2
    await lets_have_it(family, family.dana, sees_journal=False)
    await family.dana.says("/report")
    assert len(await files(family.dana)) == 2


@steps.SQLITE_ALONE
async def test_after_the_end_nothing_goes_out(family: Family) -> None:
    await family.alex_is_set_up()
    await dana_joins(family)
    await lets_have_it(family, family.dana, gets_report=True, sees_journal=True)
    await family.alex.says("/stop")
    await family.alex.taps("Stop everything, for everyone")
    await family.dana.says("/report")
    assert await family.dana.last() == "Everything is stopped. Nothing is sent to anyone."
    assert await files(family.dana) == []
    # It is Alex's to have, as ever.
    await family.alex.says("/report")
    assert len(await files(family.alex)) == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("fault", faults.some(faults.ANY, "500", "closed_before", "refused"))
async def test_one_that_goes_wrong_comes_later_and_is_followed_by_one(
    family: Family, fault: faults.Fault
) -> None:
    await family.alex_is_set_up()
    await dana_joins(family)
    await lets_have_it(family, family.dana, gets_report=True)
    await faults.meets(family, fault, "sendDocument", family.dana.number)
    await family.at(10)
    await family.later(minutes=10)
    assert len(await files(family.dana)) == 1
    waiting = await family.rows(
        models.Message,
        models.Message.kind == kinds.Kind.REPORT,
        models.Message.state == kinds.Sending.WAITING,
    )
    assert [row.local_date for row in waiting] == [dt.date(2026, 12, 21)]
    told = [text for text in await family.alex.texts() if text.startswith("Dana was sent")]
    assert len(told) == 1


# Who answered


@steps.SQLITE_ALONE
async def test_what_a_proxy_told_is_marked_and_nothing_is_made_of_it(family: Family) -> None:
    await proxies.sam_answers(family)
    await family.at(19, 30)
    await family.sam.taps("All done")
    await family.alex.says("/report")
    said = pdfs.text(await given(family.alex))
    assert "Sam answered for Alex some of the time; that is marked." in said
    # Nobody was asked how long it took, or how much it hurt.
    assert "1 said by Sam: 1 0 not asked: 1 not asked: 1" in said
    assert "no answer" not in said


@steps.SQLITE_ALONE
async def test_without_a_phone_it_is_sams_to_ask_for(family: Family) -> None:
    await proxies.without_a_phone(family)
    await family.sam.says("I fell")
    await family.at(9)
    await family.at(9)
    await family.sam.says("/report")
    said = pdfs.text(await given(family.sam))
    assert "Sam keeps this journal in a chat, for Alex." in said
    assert "I fell" in said
    assert "some of the time" not in said
    assert "Not asked: no phone, and nothing was told all 23 Nov to 24 Nov" in said
    await family.sam.says("/invite")
    await family.sam.taps("A link for my therapist")
    link = next(w for w in (await family.sam.last()).split() if w.startswith("https://t.me/"))
    await family.dana.opens(link)
    await family.dana.taps("Yes, I agree")
    await lets_have_it(family, family.dana, gets_report=True)
    await family.at(10)
    assert (await files(family.dana))[-1]["caption"] == "The report of Alex, 27 Oct to 23 Nov."
    told = [text for text in await family.sam.texts() if text.startswith("Dana was sent")]
    assert told == ["Dana was sent the report, 27 Oct to 23 Nov."]
