"""The limits in force and who set them. A change is one tap; nothing says which is right."""

from care import choices, words
from care.plan import Plan, Word
from care.ports import Screen
from care.screens import marks
from care.screens.record import author

# Takes the limit of pain away.
NO_LIMIT = 0


def limits(lang: str, row: int, plan: Plan) -> Screen:
    """Both limits, each with its author, and what they can be."""
    minutes = [(str(n), words.say(lang, "button.limit_minutes", n=n)) for n in choices.LIMITS]
    pains = [(str(n), words.say(lang, "button.limit_pain", n=n)) for n in choices.PAINS if n]
    pains = [*pains, (str(NO_LIMIT), words.say(lang, "button.limit_no_pain"))]
    chosen = str(plan.recovery_limit), str(plan.pain_limit or NO_LIMIT)
    recovery = marks.options(lang, "limit_recovery", row, minutes, chosen[0])
    pain = marks.options(lang, "limit_pain", row, pains, chosen[1])
    rows = (recovery[:3], recovery[3:], pain[:3], pain[3:5], pain[5:])
    text = "\n".join([*lines(lang, plan), words.say(lang, "limits.what")])
    return Screen(text, rows)


def on_page(lang: str, row: int, plan: Plan, page: Word) -> Screen:
    """The limits that stand on the page that a therapist filled in, as theirs; those are marked."""
    minutes = [(str(n), words.say(lang, "button.limit_minutes", n=n)) for n in choices.LIMITS]
    pains = [(str(n), words.say(lang, "button.limit_pain", n=n)) for n in choices.PAINS if n]
    theirs = plan.recovery_limit_word == page, plan.pain_limit_word == page
    chosen = [
        str(value) if mine else ""
        for value, mine in zip((plan.recovery_limit, plan.pain_limit), theirs, strict=True)
    ]
    recovery = marks.options(lang, "page_recovery", row, minutes, chosen[0])
    pain = marks.options(lang, "page_pain", row, pains, chosen[1])
    text = "\n".join([*lines(lang, plan), words.say(lang, "limits.page", name=page.by)])
    return Screen(text, (recovery[:3], recovery[3:], pain[:3], pain[3:5], pain[5:]))


def lines(lang: str, plan: Plan) -> list[str]:
    """Both limits in words, each with its author."""
    by = author(lang, plan.recovery_limit_word)
    recovery = words.say(lang, "limits.recovery", limit=plan.recovery_limit, author=by)
    pain = words.say(lang, "limits.no_pain")
    if plan.pain_limit is not None:
        by = author(lang, plan.pain_limit_word)
        pain = words.say(lang, "limits.pain", limit=plan.pain_limit, author=by)
    return [recovery, pain]
