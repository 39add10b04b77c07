"""The product broken on purpose, in one place each: what the simulator has to notice."""

import dataclasses
import datetime as dt
from typing import Any

import pytest

from bot.intake import Intake
from care import db, hands, models, store, times
from care.flows import (
    arrivals,
    calls,
    cards,
    due,
    erasing,
    hush,
    occurrences,
    outgoing,
    planner,
    policies,
    touch,
    whenever,
)
from care.kinds import Kind, PlanState, Reason, Sending, State
from care.ports import Draft

Patch = pytest.MonkeyPatch


def nothing_is_noted(patch: Patch) -> None:
    patch.setattr(touch, "note", lambda *_: None)


def noted_twice(patch: Patch) -> None:
    plain = touch.note

    def note(*args: Any) -> None:
        plain(*args)
        plain(*args)

    patch.setattr(touch, "note", note)


def purged(patch: Patch) -> None:
    plain = store.purge

    def purge(session: Any, now: dt.datetime) -> None:
        plain(session, now)
        session.execute(models.Answer.__table__.delete())  # type: ignore[attr-defined]

    patch.setattr(store, "purge", purge)


def guessed(patch: Patch) -> None:
    plain = policies._POLICIES[Kind.NUDGE]

    def nudge(session: Any, row: models.Message, circle: models.Circle, now: dt.datetime) -> Any:
        person = store.patient(session, circle.id)
        said = models.Answer(
            circle_id=circle.id, session_id=row.session_id, member_id=person.id if person else 0,
            kind="outcome", value="not_today", at=now, update_id=1,
        )  # fmt: skip
        store.add(session, said)
        return plain(session, row, circle, now)

    patch.setitem(policies._POLICIES, Kind.NUDGE, nudge)


def confirmed_first(patch: Patch) -> None:
    async def one(self: Intake, raw: dict[str, Any]) -> None:
        self._handled.append(raw["update_id"])

    plain = Intake._one

    async def most(self: Intake, raw: dict[str, Any]) -> None:
        tapped = "callback_query" in raw and raw["callback_query"]["data"].startswith("done")
        await (one if tapped else plain)(self, raw)

    patch.setattr(Intake, "_one", most)


def shown_only(patch: Patch) -> None:
    plain = outgoing.draft

    def draft(*args: Any) -> Draft:
        found = plain(*args)
        said = dataclasses.replace(found.screen, text=f"{found.screen.text} Saved.")
        return dataclasses.replace(found, screen=said)

    patch.setattr(outgoing, "draft", draft)


def never_silent(patch: Patch) -> None:
    patch.setattr(whenever, "silence", lambda *_: None)
    patch.setattr(store, "drop_waiting", lambda *_: None)


def never_away(patch: Patch) -> None:
    patch.setattr(hands, "away", lambda *_: False)


def wide_window(patch: Patch) -> None:
    patch.setattr(planner, "PROMPT_WINDOW", dt.timedelta(hours=10))


def no_night(patch: Patch) -> None:
    patch.setattr(times, "in_quiet", lambda *_: False)


def digest_again(patch: Patch) -> None:
    patch.setattr(due, "A_DAY", ())


def prompt_for_ever(patch: Patch) -> None:
    def again(session: Any, row: models.Message, chat: Any, now: dt.datetime) -> bool:
        return True

    patch.setitem(due._READY, Sending.SENDING, again)


def two_digests(patch: Patch) -> None:
    plain = store.add_due

    def add_due(session: Any, row: models.Message) -> bool:
        if row.kind == Kind.DIGEST:
            row.key = f"{row.key} {row.due}"
        return plain(session, row)

    patch.setattr(store, "add_due", add_due)
    patch.setattr(times, "next_at", lambda after, *at: after + dt.timedelta(minutes=40))


def others_members(patch: Patch) -> None:
    plain = store.members

    def members(session: Any, circle_id: int, *role: Any) -> Any:
        return plain(session, 3 - circle_id, *role)

    patch.setattr(store, "members", members)


def strangers_kept(patch: Patch) -> None:
    plain = arrivals._unknown

    def unknown(session: Any, arrival: Any) -> Any:
        store.add(session, models.Human(telegram_id=arrival.human))
        return plain(session, arrival)

    patch.setattr(arrivals, "_unknown", unknown)


def nothing_erased(patch: Patch) -> None:
    patch.setattr(store, "erase", lambda *_: None)


def traces(patch: Patch) -> None:
    patch.setattr(erasing, "leaves_traces", lambda _: None)
    patch.setattr(db, "_writer", lambda one, _: db._pragmas(one, "journal_mode=WAL"))


def silences_merged(patch: Patch) -> None:
    def not_asked(_: Any, session: models.Session, reason: Reason) -> None:
        session.state, session.asks = State.NO_ANSWER, None

    patch.setattr(policies, "_prompt_not_asked", not_asked)


def always_down(patch: Patch) -> None:
    patch.setattr(whenever, "late", lambda row, now: Reason.BOT_DOWN)


def no_tomorrow(patch: Patch) -> None:
    patch.setattr(occurrences, "_behind", lambda *_: [])


def plan_of_the_night(patch: Patch) -> None:
    plain = store.purge

    def purge(session: Any, now: dt.datetime) -> None:
        plain(session, now)
        held = store.active_plan(session, 1)
        assert held
        fields = held.model_dump(exclude={"id"})
        held.state = PlanState.REPLACED
        session.add(models.PlanVersion(**fields))

    patch.setattr(store, "purge", purge)


def fails(patch: Patch) -> None:
    plain = calls.TAPS["pain"]

    def pain(*args: Any) -> Any:
        raise ValueError(plain.__name__)

    patch.setitem(calls.TAPS, "pain", pain)


def unprepared(patch: Patch) -> None:
    def broken(*_: Any) -> Any:
        raise LookupError

    patch.setattr(hush, "falls", broken)


def ends(patch: Patch) -> None:
    plain = Intake._ask

    async def ask(self: Intake, seconds: int) -> Any:
        batch = await plain(self, seconds)
        if any(raw.get("callback_query", {}).get("data", "").startswith("done:") for raw in batch):
            raise RuntimeError("a fault")
        return batch

    patch.setattr(Intake, "_ask", ask)


def left_as_it_was(patch: Patch) -> None:
    plain = cards._redrawn

    def redrawn(row: models.Message, *args: Any) -> dict[str, Any]:
        changed = plain(row, *args)
        return changed if row.session_id is None else changed | {"try_at": None}

    patch.setattr(cards, "_redrawn", redrawn)


def nags(patch: Patch) -> None:
    def nudge(session: Any, row: models.Message, circle: models.Circle, now: dt.datetime) -> Any:
        if row.id > 60:
            return Reason.ANSWERED
        next_at = now + dt.timedelta(minutes=2)
        again = planner._row(Kind.NUDGE, circle, next_at, next_at + planner.NUDGE_WINDOW)
        again.key = f"{Kind.NUDGE}:{row.session_id}:{next_at}"
        again.session_id, again.chat_id = row.session_id, row.chat_id
        store.add_due(session, again)
        card = session.get(models.Session, row.session_id)
        return cards.screen(session, card, row, current=True)

    patch.setitem(policies._POLICIES, Kind.NUDGE, nudge)
