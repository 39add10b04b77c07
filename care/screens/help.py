"""When to stop and get help: a fixed text. The sources of each line are in docs/help.md."""

from care import words
from care.ports import Screen

PERSON, CAREGIVER, THERAPIST = "person", "caregiver", "therapist"


def help_(
    lang: str, role: str | None, country: str | None, number: str | None, clinic: str | None = None
) -> Screen:
    """The most urgent first: what to call for, and whom; then the clinic; then the commands.

    `clinic` is how the clinic is reached, as it stands in the plan.
    """
    call = words.say(lang, "help.number_unknown")
    if country and number:
        name = words.country(lang, country)
        call = words.say(lang, "help.number", country=name, number=number)
    parts = [words.say(lang, "help.text", number=call), words.say(lang, "help.clinic")]
    if clinic:
        parts.append(words.say(lang, "help.reach_clinic", clinic=clinic))
    if role == CAREGIVER:
        parts.append(words.say(lang, "help.carer"))
    if role:
        parts.append(words.say(lang, f"help.{role}"))
    parts.append(words.say(lang, "help.not_here"))
    return Screen("\n\n".join(parts))
