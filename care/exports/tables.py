"""The rows of the CSV files. The names of the columns, and of what stands in them, are fixed.

docs/export.md says what each means: whoever changes one changes that.
"""

import datetime as dt
import json
from collections.abc import Iterator, Sequence

from care import rules, times, words
from care.exports.history import Entry, History, Who
from care.models import Answer, Session
from care.rules import Recovery

SESSIONS = (
    "session", "date", "time", "zone", "routine", "lighter", "outcome", "why", "pain", "pain_low",
    "pain_high", "recovery", "recovery_minutes", "recovery_limit", "over_recovery_limit",
    "pain_limit", "over_pain_limit", "state", "reason", "recovery_not_asked", "answered_by",
    "plan_version",
)  # fmt: skip
ANSWERS = (
    "answer", "said_at_utc", "said_at_local", "zone", "by", "proxy", "session", "session_date",
    "routine", "kind", "value", "words", "voice_seconds",
)  # fmt: skip
VERSIONS = ("plan_version", "state", "written_by", "written_at_utc", "confirmed_by",
            "confirmed_at_utc")  # fmt: skip
PEOPLE = ("name", "role", "proxy", "shared_phone", "joined_at_utc", "left_at_utc")

OUTCOMES = {rules.STOPPED: "stopped_early"}
RECOVERIES = {"longer": "more_than"}
Row = Sequence[object]


def sessions(history: History, lang: str) -> Iterator[Row]:
    """One row for each session."""
    for entry in history.entries():
        session, record = entry.session, entry.record
        at = times.local(session.due, entry.zone)
        yield (
            session.id,
            session.local_date.isoformat(),
            at.strftime("%H:%M"),
            entry.zone,
            entry.routine.name if entry.routine else None,
            session.lighter,
            OUTCOMES.get(record.outcome or "", record.outcome),
            *_how_it_went(entry),
            session.state,
            session.reason,
            session.recovery_unasked,
            _answered_by(history, entry, lang),
            session.plan_version_id,
        )


def _how_it_went(entry: Entry) -> Row:
    """Why it ended, pain and recovery, against the limits of that day; only where it happened."""
    record, plan = entry.record, entry.plan
    if not record.happened:
        return (*[None] * 6, plan.recovery_limit, None, plan.pain_limit, None)
    known, minutes = _recovery(record.recovery)
    return (
        record.why if record.outcome == rules.STOPPED else None,
        record.pain,
        record.lowest_pain,
        record.highest_pain,
        known,
        minutes,
        plan.recovery_limit,
        _over_recovery(record.recovery, plan.recovery_limit),
        plan.pain_limit,
        _over_pain(record, plan.pain_limit),
    )


def _recovery(said: Recovery | None) -> tuple[str | None, int | None]:
    """What is known of it, and the minutes, where some were said."""
    if said is None:
        return None, None
    return RECOVERIES.get(said.known, said.known), said.minutes or None


def _over_recovery(said: Recovery | None, limit: int) -> bool | None:
    """Whether it was over the limit; nothing where that isn't known."""
    if rules.over_limit(said, limit):
        return True
    return False if said and said.known in ("within", "about") else None


def _over_pain(record: rules.Record, limit: int | None) -> bool | None:
    """The same of the pain: of a band, only what surely was."""
    if limit is None or record.highest_pain is None:
        return None
    if rules.over_pain(record.lowest_pain, limit):
        return True
    return None if record.highest_pain > limit else False


def _answered_by(history: History, entry: Entry, lang: str) -> str:
    """Everybody whose answer counts."""
    names = [name(history.who(answer), lang) for answer in entry.values.values()]
    return "; ".join(dict.fromkeys(names))


def name(who: Who, lang: str) -> str:
    """Somebody's name as it was given; a proxy is marked; not known where a phone is shared."""
    if who.member is None:
        return words.say(lang, "export.not_known")
    return words.say(lang, "export.proxy", name=who.member.name) if who.proxy else who.member.name


def answers(history: History, lang: str) -> Iterator[Row]:
    """One row for each thing that was said, also what was changed or taken back later."""
    for answer, session in history.answers():
        who, zone = history.who(answer), history.zone(answer)
        yield (
            answer.id,
            _utc(answer.at),
            times.local(answer.at, zone).isoformat(timespec="seconds"),
            zone,
            name(who, lang),
            who.proxy,
            *_about(history, session),
            answer.kind,
            answer.value,
            answer.words,
            _seconds(answer),
        )


def _about(history: History, session: Session | None) -> Row:
    if session is None:
        return None, None, None
    routine = history.routine_of(session)
    return session.id, session.local_date.isoformat(), routine.name if routine else None


def _seconds(answer: Answer) -> int | None:
    """How long a voice message is; where Telegram keeps it is not told."""
    return int(json.loads(answer.media)["seconds"]) if answer.media else None


def _utc(at: dt.datetime | None) -> str | None:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z") if at else None


def versions(history: History) -> Iterator[Row]:
    """One row for each version of the plan."""
    for one in history.versions():
        confirmed = history.members.get(one.confirmed_by or 0)
        yield (
            one.id,
            one.state,
            history.members[one.author_id].name,
            _utc(one.created_at),
            confirmed.name if confirmed else None,
            _utc(one.confirmed_at),
        )


def people(history: History) -> Iterator[Row]:
    """One row for each who is or was in the circle, once in each role."""
    for one in history.members.values():
        yield (
            one.name,
            one.role,
            one.proxy,
            one.shared_phone,
            _utc(one.joined_at),
            _utc(one.left_at),
        )
