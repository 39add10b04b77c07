"""Later: the prompt comes again in two hours, once more after that, and never in quiet hours."""

from care import rules, store
from care.flows import cards, planner
from care.flows.touch import OLD, Touch, note
from care.kinds import Ask, Kind


def put_off(touch: Touch) -> str | None:
    """A tap on Later."""
    session = touch.session
    if session.asks != Ask.START:
        return None if session.asks == Ask.LATER else OLD
    if not cards.may_later(touch.circle, session, touch.now):
        return "toast.no_later"
    session.laters += 1
    session.later_at = touch.now + rules.LATER_AFTER
    session.asks = Ask.LATER
    note(touch, rules.LATER, "yes")
    store.drop_about(touch.db, session.id, Kind.NUDGE)
    planner.again_later(touch.db, touch.circle, session, touch.member.chat_id)
    return None


def take_back(touch: Touch) -> str | None:
    """Undo: the card is open as before, and nothing comes by itself for it."""
    if touch.session.asks != Ask.LATER:
        return None if touch.record.undone else OLD
    note(touch, rules.LATER, rules.WITHDRAWN)
    touch.session.laters -= 1
    cards.ask_anew(touch.db, touch.session)
    return None
