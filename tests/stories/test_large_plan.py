"""A plan of 12 routines and 60 exercises, with the longest names, walked by what is on the phone.

That each of its settings is near is held in tests/care/test_editor.py; here the doors are real.
"""

import re

from care import fields
from tests.care import shown_plan
from tests.family import Family
from tests.stories import hands, plans, steps

MOST_TAPS = 4


class Walk:
    """One message of Alex's, and the taps that lead through it."""

    def __init__(self, family: Family, message_id: int, own: set[int]) -> None:
        self.family, self.message_id, self.own = family, message_id, own
        self.near: dict[str, int] = {}

    def keys(self) -> list[hands.Key]:
        """The buttons, on a message that Telegram can hold."""
        found = self.family._store.message(self.family.alex.number, self.message_id)
        assert found
        assert len(found.body["text"].encode("utf-16-le")) // 2 <= 4096
        keys = hands.keys_of(found.body["reply_markup"]["inline_keyboard"])
        assert len(keys) <= 100
        return keys

    async def go(self, taps: int = 1) -> None:
        """Open everything that is new from here, and come back."""
        for key in [key for key in self.keys() if key.verb == "plan"]:
            number = int(re.sub(r"\D", "", key.value) or 0)
            if key.value in self.near or (number not in self.own and taps > 1 and number):
                continue
            self.near[key.value] = taps
            await self.family.alex.forges(self.message_id, key.data)
            await self.go(taps + 1)
            (back,) = [one for one in self.keys() if one.verb == "plan_back"]
            await self.family.alex.forges(self.message_id, back.data)


@steps.SQLITE_ALONE
async def test_every_setting_is_at_most_four_taps_away(family: Family) -> None:
    await family.alex_is_set_up()
    await plans.has(family, shown_plan.plan(12, 5))
    # Past the day's prompts.
    await family.later(hours=12)
    held = await plans.in_force(family)
    assert (len(held.routines), sum(len(one.exercises) for one in held.routines)) == (12, 60)
    last = held.routines[-1]
    assert last.lighter
    own = {last.id, last.slots[-1].id, last.exercises[-1].id, last.lighter.exercises[-1].id}
    await family.alex.says("/plan")
    walk = Walk(family, (await family.alex.heard())[-1]["message_id"], own)
    await walk.go()
    assert max(walk.near.values()) == MOST_TAPS
    for letter, many in fields.FIELDS.items():
        for field in many:
            if field.key not in ("j", "start"):
                assert any(re.fullmatch(f"{letter}\\d*:{field.key}", path) for path in walk.near)
