"""What would change, with its price before and after, and the yes that it waits for."""

from dataclasses import dataclass

from care import fitting, plan, words
from care.buttons import button
from care.plan import Plan
from care.ports import Button, Screen
from care.screens import changes
from care.screens.price import price_line

Row = tuple[Button, ...]
# In the button that brings back what was taken back.
AGAIN = "again:"


@dataclass(frozen=True)
class Review:
    """Two plans side by side. `stamp` names both versions: a yes is to exactly these.

    `person` is whose plan it is, where that isn't the reader; `author` who proposes, if somebody
    else does.
    """

    lang: str
    row: int
    before: Plan
    after: Plan
    stamp: str
    person: str | None = None
    author: str | None = None

    def say(self, key: str, **values: object) -> str:
        """Words in the reader's language."""
        return words.say(self.lang, key, **values)

    def offer(self, key: str, verb: str, value: str = "", **values: object) -> Row:
        """One button, a row of its own."""
        label = fitting.cut(self.say(key, **values), fitting.LONGEST_LABEL)
        return (button(label, verb, self.row, value),)


def draft(view: Review) -> Screen:
    """The reader's own changes. `Drop` asks once more; the yes stands farthest from it."""
    yes = view.offer("button.plan_use", "plan_use", view.stamp)
    if view.person is not None:
        yes = view.offer("button.plan_send", "plan_send", view.stamp, name=view.person)
    undo = view.offer("button.plan_undo", "plan_undo", view.stamp)
    drop = view.offer("button.plan_drop", "plan_drop", view.stamp)
    return Screen(
        _text(view, view.say("confirm.draft")),
        (yes, undo, drop, _back(view.lang, view.row)),
    )


def proposal(view: Review) -> Screen:
    """Somebody else's changes, for the person's yes."""
    rows = (
        view.offer("button.plan_use", "prop_use", view.stamp),
        view.offer("button.prop_not", "prop_not", view.stamp),
        view.offer("button.prop_whole", "prop_whole", view.stamp),
    )
    return Screen(_text(view, view.say("confirm.proposal", name=view.author)), rows)


def changed_meanwhile(view: Review, screen: Screen) -> Screen:
    """The same under a line that it isn't what was shown before."""
    lead = view.say("confirm.meanwhile")
    return Screen(fitting.cut(f"{lead}\n\n{screen.text}", fitting.LONGEST), screen.rows)


def _text(view: Review, lead: str) -> str:
    """What changes, in as many lines as fit, and what the plan costs: that is always said."""
    foot = "\n".join([*_waits(view), *_price(view)])
    found = changes.lines(view.lang, view.before, view.after) or [view.say("confirm.nothing")]
    room = fitting.LONGEST - fitting.units(f"{lead}\n\n\n\n{foot}") - fitting.LONGEST_LABEL * 4
    return f"{lead}\n\n{changes.fitted(view.lang, found, room)}\n\n{foot}"


def _waits(view: Review) -> list[str]:
    """Routines that wait as a whole: they would never prompt, and nobody would know why."""
    names = [one.name for one in view.after.routines if plan.is_draft(one)]
    return [view.say("confirm.waits", names=", ".join(names))] if names else []


def _price(view: Review) -> list[str]:
    before, after = plan.price(view.before), plan.price(view.after)
    now = price_line(view.lang, after)
    if before == after:
        return [view.say("confirm.same_price", price=now)]
    was = price_line(view.lang, before)
    return [view.say("confirm.price_before", price=was), view.say("confirm.price", price=now)]


def _back(lang: str, row: int) -> Row:
    """To the whole plan."""
    return (button(words.say(lang, "button.plan_back"), "plan_back", row),)


def no_draft(lang: str, row: int) -> Screen:
    """There is nothing to say yes to."""
    return Screen(words.say(lang, "confirm.no_draft"), (_back(lang, row),))


def drop(view: Review) -> Screen:
    """All steps at once: asked once more."""
    rows = (
        view.offer("button.plan_drop_yes", "plan_drop_yes", view.stamp),
        view.offer("button.plan_look", "plan_review_changes"),
    )
    return Screen(view.say("confirm.drop"), rows)


def dropped(lang: str, row: int) -> Screen:
    """The draft is gone."""
    return Screen(words.say(lang, "confirm.dropped"), (_back(lang, row),))


def used(lang: str, row: int, version: int) -> Screen:
    """In force; one tap takes it back."""
    undo = (button(words.say(lang, "button.undo"), "plan_restore", row, str(version)),)
    return Screen(words.say(lang, "confirm.used"), (undo, _back(lang, row)))


def restored(lang: str, row: int, version: int) -> Screen:
    """As it was; one tap brings it back."""
    label = words.say(lang, "button.plan_use_again")
    again = (button(label, "plan_restore", row, f"{AGAIN}{version}"),)
    return Screen(words.say(lang, "confirm.restored"), (again, _back(lang, row)))


def sent(lang: str, name: str | None) -> Screen:
    """On its way to the person."""
    return Screen(words.say(lang, "confirm.sent" if name else "confirm.sent_nobody", name=name))


def not_now(view: Review) -> Screen:
    """It waits; it can be put away for good."""
    rows = (
        view.offer("button.prop_away", "prop_away", view.stamp),
        view.offer("button.plan_look", "plan_proposal", view.stamp.partition(":")[2]),
    )
    return Screen(view.say("confirm.not_now"), rows)


def put_away(lang: str) -> Screen:
    """It waits no longer."""
    return Screen(words.say(lang, "confirm.put_away"))


def over(lang: str) -> Screen:
    """A proposal that waits no longer: used, replaced or put away."""
    return Screen(words.say(lang, "confirm.over"))


def told(lang: str, name: str) -> Screen:
    """For who proposed it: the person uses it. Silent, and the only thing they are told."""
    return Screen(words.say(lang, "confirm.told", name=name))
