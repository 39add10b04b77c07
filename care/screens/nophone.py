"""A circle of somebody without a phone: their name, and their yes as somebody else states it."""

import datetime as dt

from care import words
from care.buttons import button
from care.ports import Button, Screen
from care.screens.standing import standing


def way_in(lang: str, row: int, circle_id: int) -> tuple[Button, ...]:
    """Under a link for the person: they have no phone to open it on."""
    return (button(words.say(lang, "button.no_phone"), "no_phone", row, str(circle_id)),)


def name(lang: str, row: int, circle_id: int) -> Screen:
    """What they are called; or not."""
    label = words.say(lang, "button.no_phone_skip")
    skip = button(label, "no_phone_skip", row, str(circle_id))
    return Screen(words.say(lang, "no_phone.name"), ((skip,),))


def agreed(lang: str, row: int, circle_id: int, who: str) -> Screen:
    """Have they said yes to this? The harmless answer lies below."""
    value = str(circle_id)
    yes = button(words.say(lang, "button.no_phone_yes", name=who), "no_phone_yes", row, value)
    later = button(words.say(lang, "button.no_phone_not"), "no_phone_not", row, value)
    return Screen(words.say(lang, "no_phone.agreed", name=who), ((yes,), (later,)))


def nobody(lang: str, row: int, circle_id: int, who: str) -> Screen:
    """Nobody answers for them any more: somebody may, where they agree to that."""
    label = words.say(lang, "button.no_phone_take", name=who)
    take = button(label, "no_phone", row, str(circle_id))
    return Screen(words.say(lang, "no_phone.nobody", name=who), ((take,),))


def begun(lang: str, who: str, at: dt.time) -> Screen:
    """It begins: the card of the day at that wall time, and what is theirs to do from now on."""
    text = words.say(lang, "no_phone.begun", name=who, time=words.clock(lang, at))
    return Screen(text, keys=standing(lang))
