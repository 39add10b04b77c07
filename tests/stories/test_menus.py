"""The command menu of each: by what they are, and everybody's again when they have left."""

from typing import Any

import pytest
from telegram import Bot
from telegram.error import TimedOut

from care import models
from tests.family import Family, Person

EVERYBODYS = ["start", "help", "privacy"]
ALEXS = [
    "today", "rest", "plan", "journal", "report", "invite", "circle", "shared", "limits",
    "settings", "zone", "help", "privacy", "export", "erase", "pause", "stop",
]  # fmt: skip
SAMS = ["digest", "zone", "help", "privacy", "pause", "stop"]


async def menu(who: Person) -> list[str]:
    found = await who.family.ask(f"/people/{who.number}/messages")
    return [command["command"] for command in found["commands"]]


async def test_each_has_their_own(family: Family) -> None:
    await family.mallory.says("hello")
    assert await menu(family.mallory) == EVERYBODYS
    assert family.setup_link
    await family.alex.opens(family.setup_link)
    assert await menu(family.alex) == EVERYBODYS
    await family.alex_is_set_up()
    assert await menu(family.alex) == ALEXS
    await family.joins(family.sam)
    assert await menu(family.sam) == SAMS
    assert await menu(family.alex) == ALEXS
    await family.restarts()
    asked = sum(method == "setMyCommands" for method, _ in family.requests)
    await family.sam.says("/help")
    assert sum(method == "setMyCommands" for method, _ in family.requests) == asked
    # Nothing about health or the illness is in a list that lies open on the phone.
    assert await family.rows(models.Aside) == []


async def test_who_left_has_everybodys_again(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    await family.sam.says("/stop")
    await family.sam.taps("Stop only my own messages")
    assert await menu(family.sam) == EVERYBODYS
    assert await menu(family.alex) == ALEXS
    await family.joins(family.sam)
    assert await menu(family.sam) == SAMS


async def test_what_telegram_did_not_take_is_tried_at_the_next_update(
    family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Bot.set_my_commands

    async def fails(self: Bot, *args: Any, **kwargs: Any) -> bool:
        if kwargs.get("scope") is None:
            # Everybody's menu is set at the start, and tried again for minutes.
            return await real(self, *args, **kwargs)
        raise TimedOut

    monkeypatch.setattr(Bot, "set_my_commands", fails)
    await family.alex_is_set_up()
    assert await menu(family.alex) == EVERYBODYS
    (chat,) = await family.rows(models.Chat)
    assert chat.menu is None
    monkeypatch.setattr(Bot, "set_my_commands", real)
    await family.restarts()
    await family.alex.says("/today")
    assert await menu(family.alex) == ALEXS


async def test_a_command_of_somebody_elses_menu_gets_a_polite_line(family: Family) -> None:
    await family.alex_is_set_up()
    await family.joins(family.sam)
    for command in ("/today", "/rest", "/journal", "/shared"):
        await family.sam.says(command)
        assert (await family.sam.last()).startswith("This is for the person whose exercises")
    await family.sam.says("/limits")
    assert await family.sam.last() == "The person whose exercises they are decides on the limits."
    await family.alex.says("/digest")
    assert (await family.alex.last()).startswith("The daily message is for those who help.")
