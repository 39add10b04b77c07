"""Six weeks: a flu, a helper asked, a proxy, one removed, one who blocks, a hospital, the end.

What each of them reads, to the letter where it matters, and what nobody reads.
"""

import datetime as dt

from care import kinds, models
from tests.family import Family
from tests.papers import pdfs
from tests.stories import helpers, steps, test_erase, test_export, test_report
from tests.stories.six_weeks import IN_BED, OVER, Around, days_of, nothing_of_it
from tests.stories.steps import GENTLE
from tests.stories.test_circle import on_the_card_of
from tests.stories.test_quiet_by_itself import QUIET
from tests.stories.test_stop import EVERYTHING, STOPPED

LIMIT = "Your limit is 45 min (Dana, 26 Nov)."
REPORT = "This will be in the report for Dana."
AWAY = "Sam is away for now."
TOLD = (
    f"{AWAY}\nWhat can be done alone goes on: {GENTLE}.\n"
    f"What needs a helper waits: {IN_BED}.\nIf you like, one tap asks for help."
)
QUESTION = (
    f"{AWAY}\nCould you help Alex with what needs a hand?\nAbout 5 min a day.\n"
    "Either answer is fine, and so is none. The plan is below, on one page."
)
ENDED = "Sam stopped everything. Nothing is sent to anyone."


async def the_first_week(around: Around) -> None:
    """Everybody reads the same; Dana proposes a limit, and it holds once Alex says so."""
    family = around.family
    for _ in range(3):
        await around.morning()
        await around.evening()
    await family.alex.says("/shared")
    assert await family.sam.last() in await family.alex.last()

    await family.at(12)  # Thursday: Alex does nothing, and nobody hears of it
    await family.dana.says("/plan")
    await family.dana.taps("Limits, dates and clinic", "Feeling as before: limit", "45 min")
    await family.dana.taps("See the changes", "Send it to Alex")
    proposed = await family.alex.last()
    assert proposed.startswith("Dana proposes to change your plan. Nothing has changed yet.")
    assert "• Limit for feeling as before: 45 min, was 60" in proposed
    await steps.double_tap(family.alex, "Use this plan")
    assert await family.dana.last() == "Alex uses the plan that you proposed."
    heard = await around.heard(*around.readers)
    await family.at(19, 30)
    assert await around.heard(*around.readers) == heard

    await around.over_the_limit()  # Friday, and Sunday again
    assert f"Noted: more than 45 min. {LIMIT}" in "".join(await family.alex.texts())
    await around.evening(OVER)
    await around.morning()
    await around.evening()
    await around.over_the_limit()
    await around.evening(OVER, REPORT)


async def removed_at_noon(around: Around) -> None:
    """Monday: Pat is out at noon, and nothing comes to Pat in the evening."""
    family, pat = around.family, around.pat
    await around.morning()
    assert any(text.endswith(f"{LIMIT}\n{REPORT}") for text in await family.alex.texts())
    await family.at(12)
    await on_the_card_of(family, "Pat")
    await family.alex.taps("Remove Pat", "Yes, remove Pat")
    assert await family.alex.last() == "Pat is out. Nothing more is sent to Pat."
    around.readers.remove(pat)
    (before,) = await around.heard(pat)
    await around.evening()
    assert await around.heard(pat) == [before]
    for command in ("/digest", "/shared", "/journal", "/plan"):
        await pat.says(command)
        last = await pat.last()
        assert not any(word in last for word in (GENTLE, "Alex", "Sam"))


async def a_flu(around: Around) -> None:
    """Sam is ill for four days; Alex asks Lee by one tap, who agrees and has the plan on a page."""
    family, lee = around.family, around.lee
    await around.morning()
    await around.evening()
    await family.at(7)  # Wednesday, 2 December
    await steps.double_tap(family.sam, helpers.AWAY)
    await family.sam.taps("Until I say")
    (sams,) = await around.heard(family.sam)
    (kims,) = await around.heard(family.kim)
    await family.at(8, 30)
    assert (await family.alex.heard())[-1]["silent"]
    assert await family.alex.last() == TOLD
    assert await family.alex.buttons() == ["Ask Kim", "Ask Lee"]
    await steps.double_tap(family.alex, "Ask Lee")
    question, page = (await lee.heard())[-2:]
    assert (question["text"], page["media"]["file_name"]) == (QUESTION, "the-plan.pdf")
    await steps.double_tap(lee, "Yes")
    assert await family.alex.last() == await family.sam.last() == "Lee says yes."
    assert await around.heard(family.kim) == [kims]  # nobody asks Kim, and nobody tells Kim
    for _ in range(4):
        await around.morning()
        await around.evening(readers=[family.kim, lee])
    assert await around.heard(family.sam) == [sams + 1]
    await family.at(7)  # Sunday: nothing of those days is told afterwards
    await family.sam.taps("I'm back")
    assert await lee.last() == "Sam is back. Thank you."
    for who in (family.alex, family.sam, lee):
        assert not any(AWAY in text for text in await who.texts()), who.name
    await around.morning()
    await around.evening()


async def lee_blocks(around: Around) -> None:
    """Monday, 7 December: Lee has had enough; Alex's prompts and the others' messages go on."""
    await around.lee.blocks()
    around.readers.remove(around.lee)
    before = await around.heard(around.lee)
    for _ in range(2):
        await around.morning()
        await around.evening()
    assert await around.heard(around.lee) == before


async def kim_takes_over(around: Around) -> None:
    """Kim answers for four days, named ahead; Alex's own answer counts more; and back again."""
    family = around.family
    only_sam = [family.sam]
    await family.at(8)  # Wednesday, 9 December
    await family.kim.taps("I answer for Alex")
    assert (await family.alex.last()).startswith("Kim answers for you, since Wednesday 9 Dec")
    yesterdays = (f"Wednesday, {GENTLE}: done.", f"Wednesday, {IN_BED}: done.")
    for readers in ([], only_sam):  # on the first evening there is nothing to tell yet
        await around.evening(*yesterdays, readers=readers)
        card = (await family.kim.heard())[-1]
        assert card["silent"]
        assert card["text"].startswith(f"{around.today}\nWhat was done, for Alex?\n")
        await steps.double_tap(family.kim, "All done")
        assert await family.kim.last() == f"{around.today}, for Alex: done."
        assert f"{IN_BED}: done, Kim said." in await family.alex.texts()
    await family.at(19, 30)  # Friday: none of it, says Kim, and Alex what it was
    await family.kim.taps("None")
    await family.alex.taps("Change", "What I did", "Done", "3")
    await family.alex.says("about 20 minutes")
    own = f"{IN_BED}: done. As before after about 20 min, pain 3."
    assert await family.alex.last() == own
    await around.evening(f"Friday, {own}", readers=only_sam)
    await family.kim.taps("Rest")
    assert await family.kim.last() == f"{around.today}, for Alex: a rest day."
    assert f"{GENTLE}: a rest day, Kim said." in await family.alex.texts()
    await family.at(8)  # Sunday
    await family.kim.taps("Alex answers")
    assert "Kim may answer for you when it is needed." in await family.alex.last()
    await around.morning()
    await family.at(19, 30)
    first, *rest = (await family.kim.last()).split("\n")
    assert await family.sam.last() == "\n".join([first, "Saturday, a rest day.", *rest])


async def a_hospital(around: Around) -> None:
    """Six days without a word: one silent line, no message to anybody, and one tap back."""
    family = around.family
    before = await around.heard()
    await family.later(days=6, hours=13)  # Sunday, 20 December, in the morning
    # Three days with two prompts and a nudge each, and one line.
    assert await around.heard() == [before[0] + 13, *before[1:]]
    line = (await family.alex.heard())[-1]
    assert (line["text"], line["silent"]) == (QUIET, True)
    silent = await family.rows(models.Session, models.Session.reason == kinds.Reason.HUSHED)
    assert {one.local_date.day for one in silent} == {17, 18, 19}
    await steps.double_tap(family.alex, "Start again")
    assert await family.alex.last() == (
        f"The prompts come again. The next one, {GENTLE}, is on Sunday 20 Dec at 9:00."
    )
    await around.morning()
    await around.evening()


async def the_report(around: Around) -> None:
    """It came when Alex had said so, and four weeks later by itself; nobody else has it."""
    family = around.family
    await around.morning()
    captions = [one["caption"] for one in await test_report.files(family.dana)]
    assert captions == [
        "The report of Alex, 26 Oct to 22 Nov.",
        "The report of Alex, 23 Nov to 20 Dec.",
    ]
    assert "Dana was sent the report, 23 Nov to 20 Dec." in await family.alex.texts()
    said = pdfs.text(await test_report.given(family.dana))
    for told in (
        "Kim answered for Alex some of the time; that is marked.",
        "29 Nov Gentle range of motion More than 45 min 45 min (Dana, 26 Nov)",
        "Not asked: quiet after three days without an answer all 17 Dec to 19 Dec",
        "Asked, no answer Gentle range of motion 26 Nov, 14 Dec to 16 Dec",
        "A rest day all 12 Dec",
        "Dana, confirmed by Alex",
    ):
        assert told in said, told
    chat = "".join(await family.dana.texts())
    assert not any(word in chat for word in (GENTLE, IN_BED, "pain", "tired", "rest day"))
    for who in around.readers:
        assert await test_report.files(who) == []
    await around.evening()


async def the_end(around: Around) -> None:
    """Sam stops everything: a stray tap, a stray /start, a restart, and nobody is written to."""
    family = around.family
    await family.at(9)
    await family.later(hours=2)
    prompt = await steps.data_of(family.alex, "Done")
    await family.sam.says("/stop")
    await steps.double_tap(family.sam, EVERYTHING)
    assert await family.sam.last() == STOPPED
    held = await steps.counts(family)
    before = await around.heard()
    await family.later(days=1)
    await family.restarts()
    await family.later(days=2)
    assert await around.heard() == before
    await family.alex.forges(*prompt)
    for who in (family.alex, family.kim):
        await who.says("/start")
        assert await who.last() == ENDED
        assert await who.buttons() == ["Start again"]
    before = await around.heard()
    await family.restarts()
    await family.later(days=8)
    assert await around.heard() == before
    now = await steps.counts(family)
    assert all(now[one] == held[one] for one in ("session", "answer", "plan_version", "member"))
    assert (await family.rows(models.Circle))[0].stopped_at is not None


async def once_a_day(around: Around) -> None:
    """To nobody more than one message of the day on any local day, and each short and kind."""
    for who in around.all[2:]:
        days = await days_of(who)
        assert max(days.values()) == 1, (who.name, days.most_common(3))
        assert days.keys().isdisjoint({dt.date(2026, 12, day) for day in range(14, 20)})


async def exported_and_erased(around: Around) -> None:
    """Everything is there still: not for Sam, but for Kim, whom Alex had named; then it is gone."""
    family = around.family
    sessions = await family.rows(models.Session)
    for command in ("/export", "/erase"):
        await family.sam.says(command)
        assert (await family.sam.last()).startswith("This is for the person whose exercises they")
        assert await family.sam.buttons() == []
    found = await test_export.exported(family.kim)
    assert len(test_export.table(found["sessions.csv"])) == len(sessions)
    said = test_export.table(found["answers.csv"])
    assert {(row["by"], row["proxy"]) for row in said if row["kind"] == "outcome"} == {
        ("Alex", "no"),
        ("Kim (proxy)", "yes"),
    }
    await test_erase.erases(family.kim)
    assert (await family.kim.last()).startswith(
        f"{test_erase.DONE}\nRemoved: sessions: {len(sessions)}; "
    )
    await test_erase.nothing_is_left(family)
    before = await around.heard()
    await family.restarts()
    await family.later(days=2)
    assert await around.heard() == before


async def test_six_weeks(family: Family) -> None:
    around = Around(family)
    await around.begins()
    await nothing_of_it(family.mallory)
    await the_first_week(around)
    await removed_at_noon(around)
    await a_flu(around)
    await lee_blocks(around)
    await kim_takes_over(around)
    await a_hospital(around)
    await the_report(around)
    for _ in range(7):
        await around.morning()
        await around.evening()
    await family.at(9)  # Tuesday, 29 December
    await family.alex.taps("Bad day: rest")
    await around.evening("A rest day.")
    for _ in range(4):
        await around.morning()
        await around.evening()
    change = await steps.data_of(family.alex, "Change")
    away = await steps.data_of(family.sam, helpers.AWAY)
    await nothing_of_it(family.mallory, change, away)
    await the_end(around)
    await once_a_day(around)
    await exported_and_erased(around)
    await nothing_of_it(family.mallory, change, away)
    assert await family.rows(models.Aside) == []
