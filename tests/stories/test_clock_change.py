"""The days on which the clocks change: one prompt a local day, at the right instant."""

import datetime as dt

import pytest

from care import kinds, models
from tests.family import Family
from tests.stories import steps
from tests.stories.steps import GENTLE

BERLIN = (52.52, 13.40)
LORD_HOWE = (-31.55, 159.08)


def utc(*at: int) -> dt.datetime:
    return dt.datetime(*at, tzinfo=dt.UTC)  # type: ignore[misc, arg-type]


# Where, the chosen wall time, and the instants of the day before, the day itself, the day after.
CHANGES = {
    # 02:30 is in the gap: 03:30 summer time.
    "Berlin, spring": (
        BERLIN, "2:30", utc(2027, 3, 27, 1, 30), utc(2027, 3, 28, 1, 30), utc(2027, 3, 29, 0, 30),
    ),
    # 02:30 comes twice: the first one counts.
    "Berlin, autumn": (
        BERLIN, "2:30", utc(2027, 10, 30, 0, 30), utc(2027, 10, 31, 0, 30), utc(2027, 11, 1, 1, 30),
    ),
    # Half an hour back at 02:00: 01:45 comes twice.
    "Lord Howe, autumn": (
        LORD_HOWE, "1:45",
        utc(2027, 4, 2, 14, 45), utc(2027, 4, 3, 14, 45), utc(2027, 4, 4, 15, 15),
    ),
    # Half an hour on at 02:00: 02:15 is 02:45.
    "Lord Howe, spring": (
        LORD_HOWE, "2:15",
        utc(2027, 10, 1, 15, 45), utc(2027, 10, 2, 15, 45), utc(2027, 10, 3, 15, 15),
    ),
}  # fmt: skip


async def alex_shares_a_place(family: Family, place: tuple[float, float], time: str) -> None:
    assert family.setup_link
    await family.alex.opens(family.setup_link)
    await family.alex.taps("Yes, I agree", "The exercises are mine")
    await family.alex.shares(*place)
    await family.alex.taps("Gentle range of motion, daily")
    await family.alex.says(time)


@pytest.mark.parametrize("change", CHANGES)
async def test_one_prompt_a_day(family: Family, change: str) -> None:
    place, time, *expected = CHANGES[change]
    await steps.awake_at(family, expected[0] - dt.timedelta(hours=3))
    await alex_shares_a_place(family, place, time)
    for at in expected:
        before = sum(text.startswith(GENTLE) for text in await family.alex.texts())
        await family.until(at - dt.timedelta(seconds=1))
        assert sum(text.startswith(GENTLE) for text in await family.alex.texts()) == before
        await family.until(at)
        assert (await family.alex.last()).startswith(f"{GENTLE} · about 10 min")
        await family.alex.taps("Not today")
    await family.until(expected[-1] + dt.timedelta(hours=12))
    prompts = await steps.sent(family, kinds.Kind.PROMPT)
    assert [row.sent_at for row in prompts] == expected
    days = [row.local_date for row in await family.rows(models.Session)]
    assert [day - days[0] for day in days] == [dt.timedelta(days=n) for n in range(3)]


@steps.SQLITE_ALONE
@pytest.mark.parametrize("change", ["Berlin, spring", "Lord Howe, autumn"])
async def test_the_hour_of_recovery_is_an_hour_of_real_time(family: Family, change: str) -> None:
    """The clocks change inside it; in quiet hours nothing is asked, the tap still proves it."""
    place, time, _, day, _ = CHANGES[change]
    await steps.awake_at(family, day - dt.timedelta(hours=3))
    await alex_shares_a_place(family, place, time)
    await family.until(day)
    await family.alex.taps("Done", "0")
    await family.later(minutes=45)
    await family.alex.taps("As before")
    assert await family.alex.last() == f"{GENTLE}: done. As before within 45 min, pain 0."
    assert await steps.said(family, "recovery") == ["within:45"]


@steps.SQLITE_ALONE
async def test_the_digest_keeps_to_the_wall_clock(family: Family) -> None:
    await steps.awake_at(family, utc(2027, 3, 27, 6))
    await family.alex_is_set_up()
    await family.joins(family.sam)
    for day, at in (
        ("Saturday 27 Mar", utc(2027, 3, 27, 18, 30)),
        ("Sunday 28 Mar", utc(2027, 3, 28, 17, 30)),
    ):
        await family.at(9)
        await family.alex.taps("Bad day: rest")
        await family.until(at - dt.timedelta(seconds=1))
        assert not (await family.sam.last()).startswith(day)
        await family.until(at)
        assert await family.sam.last() == f"{day}\nA rest day.\n{steps.FOOT}"
