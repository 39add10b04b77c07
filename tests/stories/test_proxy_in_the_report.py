"""What the therapist reads of the days that somebody else told: by whom, and what isn't known."""

import datetime as dt

from sqlmodel import Session as Db

from care import models, ranges, store
from care.papers import facts, tally
from care.papers.facts import Facts
from tests.family import Family
from tests.stories import proxies
from tests.stories.test_shared_phone import set_up_for_both

FIRST, LAST = dt.date(2026, 11, 23), dt.date(2026, 12, 20)


async def told(family: Family) -> Facts:
    """What a report of four weeks would tell now."""

    def read(db: Db) -> Facts:
        circle = db.get_one(models.Circle, 1)
        person = store.patient(db, 1)
        assert person
        days = ranges.Days(FIRST, LAST)
        return facts.gather(db, circle, person, "en", days, family.clock.now())

    return await family.app.db.run(read)


async def test_whose_word_it_is_and_which_silence(family: Family) -> None:
    await proxies.without_a_phone(family)
    for answer in ("All done", "Some", "None", ""):
        await family.at(19, 30)
        if answer:
            await family.sam.taps(answer)
    await family.sam.says("I fell")
    await family.sam.says("question for the visit: is swimming fine?")
    await family.at(12)
    found = await told(family)
    assert found.others(found.period.occasions) == {"Sam": 3}
    (row,) = tally.rows(found.period)
    assert (row.done, row.some, dict(row.stopped)) == (1, 1, {})
    assert set(row.recoveries) == {tally.Known.NOT_ASKED}
    assert set(row.no_pains) == {tally.Known.NOT_ASKED}
    silences = [one.kind for one in tally.quiet(found.period, found.since)]
    assert silences[:2] == [tally.Silence.NOT_TODAY, tally.Silence.NO_PHONE]
    assert (len(found.falls), len(found.questions)) == (1, 1)
    assert not found.shared


async def test_a_shared_phone_is_said_to_be_one(family: Family) -> None:
    await set_up_for_both(family)
    await family.at(9)
    await family.alex.taps("Done", "2")
    assert (await told(family)).shared
