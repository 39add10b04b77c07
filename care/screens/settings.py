"""How the person wants to be written to. One button a row, each always in its place."""

from care import words
from care.ports import Screen
from care.screens import marks

# What can be set, and the two ways it can be; the first is what is so where the row says True.
WAYS = {
    "prompt_sound": ("prompts_sound", "prompts_silent"),
    "question_sound": ("questions_sound", "questions_silent"),
    "large_buttons": ("large_buttons", "usual_buttons"),
    "shared_phone": ("phone_shared", "phone_own"),
}


def settings(lang: str, row: int, chosen: dict[str, bool]) -> Screen:
    """The sounds and the size of the buttons; `chosen` says what is set now."""
    rows = []
    for name, ways in WAYS.items():
        for is_first, way in zip((True, False), ways, strict=True):
            label = words.say(lang, f"button.{way}")
            held = chosen[name] is is_first
            rows.append((marks.option(lang, label, "settings", row, way, chosen=held),))
    return Screen(words.say(lang, "settings.text"), tuple(rows))
