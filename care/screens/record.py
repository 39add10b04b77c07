"""What was said, in one line, and a limit beside it: the same words for everybody who reads it."""

from dataclasses import dataclass

from care import rules, words
from care.plan import How, Plan, Word


@dataclass(frozen=True)
class By:
    """Who answered, where it wasn't the person by themselves: whoever said it for them, by name.

    Without a name: it came from a phone that several use, and who answered isn't known.
    """

    name: str | None = None


def record_line(lang: str, name: str, record: rules.Record, by: By | None = None) -> str:
    """One line, the same for the person, the caregiver and the journal.

    "Morning stretch: done. As before within 35 min, pain 2." `by` says who answered, where it is
    told that it wasn't the person, or isn't known.
    """
    outcome = words.say(lang, f"outcome.{record.outcome or 'none'}")
    if record.outcome == rules.STOPPED and record.why:
        outcome = words.say(lang, "record.why", outcome=outcome, why=_why(lang, record.why))
    if by and record.outcome:
        key = "record.by" if by.name else "record.shared"
        outcome = words.say(lang, key, outcome=outcome, name=by.name)
    line = words.say(lang, "record.line", routine=name, outcome=outcome)
    told = [recovery_words(lang, record.recovery)] if record.recovery else []
    if record.pain_said:
        key = "record.pain" if told else "record.pain_only"
        told.append(words.say(lang, key, n=pain_words(lang, record)))
    if not record.happened or not told:
        return line
    return f"{line} {words.say(lang, 'record.told', told=', '.join(told))}"


def _why(lang: str, why: str) -> str:
    return words.say(lang, f"why.{why}")


def recovery_words(lang: str, found: rules.Recovery) -> str:
    """How long it took, exactly as far as it was said."""
    if found.known == "cant_tell":
        return words.say(lang, "recovery.cant_tell")
    if found == rules.Recovery("not_yet"):
        return words.say(lang, "recovery.open")
    hour = found.known == "within" and found.minutes == 60
    key = "recovery.within_hour" if hour else f"recovery.{found.known}"
    return words.say(lang, key, time=words.duration(lang, found.minutes))


def pain_words(lang: str, record: rules.Record) -> str:
    """The pain as far as it was said: "4", or "4–6"."""
    if record.band:
        return words.say(lang, "record.band", low=record.band[0], high=record.band[1])
    return str(record.pain)


def limits_passed(lang: str, plan: Plan, record: rules.Record) -> list[str]:
    """Each limit of the plan that was passed, as its author set it. Nothing is judged."""
    lines = []
    if record.recovery and rules.over_limit(record.recovery, plan.recovery_limit):
        said = recovery_words(lang, record.recovery)
        said = said[:1].lower() + said[1:]
        by = author(lang, plan.recovery_limit_word)
        lines.append(
            words.say(lang, "card.over_limit", said=said, limit=plan.recovery_limit, author=by)
        )
    if rules.over_pain(record.lowest_pain, plan.pain_limit):
        by = author(lang, plan.pain_limit_word)
        pain = pain_words(lang, record)
        lines.append(words.say(lang, "card.over_pain", n=pain, limit=plan.pain_limit, author=by))
    return lines


def report_line(lang: str, therapist: str | None) -> str:
    """That it happened twice within a week: said once, to whom the report goes."""
    name = therapist or words.say(lang, "report.therapist")
    return words.say(lang, "report.line", name=name)


def author(lang: str, word: Word | None, nobody: str = "limit.nobody") -> str:
    """Whose word it is. A therapist's name stands only under what they confirmed, or their sheet;
    everything else is by who wrote it; what nobody set says so (product.md, What it must never do),
    by the id of those words.
    """
    if word is None:
        return words.say(lang, nobody)
    key = "limit.written" if word.how == How.WRITTEN else "limit.by"
    return words.say(lang, key, name=word.by, day=words.short_day(lang, word.on))
