"""From the therapist's photographed sheet to her own plan, and three weeks with it."""

import datetime as dt

from care import models
from care.plan import How
from tests.family import Family, words_of
from tests.stories import files, steps

DANAS = """\
recovery_limit: 45
review_on: 2026-12-14
clinic: ALS clinic, 030 000 000
routines:
- name: Morning stretch
  purpose: to keep shoulders loose
  minutes: 12
  slots:
  - at: 9:00
  exercises:
  - name: Shoulder circles
    dose: 10, slowly
  - name: Ankle circles
    dose: 10 each side
  - name: Knee bends
    dose: 5 each side
  - name: Wrist circles
    dose: 5 each side
  stop_rule: Stop when the shoulder catches.
  lighter:
    minutes: 4
    exercises:
    - name: Ankle circles
      dose: 5 each side
"""
LIMIT = "Your limit is 45 min (Dana, 23 Nov)."
REPORT = "This will be in the report for Dana."
LIGHTER = "Last time went over your limit, so the lighter version comes first."
TITLE = "Morning stretch · about {n} min · to keep shoulders loose"


async def the_sheet(family: Family) -> None:
    """Monday: set up with a photo of the sheet, and prompted with it."""
    assert family.setup_link
    await family.alex.opens(family.setup_link)
    await family.alex.taps("Yes, I agree", "The exercises are mine")
    await family.alex.says("Berlin")
    await family.alex.taps("A photo of my therapist's sheet")
    await family.alex.sends_photo()
    await family.alex.taps("20 min", "9:00")
    await family.at(9)
    prompt = (await family.alex.heard())[-1]
    assert prompt["media"]
    assert words_of(prompt).startswith("Exercises on the sheet · about 20 min")
    await family.alex.taps("Done", "2", "As before")


async def danas_plan(family: Family) -> None:
    """An hour later Dana joins and proposes a plan; it is in force by Alex's one tap."""
    await family.at(10)
    await family.alex.says("/invite")
    await family.alex.taps("A link for my therapist")
    link = next(w for w in (await family.alex.last()).split() if w.startswith("https://t.me/"))
    await family.dana.opens(link)
    await family.dana.taps("Yes, I agree")
    await files.sends(family.dana, DANAS)
    assert "About 12 min a day" in await family.dana.last()
    assert (await files.in_force(family)).routines[0].name == "Exercises on the sheet"
    await family.dana.taps("Send it to Alex")
    shown = await family.alex.last()
    assert "Dana" in shown
    assert "About 12 min a day, none of them with a helper's hands." in shown
    await family.restarts()
    await steps.double_tap(family.alex, "Use this plan")
    found = await files.in_force(family)
    assert found.recovery_limit_word
    assert (found.recovery_limit_word.by, found.recovery_limit_word.how) == ("Dana", How.CONFIRMED)
    assert found.reviewed_with == "Dana"


async def a_session(family: Family, *, over: bool = False) -> str:
    """The morning's prompt, done; what its card says in the end."""
    await family.at(9)
    prompt = await family.alex.last()
    await family.alex.taps("Done", "2")
    if over:
        await family.later(minutes=45)
        await family.alex.taps("Not yet")
        await family.later(minutes=45)
        await family.alex.taps("Longer")
    else:
        await family.later(minutes=20)
        await family.alex.taps("As before")
    return f"{prompt}\n---\n{await family.alex.last()}"


async def a_smaller_plan(family: Family) -> None:
    """A dose is lowered, in the chat; two exercises are not possible any more."""
    for _ in range(6):
        assert LIGHTER not in await a_session(family)
    await family.alex.says("/plan")
    assert "As Dana wrote it" in await family.alex.last()
    await family.alex.taps("Morning stretch", "Shoulder circles", "How many, or how long")
    await family.restarts()
    await family.alex.says("6, slowly")
    assert (await files.in_force(family)).routines[0].exercises[0].dose == "10, slowly"
    await family.alex.taps("See the changes", "Use this plan")
    await family.later(days=1)
    for name in ("Knee bends", "Wrist circles"):
        await family.alex.says("/plan")
        await family.alex.taps("Morning stretch", name, "Can't do this one any more")
        assert await family.alex.last() == f"{name} is out of the plan."
    told = await a_session(family)
    assert "• Shoulder circles: 6, slowly\n• Ankle circles: 10 each side\nStop when" in told


async def the_journal(family: Family) -> None:
    """What it tells of each day is what the plan was that day."""
    await family.alex.says("/journal")
    journal = await family.alex.last()
    assert journal.count("The plan changed (Alex)") == 3
    assert "Shoulder circles: 6, slowly; was 10, slowly" in journal
    await family.alex.taps("With the exercises")
    days = (await family.alex.last()).split("\n\n")
    before = next(one for one in days if one.startswith("Tuesday 8 Dec"))
    between = next(one for one in days if one.startswith("Wednesday 9 Dec"))
    after = next(one for one in days if one.startswith("Thursday 10 Dec"))
    assert "• Shoulder circles: 10, slowly\n" in before
    assert "• Shoulder circles: 6, slowly\n• Ankle circles: 10 each side\n• Knee bends" in between
    assert "Knee bends" not in after


async def the_review(family: Family) -> None:
    """The review date: one question, and what is said of it is Alex's word."""
    for _ in range(3):
        await a_session(family)
    await family.until(dt.datetime(2026, 12, 14, 9, tzinfo=dt.UTC))
    await family.alex.taps("Reviewed with the therapist", "Dana", "It was today")
    found = await files.in_force(family)
    assert found.reviewed
    assert (found.reviewed_with, found.reviewed.by) == ("Dana", "Alex")
    assert found.review_on == dt.date(2027, 3, 8)
    # Alex has changed what Dana wrote, and Dana's limit is still hers.
    assert found.recovery_limit_word
    assert found.recovery_limit_word.by == "Dana"
    versions = await family.rows(models.PlanVersion)
    assert [one.state for one in versions] == ["replaced"] * (len(versions) - 1) + ["active"]
    assert len(versions) == 6


async def test_three_weeks_with_a_plan(family: Family) -> None:
    await the_sheet(family)
    await danas_plan(family)

    # The first week is well within the limit.
    for _ in range(5):
        told = await a_session(family)
        assert told.startswith(f"{TITLE.format(n=12)}\n• Shoulder circles: 10, slowly\n")
        assert "Stop when the shoulder catches." in told
        assert "Noted" not in told

    # Two days over it, with one between: the lighter version is there the day after each.
    told = await a_session(family, over=True)
    assert f"Noted: more than 1½ h. {LIMIT}" in told
    assert REPORT not in told
    told = await a_session(family)
    assert told.startswith(f"{TITLE.format(n=4)}\n{LIGHTER}\n• Ankle circles: 5 each side\nStop")
    told = await a_session(family, over=True)
    assert told.startswith(f"{TITLE.format(n=12)}\n• Shoulder circles")
    assert REPORT in told
    assert LIGHTER in await a_session(family)

    await a_smaller_plan(family)
    await the_journal(family)
    await the_review(family)
