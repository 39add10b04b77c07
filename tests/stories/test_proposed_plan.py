"""Somebody else writes on the plan: it waits for Alex's yes, and a yes is to what was shown."""

import datetime as dt

from sqlmodel import Session as Db
from sqlmodel import select

from care import models
from care.kinds import Kind, PlanState
from tests.family import Family, labels
from tests.stories import files, steps, test_therapist
from tests.stories.steps import GENTLE

LOOK = ["Use this plan", "Not now", "Show the whole plan"]
SHORTER = f"• {GENTLE}: about 6 min, was 10"


async def sam_may_propose(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)

    def allow(db: Db) -> None:
        wanted = select(models.Member).where(models.Member.role == "caregiver")
        db.exec(wanted).one().may_propose = True

    await family.edit(allow)


async def shorter(family: Family, minutes: int = 6) -> str:
    """The plan as a file, with fewer minutes."""
    text = await files.given(family, family.alex)
    return text.replace("minutes: 10", f"minutes: {minutes}")


async def test_sam_proposes_and_alex_uses_it(family: Family) -> None:
    await sam_may_propose(family)
    await files.sends(family.sam, await shorter(family))
    assert SHORTER in await family.sam.last()
    assert await family.sam.buttons() == [
        "Send it to Alex", "Undo the last step", "Drop the changes", "Back",
    ]  # fmt: skip
    await steps.double_tap(family.sam, "Send it to Alex")
    assert await family.sam.last() == ("Sent to Alex. The plan stays as it is until Alex says yes.")
    # It is seven in the morning: Alex's quiet hours end at eight.
    assert SHORTER not in await family.alex.last()
    await family.at(8)
    text = await family.alex.last()
    assert text.startswith("Sam proposes to change your plan. Nothing has changed yet.")
    assert SHORTER in text
    assert await family.alex.buttons() == LOOK
    assert (await family.alex.heard())[-1]["silent"]
    await family.alex.taps("Show the whole plan")
    assert (await family.alex.last()).startswith(
        "Your plan\nAs Sam wrote it, 23 Nov.\nThis is what is proposed. It is not in use.\n"
    )
    assert f"{GENTLE} · about 6 min" in await family.alex.last()
    heard = len(await family.sam.heard())
    await steps.double_tap(family.alex, "Use this plan")
    assert (await files.in_force(family)).routines[0].minutes == 6
    assert await family.sam.last() == "Alex uses the plan that you proposed."
    assert len(await family.sam.heard()) == heard + 1
    await family.at(9)
    assert f"{GENTLE} · about 6 min" in await family.alex.last()


@steps.SQLITE_ALONE
async def test_a_proposal_waits_out_a_rest(family: Family) -> None:
    await sam_may_propose(family)
    await family.at(9)
    await family.alex.taps("Bad day: rest")
    await files.sends(family.sam, await shorter(family))
    await family.sam.taps("Send it to Alex")
    heard = len(await family.alex.heard())
    await family.at(20)
    assert len(await family.alex.heard()) == heard
    await family.at(10, 30)
    asked = await family.alex.find("Not now")
    assert labels(asked) == LOOK
    assert SHORTER in asked["text"]


@steps.SQLITE_ALONE
async def test_not_now_leaves_it_waiting_and_put_away_ends_it(family: Family) -> None:
    await sam_may_propose(family)
    await family.at(12)
    await files.sends(family.sam, await shorter(family))
    await family.sam.taps("Send it to Alex")
    heard = len(await family.sam.heard())
    await family.alex.taps("Not now")
    assert await family.alex.last() == "It waits under /plan. The plan stays as it is."
    await family.alex.taps("Look at it again", "Not now", "Put it away")
    assert await family.alex.last() == "Put away. The plan stays as it is."
    assert (await family.rows(models.PlanVersion))[-1].state == PlanState.DECLINED
    assert (await files.in_force(family)).routines[0].minutes == 10
    # Nobody is told that it wasn't used.
    assert len(await family.sam.heard()) == heard


@steps.SQLITE_ALONE
async def test_a_yes_is_to_what_was_shown(family: Family) -> None:
    """Between the card and the yes another plan came into force."""
    await sam_may_propose(family)
    await family.at(12)
    await files.sends(family.sam, await shorter(family))
    await family.sam.taps("Send it to Alex")
    await files.sends(family.alex, "recovery_limit: 30\n" + await shorter(family, 10))
    limit = (await family.alex.heard())[-1]["message_id"]
    proposal = (await steps.data_of(family.alex, "Not now"))[0]
    use = await steps.data_of(family.alex, "Use this plan")
    assert use[0] == limit
    await family.alex.forges(*use)
    assert (await files.in_force(family)).recovery_limit == 30
    data = (await steps.data_of(family.alex, "Not now"))[1].replace("prop_not", "prop_use")
    await family.alex.forges(proposal, data)
    shown = next(m for m in await family.alex.heard() if m["message_id"] == proposal)
    assert shown["text"].startswith("The plan has changed since. Please look again:")
    # What Sam never touched follows the plan in force.
    assert "was 30" not in shown["text"]
    assert (await files.in_force(family)).routines[0].minutes == 10
    await family.alex.taps("Use this plan")
    found = await files.in_force(family)
    assert (found.routines[0].minutes, found.recovery_limit) == (6, 30)


@steps.SQLITE_ALONE
async def test_a_newer_proposal_takes_the_place_of_the_older(family: Family) -> None:
    await sam_may_propose(family)
    await family.at(12)
    for minutes in (6, 4):
        await files.sends(family.sam, await shorter(family, minutes))
        await family.sam.taps("Send it to Alex")
    rows = await family.rows(models.Message, models.Message.kind == Kind.PROPOSAL)
    first = next(m for m in await family.alex.heard() if SHORTER in m["text"])
    data = next(b["callback_data"] for r in first["keyboard"] for b in r if b["text"] == LOOK[0])
    await family.alex.forges(first["message_id"], data)
    assert (await files.in_force(family)).routines[0].minutes == 10
    assert (
        "This proposal does not wait any more. The plan is in /plan." in await family.alex.texts()
    )
    assert len(rows) == 2
    await family.alex.taps("Use this plan")
    assert (await files.in_force(family)).routines[0].minutes == 4


@steps.SQLITE_ALONE
async def test_what_alex_uses_can_be_taken_back_and_brought_back(family: Family) -> None:
    await family.alex_is_set_up()
    before = await files.in_force(family)
    await files.sends(family.alex, await shorter(family))
    await family.alex.taps("Use this plan")
    assert await family.alex.buttons() == ["Undo", "Back"]
    await family.alex.taps("Undo")
    assert await family.alex.last() == "Taken back. The plan is as it was before."
    assert (await files.in_force(family)).routines == before.routines
    await family.alex.taps("Use it after all")
    assert (await files.in_force(family)).routines[0].minutes == 6
    await family.alex.taps("Undo")
    assert (await files.in_force(family)).routines == before.routines
    states = [row.state for row in await family.rows(models.PlanVersion)]
    assert states.count(PlanState.ACTIVE) == 1
    assert states.count(PlanState.REPLACED) == 4


@steps.SQLITE_ALONE
async def test_dropping_is_asked_once_more_and_steps_go_one_by_one(family: Family) -> None:
    await family.alex_is_set_up()
    text = await files.given(family, family.alex)
    for minutes in (6, 5, 4):
        await files.sends(family.alex, text.replace("minutes: 10", f"minutes: {minutes}"))
    await family.alex.taps("Undo the last step")
    assert f"• {GENTLE}: about 5 min, was 10" in await family.alex.last()
    # What lies where the finger was takes nothing back.
    assert (await family.alex.buttons())[-3] == "Back"
    await family.alex.taps("Drop the changes")
    assert await family.alex.last() == "Take back all the changes that you have not used yet?"
    await family.alex.taps("Look at it again")
    assert f"• {GENTLE}: about 5 min, was 10" in await family.alex.last()
    await family.alex.taps("Drop the changes", "Yes, drop them all")
    gone = "All those changes are taken back. The plan is as it was."
    assert gone in await family.alex.texts()
    await family.alex.taps("Use this plan")
    assert (await files.in_force(family)).routines[0].minutes == 10


@steps.SQLITE_ALONE
async def test_forged_taps_change_nothing(family: Family) -> None:
    """Sam can't say Alex's yes, nor Kim anybody's; a number that is no plan is none."""
    await sam_may_propose(family)
    await family.joins(family.kim)
    await files.sends(family.sam, await shorter(family))
    message, data = await steps.data_of(family.sam, "Send it to Alex")
    row, value = data.split(":", 1)[1].split(":", 1)
    for verb in ("plan_use", "plan_restore", "prop_use", "plan_drop_yes", "prop_away"):
        for said in (value, "", "0:0", "999999999999999", "abc"):
            await family.sam.forges(message, f"{verb}:{row}:{said}")
            await family.kim.forges(message, f"{verb}:{row}:{said}")
    assert (await files.in_force(family)).routines[0].minutes == 10
    assert await family.sam.toast() == steps.OLD_BUTTON
    await family.sam.taps("Send it to Alex")
    assert (await family.rows(models.PlanVersion))[-1].state == PlanState.PROPOSED


@steps.SQLITE_ALONE
async def test_from_the_plan_to_the_changes_and_back(family: Family) -> None:
    """The editor's own buttons lead here: the changes, the file, a proposal that waits."""
    await sam_may_propose(family)
    await family.at(12)
    await files.sends(family.sam, await shorter(family))
    await family.sam.taps("Send it to Alex")
    await family.alex.taps("Not now")
    await family.alex.says("/plan")
    await family.alex.taps("As a file")
    given = await files.document(family.alex)
    await files.sends(family.alex, given.replace("minutes: 10", "minutes: 7"))
    await family.alex.taps("Back")
    assert "They are not in use yet." in await family.alex.last()
    await family.alex.taps("See the changes")
    assert f"• {GENTLE}: about 7 min, was 10" in await family.alex.last()
    await family.alex.taps("Back", "Proposed by Sam")
    assert SHORTER in await family.alex.last()
    await family.alex.taps("Use this plan")
    assert (await files.in_force(family)).routines[0].minutes == 6


@steps.SQLITE_ALONE
async def test_a_therapist_sets_the_next_review_and_is_asked_in_their_own_words(
    family: Family,
) -> None:
    await family.alex_is_set_up()
    await test_therapist.dana_joins(family)
    dana = family.dana
    await dana.says("/plan")
    await dana.taps("Add a routine", "Pedal exerciser", "17:00")
    assert (await dana.last()).endswith("\nDo you say yes to this?")
    await dana.taps("Yes, I say yes")
    assert "\n17:00, Mon, Wed, Fri\n" in await dana.last()
    await dana.says("/plan")
    await dana.taps("Limits, dates and clinic", "Next review", "Monday 21 Dec")
    await dana.taps("See the changes", "Send it to Alex")
    await family.at(8)
    assert "with the therapist on Monday 21 Dec" in await family.alex.last()
    await family.alex.taps("Use this plan")
    assert (await files.in_force(family)).review_on == dt.date(2026, 12, 21)


@steps.SQLITE_ALONE
async def test_old_changes_take_nothing_back(family: Family) -> None:
    """Sam begins a change; Alex uses another plan meanwhile; Sam goes on."""
    await sam_may_propose(family)
    sam, alex = family.sam, family.alex
    await sam.says("/plan")
    await sam.taps(GENTLE, "How long", "5 min")
    await alex.says("/plan")
    await alex.taps("Limits, dates and clinic", "Feeling as before: limit", "45 min")
    await alex.taps("See the changes", "Use this plan")
    await sam.taps("See the changes")
    assert f"• {GENTLE}: about 5 min, was 10" in await sam.last()
    assert "Limit for feeling as before" not in await sam.last()
    await family.at(12)
    await sam.taps("Send it to Alex")
    await alex.taps("Use this plan")
    found = await files.in_force(family)
    assert (found.routines[0].minutes, found.recovery_limit) == (5, 45)
