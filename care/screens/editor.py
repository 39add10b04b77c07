"""The plan in hand: a card, and below it one screen for each thing in it and each setting of it.

Every screen shows what is, what can be chosen, and the way back at its lower edge. Where a button
that changes something would lie under the finger, the way back stands there (`finger.py`).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from care import fields, fitting, steps, words
from care.buttons import button
from care.fields import Field
from care.plan import Exercise, ExerciseKind, Routine
from care.ports import Button, Screen
from care.screens import limits, marks, plan_card, said
from care.screens.plan_card import Head
from care.where import At

Row = tuple[Button, ...]


@dataclass(frozen=True)
class Shows:
    """What a screen is drawn from.

    `lead`: a line above all else. `undo`: the step that can be taken back. `head` and `waiting`
    (pairs of a version and who wrote it) are the card's.
    """

    at: At
    row: int
    head: Head
    lead: str | None = None
    undo: int | None = None
    waiting: tuple[tuple[int, str], ...] = ()

    def say(self, key: str, **values: object) -> str:
        """Words in the reader's language."""
        return words.say(self.at.lang, key, **values)

    def go(self, path: str, label: str, verb: str = "plan") -> Row:
        """A button to another screen, or one that does something there."""
        return (button(fitting.cut(label, fitting.LONGEST_LABEL), verb, self.row, path),)


def screen(shows: Shows) -> Screen:
    """The screen of a place in the plan."""
    field = fields.find(shows.at)
    if field is not None:
        return _setting(shows, field)
    return _NODES[shows.at.letter](shows)


def _made(shows: Shows, text: str, rows: list[Row]) -> Screen:
    """Its text, its buttons; at the lower edge the step that was made, and the way back."""
    at = shows.at
    if shows.undo:
        value = f"{shows.undo}:{at.node}"
        rows.append(shows.go(value, shows.say("button.undo"), "plan_step"))
    if shows.head.changed and not at.key and (shows.undo or shows.lead or not at.node):
        rows.append(shows.go("", shows.say("button.plan_changes"), "plan_review_changes"))
    if at.path:
        rows.append(shows.go(at.above, shows.say("button.plan_back"), "plan_back"))
    lead = f"{shows.lead}\n\n" if shows.lead else ""
    return Screen(fitting.cut(lead + text, fitting.LONGEST), _told_apart(rows))


def _told_apart(rows: list[Row]) -> tuple[Row, ...]:
    """No two labels are the same, whatever was named how: a typed label must mean one button."""
    taken: set[str] = set()
    found = []
    for (one,) in rows:
        label, n = one.label, 1
        while label in taken:
            n += 1
            label = f"{fitting.cut(one.label, fitting.LONGEST_LABEL - 5)} ({n})"
        taken.add(label)
        found.append((replace(one, label=label),))
    return tuple(found)


def _setting(shows: Shows, field: Field) -> Screen:
    """One setting: as it is, what it can be on buttons, and whether it can be written."""
    at = shows.at
    lines = [_name(shows), shows.say(f"plan_ask.{field.key}")]
    if held := said.now(at, field):
        lines.append(shows.say("plan.now", value=held))
    offered = field.offered(at)
    if field.reads:
        lines.append(shows.say("plan.tap_or_write" if len(offered) > 1 else "plan.write"))
    rows: list[Row] = [(_choice(shows, field, code, one),) for code, one in offered.items()]
    if field.key == "new":
        rows.append(shows.go(":called", shows.say("button.plan_called")))
        lines += [shows.say("plan.or_sheet")] if shows.head.decides else []
    return _made(shows, "\n".join(line for line in lines if line), rows)


def _choice(shows: Shows, field: Field, code: str, value: object) -> Button:
    at = shows.at
    is_now = bool(field.name or field.now) and value == field.value(at)
    label = fitting.cut(said.value(at, field, value), fitting.LONGEST_LABEL - 2)
    path = f"{at.path}:{code}"
    return marks.option(at.lang, label, "plan_set", shows.row, path, chosen=is_now)


def _name(shows: Shows) -> str:
    """What the setting is one of."""
    at = shows.at
    if at.letter in ("", "p") or at.routine is None:
        return ""
    if isinstance(at.thing, Exercise):
        return at.thing.name
    return at.routine.name


def _links(shows: Shows) -> list[Row]:
    """A button for each setting of a place."""
    node = shows.at.node
    return [
        shows.go(f"{node}:{field.key}", shows.say(f"button.plan_{field.key}"))
        for field in fields.offered(shows.at)
    ]


def _card(shows: Shows) -> Screen:
    at = shows.at
    rows = [shows.go(f"r{one.id}", one.name) for one in at.plan.routines]
    rows.append(shows.go(":new", shows.say("button.plan_new")))
    rows.append(shows.go("p", shows.say("button.plan_limits")))
    for version, name in shows.waiting:
        label = shows.say("button.plan_proposal", name=name)
        rows.append(shows.go(str(version), label, "plan_proposal"))
    rows.append(shows.go("", shows.say("button.plan_file"), "plan_file"))
    if shows.head.decides:
        rows.append(shows.go("", shows.say("button.proposers"), "circle"))
    return _made(shows, plan_card.text(at.lang, shows.head, at.plan, at.today), rows)


def _limits(shows: Shows) -> Screen:
    at = shows.at
    lines = [*limits.lines(at.lang, at.plan), *plan_card.dates(at.lang, at.plan, at.today)]
    if at.plan.clinic:
        lines.append(shows.say("plan.clinic", text=at.plan.clinic))
    rows = _links(shows)
    if shows.head.decides:
        rows.append(shows.go("", shows.say("button.review_done"), "review_ask"))
    return _made(shows, "\n".join(lines), rows)


def _routine(shows: Shows) -> Screen:
    one, lang = shows.at.routine, shows.at.lang
    if one is None:
        return _card(shows)
    text = plan_card.fit(
        plan_card.block(lang, one, shows.at.today, level) for level in range(plan_card.ROUTINES + 1)
    )
    rows = [shows.go(f"e{each.id}", each.name) for each in one.exercises]
    adds, times, *rest = _links(shows)
    rows += [adds, *(shows.go(f"s{s.id}", said.slot(lang, s)) for s in one.slots), times, *rest]
    rows.append(shows.go(f"l{one.id}", shows.say("button.plan_lighter")))
    rows.append(shows.go(f"m{one.id}", shows.say("button.plan_more")))
    close, joins = _near(shows)
    rows += [*joins, *_yes(shows, one)]
    return _made(shows, "\n".join([text, *close]), rows)


def _near(shows: Shows) -> tuple[list[str], list[Row]]:
    """What comes close to it; joining them, where that makes nothing more frequent."""
    at = shows.at
    lines, rows = [], []
    for pair in steps.near(at):
        other = pair.second if pair.first == at.id else pair.first
        found = at.plan.routine(other)
        lines.append(shows.say("plan.near", name=found.name if found else ""))
        if pair.can_join:
            label = shows.say("plan_value.join", name=found.name if found else "")
            rows.append(shows.go(f"{at.node}:j:{other}", label, "plan_set"))
    return lines, rows


def _yes(shows: Shows, one: Routine) -> list[Row]:
    waits = any(e.is_draft for e in one.all_exercises())
    label = "button.yes_therapist" if shows.head.therapist else "button.plan_yes"
    return [shows.go(f"y{one.id}", shows.say(label))] if waits else []


def _more(shows: Shows) -> Screen:
    """What is seldom touched."""
    at, one = shows.at, shows.at.routine
    if one is None:
        return _card(shows)
    asks = shows.say("plan.after", value=shows.say(f"plan_value.asks_{one.asks}"))
    text = plan_card.fit(
        "\n".join([plan_card.block(at.lang, one, at.today, level), asks])
        for level in range(plan_card.ROUTINES + 1)
    )
    return _made(shows, text, _links(shows))


def _lighter(shows: Shows) -> Screen:
    at, one = shows.at, shows.at.routine
    if one is None or one.lighter is None:
        text = shows.say("plan.no_lighter", routine=one.name if one else "")
        return _made(shows, text, _links(shows))
    lines = [one.name, *plan_card.lighter(at.lang, one)]
    lines += [said.exercise(at.lang, each) for each in one.lighter.exercises]
    rows = [shows.go(f"e{each.id}", each.name) for each in one.lighter.exercises]
    lines += said.hands(at.lang, one.lighter)
    return _made(shows, "\n".join(lines), [*rows, *_links(shows)])


def _exercise(shows: Shows) -> Screen:
    at, one = shows.at, shows.at.thing
    if not isinstance(one, Exercise) or at.routine is None:
        return _card(shows)
    kind = shows.say("plan.kind", kind=said.kind(at.lang, one.kind))
    lines = [at.routine.name, said.exercise(at.lang, one), one.how, kind]
    if one.picture:
        lines.append(shows.say("plan.picture"))
    if one.yes:
        lines.append(said.written(at.lang, "plan.line", shows.say("plan.yes"), one.yes))
    cant = shows.go(str(one.id), shows.say("button.plan_cant"), "plan_cant")
    yes = _yes(shows, at.routine) if one.is_draft else []
    return _made(shows, "\n".join(line for line in lines if line), [cant, *yes, *_links(shows)])


def _slot(shows: Shows) -> Screen:
    at = shows.at
    found = at.plan.slot(at.id)
    line = said.slot(at.lang, found[1]) if found else ""
    return _made(shows, f"{_name(shows)}\n{line}", _links(shows))


def _asks_yes(shows: Shows) -> Screen:
    """Whether the therapist said yes to what waits for it, all of this routine at once."""
    one = shows.at.routine
    waits = [e for e in one.all_exercises() if e.is_draft] if one else []
    kinds = {e.kind for e in waits}
    key = "plan.ask_resistance" if ExerciseKind.RESISTANCE in kinds else "plan.ask_aerobic"
    said_yes = "button.yes_said"
    if shows.head.therapist:
        of_resistance, of_aerobic = "plan.ask_resistance_therapist", "plan.ask_aerobic_therapist"
        key = of_resistance if ExerciseKind.RESISTANCE in kinds else of_aerobic
        said_yes = "button.yes_therapist"
    names = ", ".join(dict.fromkeys(e.name for e in waits))
    text = shows.say(key, names=fitting.cut(names, 3000))
    rows = [
        shows.go(str(shows.at.id), shows.say(label), verb)
        for label, verb in ((said_yes, "yes_said"), ("button.yes_no", "yes_no"))
    ]
    return _made(shows, text, rows)


def gone(lang: str, row: int, value: str, names: tuple[str, str | None]) -> Screen:
    """An exercise is out of the plan, at once, with the way back alone.

    `names`: its own, and its routine's where nothing was left in that.
    """
    lines = [words.say(lang, "plan.gone", name=names[0])]
    if names[1]:
        lines.append(words.say(lang, "plan.gone_routine", name=names[1]))
    undo = button(words.say(lang, "button.undo"), "plan_again", row, value)
    return Screen("\n".join(lines), ((undo,),))


_NODES: dict[str, Callable[[Shows], Screen]] = {
    "": _card,
    "p": _limits,
    "r": _routine,
    "m": _more,
    "l": _lighter,
    "e": _exercise,
    "s": _slot,
    "y": _asks_yes,
}
