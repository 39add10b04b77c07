"""After a session over the limit: the lighter version first, and twice within a week the report."""

import datetime as dt

from care import edits
from care.plan import Exercise, Lighter, Plan
from tests.family import Family
from tests.stories import steps
from tests.stories.steps import GENTLE, ON_A_PROMPT

LIGHTER_FIRST = "Last time went over your limit, so the lighter version comes first."
REPORT = "This will be in the report for your therapist."
NOTED = f"Noted: more than an hour. {steps.NOBODYS_LIMIT}"


def with_lighter(before: Plan) -> Plan:
    lighter = Lighter(minutes=4, exercises=(Exercise(name="Ankle circles", dose="2"),))
    only = before.routines[0].id
    effort = "Only so far that you could still sing."
    return edits.set_routine(before, only, lighter=lighter.model_dump(), effort_limit=effort)


async def test_the_lighter_version_comes_first_and_the_usual_one_is_a_tap_away(
    family: Family,
) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await steps.change_plan(family, with_lighter)
    await family.at(9)
    usual = await family.alex.last()
    assert "Effort limit: Only so far that you could still sing." in usual
    assert await family.alex.buttons() == ON_A_PROMPT
    await family.alex.taps("Done", "4")
    await family.later(minutes=60)
    await family.alex.taps("Not yet")
    assert await family.alex.last() == f"{GENTLE}: done. More than an hour, pain 4.\n{NOTED}"

    await family.at(9)
    text = (await family.alex.last()).split("\n")
    assert text[0] == f"{GENTLE} · about 4 min · to keep joints moving freely"
    assert text[1:3] == [LIGHTER_FIRST, "• Ankle circles: 2"]
    assert await family.alex.buttons() == ["The usual one", *ON_A_PROMPT]
    await steps.double_tap(family.alex, "The usual one")
    text = (await family.alex.last()).split("\n")
    assert text[1] == "This is the usual version."
    assert [text[0], *text[2:]] == usual.split("\n")
    # Where the finger just was, a second tap chooses the same again.
    chosen = ["The lighter one", "✓ The usual one", *ON_A_PROMPT]
    assert await family.alex.buttons() == chosen
    await family.alex.taps("✓ The usual one")
    assert await family.alex.buttons() == chosen
    assert await steps.said(family, "outcome") == ["done"]

    await family.alex.taps("The lighter one", "Done", "4")
    await family.later(minutes=60)
    await family.alex.taps("Not yet")
    line = f"{GENTLE}: done. More than an hour, pain 4."
    assert await family.alex.last() == f"{line}\n{NOTED}\n{REPORT}"
    await family.alex.says("/journal")
    assert f"{GENTLE}, lighter version: done. More than an hour" in await family.alex.last()
    await family.at(19, 30)
    report = "This will be in the report for the therapist."
    assert await family.sam.last() == f"Tuesday 24 Nov\n{line}\n{report}\n{steps.FOOT}"

    await family.at(9)
    assert LIGHTER_FIRST in await family.alex.last()
    await family.alex.taps("Done", "0", "As before")
    await family.at(9)
    assert await family.alex.last() == usual
    assert await family.alex.buttons() == ON_A_PROMPT


@steps.SQLITE_ALONE
async def test_whichever_answer_comes_first_both_cards_name_the_report(family: Family) -> None:
    await family.alex_is_set_up()
    await steps.add_routine(family, "Legs", dt.time(9, 10), asks="both")
    await family.at(9)
    await family.alex.taps("Done", "4")
    first = (await family.alex.heard())[-1]["message_id"]
    await family.at(9, 10)
    await family.alex.taps("Done", "4")
    await family.later(minutes=60)
    await family.alex.taps("Not yet")
    second = (await family.alex.heard())[-1]["message_id"]
    assert REPORT not in await family.alex.last()

    for button in ("Change", "How long it took", "It took about 1½ h"):
        body = {"message_id": first, "button": button}
        await family.tell(f"/people/{family.alex.number}/taps", body)
    texts = {one["message_id"]: one["text"] for one in await family.alex.heard()}
    noted = f"Noted: as before after about 1½ h. {steps.NOBODYS_LIMIT}"
    assert texts[first] == f"{GENTLE}: done. As before after about 1½ h, pain 4.\n{noted}\n{REPORT}"
    assert texts[second] == f"Legs: done. More than an hour, pain 4.\n{NOTED}\n{REPORT}"

    # Put right again, neither is in it.
    for button in ("Change", "How long it took", "Within 15 min"):
        body = {"message_id": first, "button": button}
        await family.tell(f"/people/{family.alex.number}/taps", body)
    assert REPORT not in "".join(await family.alex.texts())
