"""The card of a session: one short question at a time, then a one-line record.

The geometry is meant: a finger that taps twice must not answer the next question. Cards hang from
their bottom edge, so below every question that replaces another stands a row that does no harm
(Change, then Keep). Where that isn't enough, `finger.py` moves it to where the tap before was.
"""

from collections.abc import Callable, Iterable

from care import rules, words
from care.buttons import button
from care.kinds import Ask, Kind
from care.ports import Button, Screen
from care.screens import exercises, prompt
from care.screens.record import By, limits_passed, record_line, report_line
from care.screens.view import CardView

Rows = tuple[tuple[Button, ...], ...]


def card(view: CardView, message_id: int, kind: str, *, current: bool) -> Screen:
    """What one message of a session shows; `current` is the one that carries its buttons."""
    if not current or view.asks is None:
        return _record(view, message_id, current=current)
    text, rows = _QUESTIONS[Ask(view.asks)](view, message_id, kind)
    return Screen(text, rows, silent=not view.sounds(kind))


def _record(view: CardView, message_id: int, *, current: bool) -> Screen:
    lang, record = view.lang, view.record
    if record.outcome is None:
        return Screen(say_title(view, "card.closed" if current else "card.below"))
    lines = _said(view)
    if not current:
        return Screen(lines[0])
    if not view.is_open:
        return Screen("\n".join(lines))
    if record.outcome == rules.REST and view.rests:
        undo = button(words.say(lang, "button.undo"), "undo", message_id)
        return Screen(words.say(lang, "card.resting"), ((undo,),))
    return Screen("\n".join(lines), (*_beside(view, message_id), _change_row(view, message_id)))


def _said(view: CardView) -> list[str]:
    """What was said so far: the line, the limits it passed, and what helps where pain is strong."""
    record = view.record
    lines = [record_line(view.lang, view.routine.name, record, _by(view))]
    if not record.happened:
        return lines
    lines += limits_passed(view.lang, view.plan, record)
    if view.in_report:
        lines.append(report_line(view.lang, view.therapist))
    return [*lines, prompt.stop_rule(view)] if view.strong else lines


def _by(view: CardView) -> By | None:
    return By(view.said_by) if view.said_by else None


def _beside(view: CardView, message_id: int) -> Rows:
    """What stands above the next step: help where pain is strong, and the exact number."""
    verbs = []
    if view.record.happened and view.strong:
        verbs.append(button(words.say(view.lang, "button.help"), "help", message_id))
    if view.record.happened and view.record.band:
        verbs.append(_fix(view.lang, message_id, "number")[0])
    return tuple((verb,) for verb in verbs)


def say_title(view: CardView, key: str) -> str:
    """A line about this session, by the routine's name and its day."""
    return words.say(view.lang, key, routine=view.routine.name, day=words.day(view.lang, view.day))


def _start(view: CardView, message_id: int, kind: str) -> tuple[str, Rows]:
    tail = [*_lost(view), *prompt.limits(view)]
    text = exercises.fitted(view.lang, prompt.lead(view, kind), view.exercises, tail, view.room)
    verbs = ["show_how"] if view.pictures else []
    verbs += ["done", "stopped", *(["later"] if view.may_later else []), "not_today"]
    if not view.record.undone:
        # Under the finger that just tapped Undo there must not be a rest.
        verbs.append("rest")
    rows = _column(view.lang, "button", verbs, message_id)
    return text, (*prompt.version(view, message_id), *rows)


def _lost(view: CardView) -> list[str]:
    return [words.say(view.lang, "prompt.no_picture")] if view.lost else []


def _column(lang: str, prefix: str, verbs: list[str], message_id: int) -> Rows:
    return tuple((button(words.say(lang, f"{prefix}.{v}"), v, message_id),) for v in verbs)


def _why_asked(view: CardView, message_id: int, kind: str) -> tuple[str, Rows]:
    answers = tuple(
        button(words.say(view.lang, f"button.why_{why}"), "why", message_id, why)
        for why in rules.WHYS
    )
    return say_title(view, "ask.why"), _in_rows(view, answers)


def _in_rows(view: CardView, *lines: tuple[Button, ...]) -> Rows:
    """Buttons side by side, or each in a row of its own where they shall be large."""
    return tuple((one,) for line in lines for one in line) if view.large else lines


def _later(view: CardView, message_id: int, kind: str) -> tuple[str, Rows]:
    at = words.clock(view.lang, view.later) if view.later else ""
    text = words.say(view.lang, "card.later", routine=view.routine.name, time=at)
    return text, _column(view.lang, "button", ["undo"], message_id)


def _pain(view: CardView, message_id: int, kind: str) -> tuple[str, Rows]:
    ask = words.say(view.lang, "ask.pain")
    line = record_line(view.lang, view.routine.name, view.record, _by(view))
    return f"{line}\n{ask}", (*_pain_rows(view, message_id), _change_row(view, message_id))


def _pain_rows(view: CardView, message_id: int) -> Rows:
    if view.large:
        none = button(words.say(view.lang, "button.pain_none"), "pain", message_id, "0")
        bands = [
            button(
                words.say(view.lang, "record.band", low=low, high=high), "pain", message_id, name
            )
            for name, (low, high) in rules.BANDS.items()
        ]
        return tuple((one,) for one in (none, *bands))
    numbers = _numbers(message_id, rules.PAINS)
    return numbers[:6], numbers[6:]


def _numbers(message_id: int, pains: Iterable[int]) -> tuple[Button, ...]:
    return tuple(button(str(n), "pain", message_id, str(n)) for n in pains)


def _pain_number(view: CardView, message_id: int, kind: str) -> tuple[str, Rows]:
    """The second step, for those who like: which number of the band."""
    low, high = view.record.band or (rules.PAINS[0], rules.PAINS[-1])
    text = words.say(view.lang, "ask.pain_number")
    rows = _in_rows(view, _numbers(message_id, range(low, high + 1)))
    return text, (*rows, _keep_row(view, message_id))


def _change_row(view: CardView, message_id: int) -> tuple[Button, ...]:
    return (button(words.say(view.lang, "button.change"), "change", message_id),)


def _as_before(view: CardView, message_id: int, kind: str) -> tuple[str, Rows]:
    text = "\n".join([*_said(view), words.say(view.lang, "ask.as_before")])
    rows = _column(view.lang, "button", ["as_before"], message_id)
    return text, (*_beside(view, message_id), *rows)


def _recovery(view: CardView, message_id: int, kind: str) -> tuple[str, Rows]:
    if view.earlier:
        return _recovery_past(view, message_id)
    since = words.duration(view.lang, view.limit)
    since = since[:1].upper() + since[1:]
    key = "ask.recovery" if kind == Kind.QUESTION else "ask.recovery_card"
    time = words.clock(view.lang, view.ended) if view.ended else ""
    if kind == Kind.QUESTION and time:
        key = "ask.recovery_late"
    text = words.say(view.lang, key, since=since, routine=view.routine.name, time=time)
    return text, _choices(view, message_id, rules.first_choices(view.limit), "first")


def _recovery_past(view: CardView, message_id: int) -> tuple[str, Rows]:
    """It was done earlier: no clock ran, and the words are of the past."""
    ask = words.say(view.lang, "ask.recovery_past", routine=view.routine.name)
    rows = (*_beside(view, message_id), *_past_rows(view, message_id, rules.past_choices))
    return "\n".join([*_said(view), ask]), rows


def _past_rows(
    view: CardView, message_id: int, choices: Callable[[int], tuple[rules.Recovery, ...]]
) -> Rows:
    found = choices(view.limit)
    rows = _choices(view, message_id, found[:3], "past")
    return (*rows, *_choices(view, message_id, found[3:], "later"))


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
    line = record_line(lang, view.routine.name, record, _by(view))
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
    return text, (*_pain_rows(view, message_id), _keep_row(view, message_id))


def _change_recovery(view: CardView, message_id: int, kind: str) -> tuple[str, Rows]:
    """All that can be said of the recovery, in words of the past."""
    text = words.say(view.lang, "ask.recovery_past", routine=view.routine.name)
    rows = _past_rows(view, message_id, rules.changed_choices)
    return text, (*rows, _keep_row(view, message_id))


_QUESTIONS = {
    Ask.START: _start,
    Ask.WHY: _why_asked,
    Ask.LATER: _later,
    Ask.PAIN: _pain,
    Ask.PAIN_NUMBER: _pain_number,
    Ask.AS_BEFORE: _as_before,
    Ask.RECOVERY: _recovery,
    Ask.RECOVERY_LATER: _recovery_later,
    Ask.CHANGE: _change,
    Ask.CHANGE_OUTCOME: _change_outcome,
    Ask.CHANGE_WHY: _change_why,
    Ask.CHANGE_PAIN: _change_pain,
    Ask.CHANGE_RECOVERY: _change_recovery,
}
