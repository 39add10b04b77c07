"""The one-page sheet of the plan: whatever the plan is, it is one page and says what it leaves."""

import json

import pytest

from care import papers, recipes
from care.papers import house, plan_sheet
from care.papers.typeset import Data, Manuscript
from care.plan import Plan
from care.ports import Made
from sandbox import pictures
from tests.bot.tiny import NOW
from tests.family import Family
from tests.papers import sheets
from tests.test_words import FORBIDDEN


def tries(found: Plan, name: str = "Alex") -> list[Data]:
    return list(plan_sheet.tries("en", name, found, sheets.TODAY))


def made(found: list[Data]) -> Made:
    return papers.finish(Manuscript("plan_sheet.typ", tuple(found)))


@pytest.mark.parametrize("name", sheets.ALL)
def test_every_plan_has_its_page_and_the_same_twice(name: str) -> None:
    plan, whose = sheets.ALL[name]
    found = tries(plan, whose)
    page = made(found)
    assert page.data.startswith(b"%PDF-")
    assert page == made(found)
    assert pictures.size(page.data) is None


def test_the_usual_sheet() -> None:
    found = tries(sheets.USUAL)[0]
    assert found["title"] == "The plan of Alex"
    assert found["head"] == (
        "What Alex does, and how. Alex decides each day. "
        "Stop when Alex says so, or if it hurts or tires."
    )
    morning, bed, paused = found["routines"]
    assert morning == {
        "name": "Morning stretch",
        "about": [
            "about 15 min · to keep shoulders loose",
            "10 min of it with a helper's hands.",
            "9:00, every day; 16:30, Mon, Wed, Fri",
        ],
        "exercises": [
            {"line": "Shoulder circles: 10, slowly", "how": "Sitting.\nBoth arms together."},
            {"line": "Ankle circles: 10 each side", "how": ""},
        ],
        "names": "",
        "own": [
            "Effort: Talking must stay easy. (Dana, 3 Nov)",
            "When to stop: Stop if it hurts or the breath gets short. (Dana, 3 Nov)",
        ],
    }
    assert "When a helper comes." in bed["about"]
    assert [one["line"] for one in bed["exercises"]] == ["Knee bends: 5 each"]
    assert "Paused. It comes again on Tuesday 1 Dec." in paused["about"]
    assert found["foot"] == "The plan as it was on Tuesday 24 Nov 2026. It can change."


def test_what_is_no_helpers_business_is_not_on_it() -> None:
    """Neither the clinic's name, which may say what it is for, nor what waits for a yes."""
    said = json.dumps(tries(sheets.USUAL))
    assert "clinic" not in said
    assert "Pedals" not in said
    assert not FORBIDDEN.search(said)
    assert house.first_name("Alex Schwarzenberg") == "Alex"
    assert house.first_name("") == ""


def test_a_plan_without_anything_to_do_says_so() -> None:
    (found, *_) = tries(sheets.EMPTY)
    assert found["routines"] == []
    assert found["tail"] == "Nothing is in the plan now."


def test_a_long_plan_is_shortened_step_by_step_and_says_so() -> None:
    found = tries(sheets.LONGEST)
    assert [one["size"] for one in found[:8]] == [13, 12, 11, 10, 9, 9, 8, 8]
    assert [one["tail"] for one in found[:7]] == [""] * 7
    assert (
        found[7]["tail"]
        == found[8]["tail"]
        == ("There is more on this in /plan, in the chat with the bot.")
    )
    assert found[9]["tail"] == "And 1 more in /plan, in the chat with the bot."
    assert [len(one["routines"]) for one in found[8:]] == list(range(24, 0, -1))
    # A limit in somebody's own words stays whole.
    assert all(len(one["own"][1]) > 300 for one in found[-1]["routines"])
    assert made(found[:-3]).data == made(found).data


async def test_it_is_the_plan_in_force(family: Family) -> None:
    await family.alex_is_set_up()
    paper = recipes.plan_sheet(1, "en")
    found = await family.app.db.read(papers.gather, paper, NOW)
    assert isinstance(found, Manuscript)
    (routine,) = found.tries[0]["routines"]
    assert routine["name"] == "Gentle range of motion"
    assert found.tries[0]["title"] == "The plan of Alex"
    gone = await family.app.db.read(papers.gather, recipes.plan_sheet(2, "en"), NOW)
    assert gone is None
