"""Alex is in Berlin, Sam in New York, Kim in Auckland: each digest at 19:30 of theirs."""

import datetime as dt
from collections import Counter
from zoneinfo import ZoneInfo

from care import kinds
from tests.family import Family, Person
from tests.stories import steps
from tests.stories.steps import FOOT, GENTLE

NEW_YORK, AUCKLAND = "America/New_York", "Pacific/Auckland"


async def moves_to(who: Person, city: str) -> None:
    await who.says("/digest")
    await who.taps("I am in another place")
    await who.says(city)


async def digest_dates(family: Family) -> list[tuple[int | None, dt.date | None]]:
    """Whose digest went out for which of their local dates; never one twice."""
    found = [(row.member_id, row.local_date) for row in await steps.sent(family, kinds.Kind.DIGEST)]
    assert all(times == 1 for times in Counter(found).values())
    return found


async def test_each_at_their_own_time(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.joins(family.kim)
    await moves_to(family.sam, "New York")
    assert "at 19:30 (New York time)" in await family.sam.last()
    await moves_to(family.kim, "Auckland")
    assert "at 19:30 (Auckland time)" in await family.kim.last()
    sam_heard, kim_heard = len(await family.sam.heard()), len(await family.kim.heard())

    await family.at(9)
    await family.alex.taps("Done", "2")
    await family.later(minutes=30)
    await family.alex.taps("As before")
    monday = f"{GENTLE}: done. As before within 30 min, pain 2."

    await family.at(19, 29, zone=NEW_YORK)
    assert len(await family.sam.heard()) == sam_heard
    await family.at(19, 30, zone=NEW_YORK)
    assert await family.sam.last() == f"Monday 23 Nov\n{monday}\n{FOOT}"
    assert len(await family.kim.heard()) == kim_heard
    # In Auckland Monday evening was over before Alex began.
    await family.at(19, 30, zone=AUCKLAND)
    assert await family.kim.last() == f"Tuesday 24 Nov\nMonday, {monday}\n{FOOT}"
    assert (await family.kim.heard())[-1]["silent"]

    await family.alex.says("/shared")
    shared = await family.alex.last()
    assert f"To Sam:\n{await family.sam.last()}" in shared
    assert f"To Kim:\n{await family.kim.last()}" in shared

    await family.at(9)
    await family.alex.taps("Not today")
    await family.later(days=1)
    assert len(await family.sam.heard()) == sam_heard + 1
    assert len(await family.kim.heard()) == kim_heard + 1
    for row in await steps.sent(family, kinds.Kind.DIGEST):
        zone = NEW_YORK if row.local_date == dt.date(2026, 11, 23) else AUCKLAND
        assert row.sent_at
        assert row.sent_at.astimezone(ZoneInfo(zone)).time() == dt.time(19, 30)
    assert len(await digest_dates(family)) == 2


@steps.SQLITE_ALONE
async def test_another_time_never_makes_two_on_one_date(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.at(9)
    await family.alex.taps("Done", "2")
    await family.later(minutes=10)
    await family.alex.taps("As before")
    await family.at(19)
    await steps.double_tap(family.sam, "Another time", "21:00")
    assert "at 21:00 (Berlin time)" in await family.sam.last()
    heard = len(await family.sam.heard())
    await family.at(20, 59)
    assert len(await family.sam.heard()) == heard
    await family.at(21)
    assert (await family.sam.last()).startswith("Monday 23 Nov\n")

    # Something more is said, and a later time is chosen on the same evening.
    await family.later(minutes=5)
    await family.alex.taps("Change", "The pain", "3")
    await family.sam.says("/digest")
    await family.sam.taps("Another time")
    await family.sam.says("22.15")
    assert "at 22:15 (Berlin time)" in await family.sam.last()
    heard = len(await family.sam.heard())
    await family.at(22, 15)
    assert len(await family.sam.heard()) == heard
    assert len(await digest_dates(family)) == 1

    # An earlier time, past already today: tomorrow at that time.
    await family.sam.says("/digest")
    await family.sam.taps("Another time", "12:30")
    await family.at(12, 30)
    assert len(await digest_dates(family)) == 2
    assert (await family.sam.last()).startswith("Tuesday 24 Nov\nMonday, ")


@steps.SQLITE_ALONE
async def test_another_time_after_todays_digest_holds_from_tomorrow(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.at(9)
    await family.alex.taps("Bad day: rest")
    await family.at(19, 30)
    await family.sam.taps("Another time", "21:00")
    heard = len(await family.sam.heard())
    await family.at(9)
    await family.alex.taps("Bad day: rest")
    await family.at(20, 59)
    assert len(await family.sam.heard()) == heard
    await family.at(21)
    assert await family.sam.last() == f"Tuesday 24 Nov\nA rest day.\n{FOOT}"
    assert len(await digest_dates(family)) == 2


@steps.SQLITE_ALONE
async def test_another_place_never_makes_two_on_one_date(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.kim)
    await moves_to(family.kim, "Auckland")
    for hour in range(1, 3):
        await family.at(9)
        await family.alex.taps("Done", str(hour))
        await family.later(minutes=10)
        await family.alex.taps("As before")
        # There and back again, a digest in each place as its evening comes.
        await family.at(19, 31, zone=AUCKLAND)
        await moves_to(family.kim, "New York")
        await family.alex.taps("Change", "The pain", str(hour + 5))
        await family.at(19, 31, zone=NEW_YORK)
        await moves_to(family.kim, "Auckland")
    dates = [day for _, day in await digest_dates(family)]
    assert len(dates) >= 2
    told = "".join(await family.kim.texts())
    assert all(f"pain {n}." in told for n in (1, 6, 2))


@steps.SQLITE_ALONE
async def test_what_happens_after_one_is_in_the_next(family: Family) -> None:
    await family.alex_is_set_up(time="19:00")
    await family.joins(family.sam)
    await family.at(19)
    await family.alex.taps("Done")
    await family.at(19, 30)
    assert await family.sam.last() == f"Monday 23 Nov\n{GENTLE}: done.\n{FOOT}"
    await family.later(minutes=1)
    await family.alex.taps("4", "As before")
    heard = len(await family.sam.heard())
    await family.at(19)
    assert len(await family.sam.heard()) == heard
    await family.at(19, 30)
    assert await family.sam.last() == (
        f"Tuesday 24 Nov\nMonday, {GENTLE}: done. As before within 31 min, pain 4.\n{FOOT}"
    )
    await family.later(days=1)
    assert len(await family.sam.heard()) == heard + 1


@steps.SQLITE_ALONE
async def test_what_is_said_in_the_moment_of_the_digest_is_told_once(family: Family) -> None:
    """A tap that was read before the digest's round, and committed after it, is not lost."""
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.at(9)
    await family.alex.taps("Done", "1")
    await family.at(19, 30)
    await family.alex.taps("Can't tell")
    await family.at(19, 30)
    told = [text for text in await family.sam.texts() if "Can't tell how long it took" in text]
    assert len(told) == 1


@steps.SQLITE_ALONE
async def test_many_sessions_fit_in_five_lines(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    for hour in range(10, 16):
        name = f"Sitting at the kitchen table with both hands, round {hour}"
        await steps.add_routine(family, name, dt.time(hour))
    for hour in range(9, 16):
        await family.at(hour)
        await family.alex.taps("Stopped early", "Something else", "10")
    await family.at(19, 30)
    digest = await family.sam.last()
    lines = digest.split("\n")
    assert len(lines) <= 5
    assert len(digest) <= 400
    assert (lines[0], lines[-1]) == ("Monday 23 Nov", FOOT)
    assert "round 15: stopped early, something else. Pain 10." in digest
    await family.alex.says("/shared")
    assert f"To Sam:\n{digest}" in await family.alex.last()
