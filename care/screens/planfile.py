"""What is said about a plan file: what is wrong with it, in one line; and the file itself."""

from care import words
from care.plainyaml import WrongFileError
from care.ports import Screen


def refused(lang: str, error: WrongFileError) -> Screen:
    """Which line, and why, in words; and that nothing was changed."""
    reason = words.say(lang, f"plan_error.{error.reason}", **error.values)
    if error.line is None:
        return Screen(words.say(lang, "planfile.refused", reason=reason))
    return Screen(words.say(lang, "planfile.refused_line", line=error.line, reason=reason))
