"""What a prompt says above and below its exercises, and the version of the routine it shows."""

from care import over, words
from care.buttons import button
from care.kinds import Kind
from care.ports import Button
from care.screens import marks, said
from care.screens.view import CardView


def lead(view: CardView, kind: str) -> list[str]:
    """The routine, how long, what it is for; why it is the version that it is."""
    lang = view.lang
    title = said.title(lang, view.routine, view.minutes)
    lines = [words.say(lang, "nudge.lead"), title] if kind == Kind.NUDGE else [title]
    if view.lighter is None:
        return lines
    return [*lines, words.say(lang, "prompt.lighter" if view.lighter else "prompt.usual")]


def limits(view: CardView) -> list[str]:
    """The effort limit and the stop rule, word for word as they were written."""
    effort = view.routine.effort_limit
    said = [words.say(view.lang, "prompt.effort", limit=effort)] if effort else []
    return [*said, stop_rule(view)]


def stop_rule(view: CardView) -> str:
    """When to stop, as somebody wrote it for this routine; else as for every exercise."""
    return view.routine.stop_rule or words.say(view.lang, "prompt.stop")


def version(view: CardView, message_id: int) -> tuple[tuple[Button, ...], ...]:
    """The other version on a button: above all that answers, so that no answer moves by it.

    Its value says which one: tapped twice, it is that one all the same.
    """
    if view.lighter is None:
        return ()
    other = over.USUAL if view.lighter else over.LIGHTER
    return ((button(words.say(view.lang, f"button.{other}"), "version", message_id, other),),)


def chosen(view: CardView, message_id: int) -> tuple[Button, ...]:
    """The version that is shown, marked: where the finger just chose it."""
    this = over.LIGHTER if view.lighter else over.USUAL
    label = words.say(view.lang, f"button.{this}")
    return (marks.option(view.lang, label, "version", message_id, this, chosen=True),)
