"""The card of a session: one short question at a time, then a one-line record.

The geometry is meant: a finger that taps twice must not answer the next question. Cards hang from
their bottom edge, so below every question that replaces another stands a row that does no harm
(Change, then Keep), and a question's answers never lie where the tap before them was.
"""

import datetime as dt
from dataclasses import dataclass

from care import rules, words
from care.buttons import button
from care.kinds import Ask, Kind
from care.plan import Plan, Routine
from care.ports import Button, Screen
from care.screens.setup import exercise_line

Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True)
class CardView:
    """Everything a session's card shows. `rests`: the rest said on it still holds."""

    lang: str
    plan: Plan
    routine: Routine
    record: rules.Record
    asks: str | None
    is_open: bool
    day: dt.date
    rests: bool = False

    @property
    def limit(self) -> int:
        """The plan's recovery limit in minutes."""
        return self.plan.recovery_limit


def card(view: CardView, message_id: int, kind: str, *, current: bool) -> Screen:
    """What one message of a session shows; `current` is the one that carries its buttons."""
    if not current or view.asks is None:
        return _record(view, message_id, current=current)
    text, rows = _QUESTIONS[Ask(view.asks)](view, message_id, kind)
    return Screen(text, rows, silent=kind != Kind.PROMPT)


def _record(view: CardView, message_id: int, *, current: bool) -> Screen:
    lang, record = view.lang, view.record
    if record.outcome is None:
        return Screen(say_title(view, "card.closed" if current else "card.below"))
    lines = [record_line(lang, view.routine.name, record)]
    if record.happened and rules.over_limit(record.recovery, view.limit):
        lines.append(_over_limit(view))
    if not current:
        return Screen(lines[0])
    if not view.is_open:
        return Screen("\n".join(lines))
    if record.outcome == rules.REST and view.rests:
        undo = button(words.say(lang, "button.undo"), "undo", message_id)
        return Screen(words.say(lang, "card.resting"), ((undo,),))
    change = button(words.say(lang, "button.change"), "change", message_id)
    return Screen("\n".join(lines), ((change,),))


def say_title(view: CardView, key: str) -> str:
    """A line about this session, by the routine's name and its day."""
    return words.say(view.lang, key, routine=view.routine.name, day=words.day(view.lang, view.day))


def record_line(lang: str, name: str, record: rules.Record) -> str:
    """One line, the same for the person, the caregiver and the journal.

    "Morning stretch: done. As before within 35 min, pain 2."
    """
    outcome = words.say(lang, f"outcome.{record.outcome or 'none'}")
    if record.outcome == rules.STOPPED and record.why:
        outcome = words.say(lang, "record.why", outcome=outcome, why=_why(lang, record.why))
    line = words.say(lang, "record.line", routine=name, outcome=outcome)
    told = [recovery_words(lang, record.recovery)] if record.recovery else []
    if record.pain is not None:
        told.append(words.say(lang, "record.pain" if told else "record.pain_only", n=record.pain))
    if not record.happened or not told:
        return line
    return f"{line} {words.say(lang, 'record.told', told=', '.join(told))}"


def _why(lang: str, why: str) -> str:
    return words.say(lang, f"why.{why}")


def recovery_words(lang: str, found: rules.Recovery) -> str:
    """How long it took, exactly as far as it was said."""
    if found.known == "cant_tell":
        return words.say(lang, "recovery.cant_tell")
    hour = found.known == "within" and found.minutes == 60
    key = "recovery.within_hour" if hour else f"recovery.{found.known}"
    return words.say(lang, key, time=words.duration(lang, found.minutes))


def _over_limit(view: CardView) -> str:
    """The limit as its author set it, beside what was said. Nothing is judged."""
    lang, plan, found = view.lang, view.plan, view.record.recovery
    author = words.say(lang, "limit.nobody")
    if plan.limit_by and plan.limit_on:
        day = words.short_day(lang, plan.limit_on)
        author = words.say(lang, "limit.by", name=plan.limit_by, day=day)
    said = recovery_words(lang, found) if found else ""
    said = said[:1].lower() + said[1:]
    return words.say(lang, "card.over_limit", said=said, limit=view.limit, author=author)


def _start(view: CardView, message_id: int, kind: str) -> tuple[str, Rows]:
    exercises = [exercise_line(view.lang, one) for one in view.routine.exercises]
    text = "\n".join([*_lead(view, kind), *exercises, _stop_rule(view)])
    verbs = ["done", "stopped", "not_today"]
    if not view.record.rest_undone:
        # Under the finger that just undid a rest there must not be a rest again.
        verbs.append("rest")
    return text, _column(view.lang, "button", verbs, message_id)


def _lead(view: CardView, kind: str) -> list[str]:
    lang, routine = view.lang, view.routine
    key = "prompt.title" if routine.purpose else "prompt.title_plain"
    title = words.say(lang, key, routine=routine.name, n=routine.minutes, purpose=routine.purpose)
    return [words.say(lang, "nudge.lead"), title] if kind == Kind.NUDGE else [title]


def _stop_rule(view: CardView) -> str:
    return view.routine.stop_rule or words.say(view.lang, "prompt.stop")


def _column(lang: str, prefix: str, verbs: list[str], message_id: int) -> Rows:
    return tuple((button(words.say(lang, f"{prefix}.{v}"), v, message_id),) for v in verbs)


def _why_asked(view: CardView, message_id: int, kind: str) -> tuple[str, Rows]:
    answers = tuple(
        button(words.say(view.lang, f"button.why_{why}"), "why", message_id, why)
        for why in rules.WHYS
    )
    return say_title(view, "ask.why"), (answers,)


def _pain(view: CardView, message_id: int, kind: str) -> tuple[str, Rows]:
    ask = words.say(view.lang, "ask.pain")
    line = record_line(view.lang, view.routine.name, view.record)
    return f"{line}\n{ask}", (*_pain_rows(message_id), _change_row(view, message_id))


def _pain_rows(message_id: int) -> Rows:
    numbers = [button(str(n), "pain", message_id, str(n)) for n in rules.PAINS]
    return tuple(numbers[:6]), tuple(numbers[6:])


def _change_row(view: CardView, message_id: int) -> tuple[Button, ...]:
    return (button(words.say(view.lang, "button.change"), "change", message_id),)


def _as_before(view: CardView, message_id: int, kind: str) -> tuple[str, Rows]:
    line = record_line(view.lang, view.routine.name, view.record)
    ask = words.say(view.lang, "ask.as_before")
    return f"{line}\n{ask}", _column(view.lang, "button", ["as_before"], message_id)


def _recovery(view: CardView, message_id: int, kind: str) -> tuple[str, Rows]:
    since = words.duration(view.lang, view.limit)
    since = since[:1].upper() + since[1:]
    key = "ask.recovery" if kind == Kind.QUESTION else "ask.recovery_card"
    text = words.say(view.lang, key, since=since, routine=view.routine.name)
    return text, _choices(view, message_id, rules.first_choices(view.limit), "first")


def _recovery_later(view: CardView, message_id: int, kind: str) -> tuple[str, Rows]:
    text = words.say(view.lang, "ask.recovery_later", routine=view.routine.name)
    return text, _choices(view, message_id, rules.later_choices(view.limit), "later")


def _choices(
    view: CardView, message_id: int, choices: tuple[rules.Recovery, ...], which: str
) -> Rows:
    rows = []
    for place, choice in enumerate(choices):
        label = _choice_label(view.lang, choice, f"{which}_{place}")
        rows.append((button(label, "recovery", message_id, choice.value),))
    return tuple(rows)


def _choice_label(lang: str, choice: rules.Recovery, place: str) -> str:
    time = words.duration(lang, choice.minutes)
    if choice.known in ("within", "about"):
        hour = choice.known == "within" and choice.minutes == 60
        key = f"choice.{place}_hour" if hour else f"choice.{place}"
        return words.say(lang, key, time=time)
    return words.say(lang, f"choice.{choice.known}")


def _change(view: CardView, message_id: int, kind: str) -> tuple[str, Rows]:
    lang, record = view.lang, view.record
    rows: list[tuple[Button, ...]] = [_fix(lang, message_id, "outcome")]
    if record.happened:
        rows += [_fix(lang, message_id, kind) for kind in _changeable(view)]
    line = record_line(lang, view.routine.name, record)
    return f"{line}\n{words.say(lang, 'ask.change')}", (*rows, _keep_row(view, message_id))


def _changeable(view: CardView) -> list[str]:
    """What can be changed, or said after all, of a session that happened."""
    kinds = ["why"] if view.record.outcome == rules.STOPPED else []
    if view.routine.asks != "nothing":
        kinds.append("pain")
    return [*kinds, "recovery"] if view.routine.asks == "both" else kinds


def _fix(lang: str, message_id: int, kind: str) -> tuple[Button, ...]:
    return (button(words.say(lang, f"button.fix_{kind}"), "fix", message_id, kind),)


def _keep_row(view: CardView, message_id: int) -> tuple[Button, ...]:
    return (button(words.say(view.lang, "button.keep"), "keep", message_id),)


def _change_outcome(view: CardView, message_id: int, kind: str) -> tuple[str, Rows]:
    rows = _column(view.lang, "button", ["done", "stopped", "not_today"], message_id)
    return say_title(view, "ask.outcome"), (*rows, _keep_row(view, message_id))


def _change_why(view: CardView, message_id: int, kind: str) -> tuple[str, Rows]:
    text, rows = _why_asked(view, message_id, kind)
    return text, (*rows, _keep_row(view, message_id))


def _change_pain(view: CardView, message_id: int, kind: str) -> tuple[str, Rows]:
    text = words.say(view.lang, "ask.pain")
    return text, (*_pain_rows(message_id), _keep_row(view, message_id))


def _change_recovery(view: CardView, message_id: int, kind: str) -> tuple[str, Rows]:
    """All that can be said of the recovery, in words of the past."""
    text = words.say(view.lang, "ask.recovery_past", routine=view.routine.name)
    within = rules.first_choices(view.limit)[:3]
    later = tuple(c for c in rules.later_choices(view.limit) if c.known != "not_yet")
    rows = [
        *_choices(view, message_id, within, "past"),
        *_choices(view, message_id, later, "later"),
    ]
    return text, (*rows, _keep_row(view, message_id))


_QUESTIONS = {
    Ask.START: _start,
    Ask.WHY: _why_asked,
    Ask.PAIN: _pain,
    Ask.AS_BEFORE: _as_before,
    Ask.RECOVERY: _recovery,
    Ask.RECOVERY_LATER: _recovery_later,
    Ask.CHANGE: _change,
    Ask.CHANGE_OUTCOME: _change_outcome,
    Ask.CHANGE_WHY: _change_why,
    Ask.CHANGE_PAIN: _change_pain,
    Ask.CHANGE_RECOVERY: _change_recovery,
}
