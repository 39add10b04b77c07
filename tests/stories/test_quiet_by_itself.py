"""After three days without a word the prompts stop, until somebody is there again."""

import pytest

from care import kinds
from tests.family import Family
from tests.stories import steps
from tests.stories.steps import GENTLE

QUIET = (
    "Three days without an answer. That is fine. "
    "The prompts are quiet now, until you write or tap here."
)


async def three_silent_days(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.at(9)
    await family.later(days=3)


async def test_one_silent_line_and_then_nothing(family: Family) -> None:
    await three_silent_days(family)
    prompts = await steps.sent(family, kinds.Kind.PROMPT)
    assert len(prompts) == 3
    line = (await family.alex.heard())[-1]
    assert (line["text"], line["silent"]) == (QUIET, True)
    assert await family.alex.buttons() == ["Start again"]
    before, sam_heard = len(await family.alex.heard()), len(await family.sam.heard())
    await family.later(days=10)
    assert len(await family.alex.heard()) == before
    # Those who help hear nothing of it.
    assert len(await family.sam.heard()) == sam_heard
    kept = await steps.session(family)
    assert (kept.state, kept.reason) == (kinds.State.NOT_ASKED, kinds.Reason.HUSHED)


@steps.SQLITE_ALONE
async def test_one_tap_brings_the_prompts_back(family: Family) -> None:
    await three_silent_days(family)
    await steps.double_tap(family.alex, "Start again")
    assert await family.alex.last() == (
        f"The prompts come again. The next one, {GENTLE}, is on Friday 27 Nov at 9:00."
    )
    await family.at(9)
    assert await family.alex.buttons() == steps.ON_A_PROMPT


@steps.SQLITE_ALONE
@pytest.mark.parametrize("word", ["hello", "/today", "Help"])
async def test_any_word_brings_them_back(family: Family, word: str) -> None:
    await three_silent_days(family)
    await family.alex.says(word)
    await family.at(9)
    assert await family.alex.buttons() == steps.ON_A_PROMPT


@steps.SQLITE_ALONE
async def test_an_answer_starts_the_three_days_anew(family: Family) -> None:
    await family.alex_is_set_up()
    await family.at(9)
    await family.later(days=2)
    await family.alex.taps("Not today")
    await family.later(days=3)
    assert await family.alex.buttons() == steps.ON_A_PROMPT
    await family.later(days=1)
    assert await family.alex.last() == QUIET


@steps.SQLITE_ALONE
async def test_days_of_rest_are_no_silence(family: Family) -> None:
    """Alex rests for a week and isn't called quiet for it."""
    await family.alex_is_set_up()
    await family.alex.says("/rest")
    await family.alex.taps("A week, with today")
    await family.later(days=7)
    await family.at(9)
    assert await family.alex.buttons() == steps.ON_A_PROMPT


@steps.SQLITE_ALONE
async def test_sams_words_are_not_alexs(family: Family) -> None:
    await three_silent_days(family)
    await family.sam.says("hello")
    before = len(await family.alex.heard())
    await family.later(days=2)
    assert len(await family.alex.heard()) == before
