"""The plan as a file: given, changed by hand, sent back; nothing changes before the yes."""

import datetime as dt

import pytest
from telegram import Update

from care import edits, models, plan, planfile
from care.kinds import PlanState
from handlers import registry
from tests.family import Family
from tests.stories import files, steps
from tests.stories.steps import GENTLE

ASKS = ["Use this plan", "Undo the last step", "Drop the changes", "Back"]
BY_HAND = """
recovery_limit: 45
routines:
- name: gentle range of motion
  minutes: 15
  slots: [{at: 9:30}]
  exercises:
  - name: Shoulder circles
    dose: 8, slowly
- name: Pedals
  minutes: 5
  slots: [{at: 17:00, days: [mon, wed, fri]}]
  exercises:
  - {name: Pedal exerciser, kind: aerobic, dose: 5 minutes}
"""


async def test_a_file_written_by_hand_is_shown_and_asked_about(family: Family) -> None:
    await family.alex_is_set_up()
    before = await files.in_force(family)
    await files.sends(family.alex, BY_HAND)
    assert (await family.alex.last()).split("\n") == [
        "This would change. Nothing has changed yet.",
        "",
        "• Limit for feeling as before: 45 min, was 60 (as Alex wrote it, 23 Nov)",
        f"• {GENTLE}: is called gentle range of motion",
        f"• {GENTLE}: no longer says what it is for",
        f"• {GENTLE}: about 15 min, was 10",
        f"• {GENTLE}: at 9:30 every day, was at 9:00 every day",
        f"• {GENTLE}: out: Bend and straighten the elbows",
        f"• {GENTLE}: out: Bend and straighten the knees, sitting",
        f"• {GENTLE}: out: Ankle circles",
        f"• {GENTLE}: Shoulder circles: 8, slowly; was 5 each way, slowly",
        "• New: Pedals, about 5 min",
        "   17:00 on Mon, Wed, Fri",
        "   Pedal exerciser: 5 minutes (waits for a therapist's yes)",
        "",
        "Not prompted before a therapist's yes: Pedals.",
        "Until now: About 10 min a day, none of them with a helper's hands.",
        "With this: About 15 min a day, none of them with a helper's hands.",
    ]
    assert await family.alex.buttons() == ASKS
    assert await files.in_force(family) == before
    await steps.double_tap(family.alex, "Use this plan")
    assert await family.alex.last() == "This is the plan from now on."
    after = await files.in_force(family)
    assert [r.name for r in after.routines] == ["gentle range of motion", "Pedals"]
    assert after.routines[0].id == before.routines[0].id
    assert after.routines[0].slots[0].id == before.routines[0].slots[0].id
    await family.at(9, 30)
    assert "gentle range of motion · about 15 min" in await family.alex.last()
    await family.at(17, 30)
    assert len(await family.rows(models.Session)) == 1


@steps.SQLITE_ALONE
async def test_the_given_file_comes_back_and_says_nothing_new(family: Family) -> None:
    await family.alex_is_set_up()
    given = await files.given(family, family.alex)
    assert given.startswith("# This is a plan for Baseline.")
    assert planfile.read(given.encode()) == await files.in_force(family)
    await files.sends(family.alex, given)
    assert await family.alex.last() == (
        "This file says what the plan says already. Nothing was changed."
    )
    await files.sends(family.alex, given.replace("minutes: 10", "minutes: 8"), "plan (1).YAML")
    assert f"• {GENTLE}: about 8 min, was 10" in await family.alex.last()
    await family.alex.taps("Undo the last step")
    assert await family.alex.last() == "There are no changes to look at. The plan is as it was."
    assert (await family.rows(models.PlanVersion))[-1].state == PlanState.DROPPED


WRONG: list[tuple[str | bytes, str, str]] = [
    (
        "routines:\n- name: x\n  minutes: 0\n",
        "p.yaml",
        "Line 3: 'minutes' has to be a whole number from 1 to 240.",
    ),
    (b"\x89PNG\r\n\x1a\n\xff", "p.yaml", "This file isn't plain text (UTF-8)."),
    (b"#" * 300_000, "p.yaml", "This file is too large for a plan: it can have 256 KB."),
    ("dear all", "p.txt", "This doesn't look like a plan file: it has no routines."),
    (
        "routines:\n- {name: a, minutes: 1, id: 1}\n- {name: b, minutes: 1, id: 1}\n",
        "p.yml",
        "Line 3: this id stands somewhere else, too. What is new needs none.",
    ),
]


@steps.SQLITE_ALONE
@pytest.mark.parametrize(("data", "name", "said"), WRONG, ids=[one[2][:20] for one in WRONG])
async def test_a_wrong_file_gets_the_line_and_the_reason(
    family: Family, data: str | bytes, name: str, said: str
) -> None:
    await family.alex_is_set_up()
    counts = await steps.counts(family)
    await files.sends(family.alex, data, name)
    assert await family.alex.last() == f"{said} Nothing was changed."
    after = await steps.counts(family)
    assert after["plan_version"] == counts["plan_version"]
    assert after["routine"] == counts["routine"]


@steps.SQLITE_ALONE
async def test_a_file_that_does_not_come_through_can_be_sent_again(family: Family) -> None:
    await family.alex_is_set_up()
    await family.ask("/faults", {"method": "getFile", "kind": "server_error", "times": 1})
    await files.sends(family.alex, BY_HAND)
    again = "The file did not come through. Please send it again. Nothing was changed."
    assert await family.alex.last() == again
    await files.sends(family.alex, BY_HAND)
    assert (await family.alex.last()).startswith("This would change.")


@steps.SQLITE_ALONE
async def test_only_those_whom_alex_lets_and_nothing_of_a_stranger(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await files.sends(family.sam, BY_HAND)
    assert await family.sam.last() == "Alex decides who may change the plan. Nothing was changed."
    before = await steps.counts(family)
    await files.sends(family.mallory, BY_HAND)
    assert await family.mallory.last() == steps.STRANGER
    assert await steps.counts(family) == before
    assert [m for m, _ in family.requests if m == "getFile"] == []


@steps.SQLITE_ALONE
async def test_a_file_proves_nobodys_word(family: Family) -> None:
    """Neither a therapist's yes, nor a review, nor a limit in a therapist's name."""
    await family.alex_is_set_up()
    word = "{by: Dana, on: 2026-11-01, how: confirmed}"
    await files.sends(
        family.alex,
        f"""
reviewed: {word}
reviewed_with: Dana
recovery_limit: 90
recovery_limit_word: {word}
routines:
- name: Pedals
  minutes: 5
  stop_rule: Stop when you like.
  stop_rule_word: {word}
  exercises: [{{name: Pedals, kind: aerobic, yes: {word}}}]
""",
    )
    assert "Dana" not in await family.alex.last()
    await family.alex.taps("Use this plan")
    found = await files.in_force(family)
    assert (found.reviewed, found.reviewed_with) == (None, None)
    assert plan.is_draft(found.routines[0])
    assert found.recovery_limit_word and found.recovery_limit_word.by == "Alex"
    assert found.routines[0].stop_rule_word and found.routines[0].stop_rule_word.by == "Alex"


@steps.SQLITE_ALONE
async def test_before_there_is_a_plan_the_open_question_comes_again(family: Family) -> None:
    assert family.setup_link
    await family.alex.opens(family.setup_link)
    await family.alex.taps("Yes, I agree", "The exercises are mine")
    await files.sends(family.alex, BY_HAND)
    texts = (await family.alex.texts())[-2:]
    assert texts[0] == "A plan file can be sent once there is a plan. Nothing was changed."
    assert "city" in texts[1]


@steps.SQLITE_ALONE
async def test_any_other_file_is_told_how_to_send_it(family: Family) -> None:
    await family.alex_is_set_up()
    await files.sends(family.alex, b"%PDF-1.7", "exercises.pdf")
    assert await family.alex.last() == (
        "I can't read this kind of file. A plan file ends in .yaml; "
        "a sheet or a picture can be sent as a photo."
    )
    assert [m for m, _ in family.requests if m == "getFile"] == []


@steps.SQLITE_ALONE
async def test_a_caption_of_any_other_file_is_read_as_words(family: Family) -> None:
    await family.alex_is_set_up()
    await family.at(9)
    await files.sends(family.alex, b"%PDF", "x.pdf", caption="done")
    assert "How much pain" in await family.alex.last()


@steps.SQLITE_ALONE
async def test_a_file_does_not_bring_back_what_waits_for_a_review(family: Family) -> None:
    """Only "reviewed with the therapist" does."""
    await family.alex_is_set_up()
    yes = plan.Word(by="Dana", on=dt.date(2026, 9, 1), how=plan.How.SHEET)
    lift = plan.Exercise(id=991, name="Lift", kind=plan.ExerciseKind.RESISTANCE, yes=yes)
    await files.by_hand(family, lambda known: with_exercise(known, lift, dt.date(2026, 11, 1)))
    given = await files.given(family, family.alex)
    await files.sends(family.alex, given.replace("2026-11-01", "2027-06-01"))
    assert await family.alex.last() == (
        "This file says what the plan says already. Nothing was changed."
    )
    # Another exercise under the same id has nobody's yes.
    await files.sends(family.alex, given.replace("name: Lift", "name: Squats"))
    assert "Squats (waits for a therapist's yes)" in await family.alex.last()


def with_exercise(known: plan.Plan, one: plan.Exercise, review: dt.date) -> plan.Plan:
    """With one more exercise, and that review date."""
    return edits.set_plan(edits.add_exercise(known, known.routines[0].id, one), review_on=review)


@steps.SQLITE_ALONE
async def test_a_file_comes_once_however_often_telegram_brings_it(family: Family) -> None:
    await family.alex_is_set_up()
    came: list[Update] = []

    async def keep(update: Update) -> None:
        came.append(update)
        await registry.dispatch(update, family.app.house)

    family.app.intake._dispatch = keep
    await files.sends(family.alex, BY_HAND)
    versions = len(await family.rows(models.PlanVersion))
    await registry.dispatch(came[0], family.app.house)
    await family.settle()
    assert len(await family.rows(models.PlanVersion)) == versions == 2
    assert (await family.alex.last()).startswith("This would change.")


@steps.SQLITE_ALONE
async def test_the_file_is_given_on_a_button(family: Family) -> None:
    """The button is the editor's; who may not change the plan is told who may."""
    await family.alex_is_set_up()
    await family.joins(family.sam)
    for who, name in ((family.alex, "plan-2026-11-23.yaml"), (family.sam, None)):
        await who.says("/help")
        await files.offers(family, who, "plan_file")
        media = (await who.heard())[-1]["media"]
        assert (media and media["file_name"]) == name
    assert await family.sam.last() == "Alex decides who may change the plan. Nothing was changed."
